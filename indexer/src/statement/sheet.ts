import PDFDocument from "pdfkit";

export interface Column {
  title: string;
  /** Part of the page's width. */
  width: number;
  right?: boolean;
}

interface SheetOptions {
  title: string;
  /** What the file is about, for programs. */
  subject: string;
  code: string;
  language: string;
  /** Unix seconds; stands for the time of making, so that the same content gives the same file. */
  madeAt: number;
  fonts: { regular: string; bold: string };
}

const MARGIN = 48;
const INK = "#1d2733";
const SOFT = "#5b6876";
const LINE = "#d5dbe1";
const ACCENT = "#0b6e75";
const TINT = "#eef5f5";
const FOOT = 40;

/** An A4 document of headings, tables and notes, filled from top to bottom. */
export class Sheet {
  readonly #doc: PDFKit.PDFDocument;
  readonly #chunks: Uint8Array[] = [];
  readonly #width: number;
  readonly #bottom: number;

  constructor({ title, subject, code, language, madeAt, fonts }: SheetOptions) {
    const made = new Date(madeAt * 1_000);
    this.#doc = new PDFDocument({
      size: "A4",
      margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN },
      bufferPages: true,
      lang: language,
      displayTitle: true,
      font: fonts.regular,
      info: { Title: title, Author: "PowerChain", Subject: subject, Keywords: code, CreationDate: made, ModDate: made },
    });
    this.#doc.registerFont("regular", fonts.regular).registerFont("bold", fonts.bold);
    this.#doc.on("data", (chunk: Uint8Array) => this.#chunks.push(chunk));
    this.#width = this.#doc.page.width - 2 * MARGIN;
    this.#bottom = this.#doc.page.height - MARGIN - FOOT;
  }

  heading(left: string, right: string): void {
    const doc = this.#doc;
    doc.rect(0, 0, doc.page.width, 6).fill(ACCENT);
    doc
      .font("bold")
      .fontSize(17)
      .fillColor(INK)
      .text(left, MARGIN, MARGIN - 8, { width: this.#width * 0.55 });
    const below = doc.y;
    doc
      .fontSize(11)
      .fillColor(ACCENT)
      .text(right, MARGIN + this.#width * 0.5, MARGIN - 4, { width: this.#width * 0.5, align: "right" });
    doc.y = Math.max(below, doc.y) + 12;
  }

  pairs(list: [string, string][]): void {
    for (const [name, value] of list) {
      const { y } = this.#doc;
      this.#doc.font("regular").fontSize(8.5).fillColor(SOFT).text(name, MARGIN, y, { width: 110 });
      this.#doc.fillColor(INK).text(value, MARGIN + 115, y, { width: this.#width - 115 });
      this.#doc.y += 3;
    }
  }

  tiles(list: [string, string][]): void {
    const doc = this.#doc;
    const gap = 10;
    const width = (this.#width - gap * (list.length - 1)) / list.length;
    const top = doc.y + 10;
    for (const [i, [name, value]] of list.entries()) {
      const left = MARGIN + i * (width + gap);
      doc.roundedRect(left, top, width, 48, 5).fill(TINT);
      doc
        .font("regular")
        .fontSize(7.5)
        .fillColor(SOFT)
        .text(name, left + 9, top + 9, { width: width - 18, lineBreak: false });
      doc
        .font("bold")
        .fontSize(11.5)
        .fillColor(INK)
        .text(value, left + 9, top + 24, { width: width - 18, lineBreak: false });
    }
    doc.y = top + 58;
  }

  section(title: string): void {
    this.#room(70);
    this.#doc.y += 12;
    this.#doc.font("bold").fontSize(10.5).fillColor(ACCENT).text(title, MARGIN, this.#doc.y, { width: this.#width });
    this.#doc.y += 4;
  }

  note(text: string): void {
    this.#room(16);
    this.#doc.font("regular").fontSize(8.5).fillColor(INK).text(text, MARGIN, this.#doc.y, { width: this.#width });
    this.#doc.y += 3;
  }

  table(columns: Column[], rows: string[][], total?: string[]): void {
    const titles = columns.map(({ title }) => title);
    this.#doc.y += 2;
    this.#row(columns, titles, "title");
    for (const row of rows) {
      if (this.#room(16)) this.#row(columns, titles, "title");
      this.#row(columns, row, "plain");
    }
    if (total !== undefined) this.#row(columns, total, "total");
    this.#doc.y += 4;
  }

  #row(columns: Column[], cells: string[], kind: "title" | "plain" | "total"): void {
    const doc = this.#doc;
    const top = doc.y;
    let left = MARGIN;
    if (kind === "total")
      doc
        .moveTo(MARGIN, top)
        .lineTo(MARGIN + this.#width, top)
        .lineWidth(0.8)
        .stroke(INK);
    doc.font(kind === "plain" ? "regular" : "bold").fillColor(kind === "title" ? SOFT : INK);
    const size = kind === "title" ? 7.5 : 8; // what is too wide for its column is written smaller
    for (const [i, column] of columns.entries()) {
      const width = column.width * this.#width;
      const options = {
        width: width - 6,
        align: column.right === true ? "right" : "left",
        lineBreak: false,
        ellipsis: true,
      } as const;
      const text = cells[i] ?? "";
      doc.fontSize(size * Math.min(1, (width - 7) / Math.max(1, doc.fontSize(size).widthOfString(text))));
      doc.text(text, left + (column.right === true ? 6 : 0), top + 4, options);
      left += width;
    }
    doc.y = top + 16;
    if (kind !== "total")
      doc
        .moveTo(MARGIN, doc.y)
        .lineTo(MARGIN + this.#width, doc.y)
        .lineWidth(0.4)
        .stroke(LINE);
    doc.x = MARGIN;
  }

  box(title: string, value: string, notes: string[]): void {
    this.#room(92);
    const doc = this.#doc;
    const top = doc.y + 12;
    doc.roundedRect(MARGIN, top, this.#width, 72, 5).lineWidth(0.8).stroke(ACCENT);
    doc
      .font("regular")
      .fontSize(7.5)
      .fillColor(SOFT)
      .text(title, MARGIN + 12, top + 9);
    doc
      .font("bold")
      .fontSize(11)
      .fillColor(INK)
      .text(value, MARGIN + 12, top + 20);
    doc.font("regular").fontSize(7.5).fillColor(SOFT);
    for (const [i, note] of notes.entries())
      doc.text(note, MARGIN + 12, top + 42 + i * 12, { width: this.#width - 24 });
    doc.y = top + 80;
  }

  /** Begins a new page when there is not so much room. */
  #room(height: number): boolean {
    if (this.#doc.y + height <= this.#bottom) return false;
    this.#doc.addPage();
    this.#doc.y = MARGIN;
    return true;
  }

  /** Writes the foot of every page, and gives the file. */
  async end(foot: (page: number, pages: number) => [string, string]): Promise<Uint8Array> {
    const doc = this.#doc;
    const { count } = doc.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      doc.switchToPage(page);
      doc.page.margins.bottom = 0; // the foot lies in the margin
      const [left, right] = foot(page + 1, count);
      const top = doc.page.height - MARGIN;
      doc
        .moveTo(MARGIN, top - 8)
        .lineTo(MARGIN + this.#width, top - 8)
        .lineWidth(0.4)
        .stroke(LINE);
      doc
        .font("regular")
        .fontSize(7)
        .fillColor(SOFT)
        .text(left, MARGIN, top, { width: this.#width * 0.8, lineBreak: false });
      doc.text(right, MARGIN, top, { width: this.#width, align: "right", lineBreak: false });
    }
    const done = new Promise((resolve) => doc.once("end", resolve));
    doc.end();
    await done;
    return Buffer.concat(this.#chunks);
  }
}
