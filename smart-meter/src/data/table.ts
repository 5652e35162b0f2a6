import { InputError } from "../errors.ts";

export interface Row {
  /** File and line, for messages. */
  where: string;
  cells: string[];
}

/** Splits a comma- or semicolon-separated table into its header and rows; empty lines and a byte-order mark are passed over. */
export function readTable(file: string, text: string): { header: string[]; rows: Row[] } {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const first = lines[0] ?? "";
  const separator = first.includes(";") && !first.includes(",") ? ";" : ",";
  const header = first.split(separator).map((name) => name.trim().toLowerCase());
  if (first.trim() === "")
    throw new InputError(`${file}:1`, "the first line is empty", "The first line names the columns.");
  const rows: Row[] = [];
  lines.forEach((line, i) => {
    if (i === 0 || line.trim() === "") return;
    const cells = line.split(separator);
    const where = `${file}:${i + 1}`;
    if (cells.length !== header.length)
      throw new InputError(
        where,
        `has ${cells.length} columns where the header has ${header.length} (${header.join(separator)})`,
      );
    rows.push({ where, cells });
  });
  return { header, rows };
}

/** The place of a column, or an error that says which columns there are. */
export function columnOf(file: string, header: string[], name: string): number {
  const at = header.indexOf(name);
  if (at < 0) throw new InputError(`${file}:1`, `has no column "${name}"; it has ${header.join(", ")}`);
  return at;
}

/** Unix seconds ("1613343600", "1613343600.0") or ISO 8601 with a zone ("2021-02-15T00:00:00+01:00"). */
export function readTime(where: string, text: string): number {
  const plain = /^\s*(\d{9,11})(?:\.0*)?\s*$/.exec(text);
  if (plain) return Number(plain[1]);
  const iso = /^\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)\s*$/.test(text)
    ? Date.parse(text)
    : NaN;
  if (Number.isNaN(iso))
    throw new InputError(
      where,
      `time is "${text.trim()}"`,
      "Give Unix seconds, or ISO 8601 with a zone: 2021-02-15T00:00:00+01:00.",
    );
  return Math.floor(iso / 1000);
}
