import { ApiProblem } from "../api/problem.ts";
import { address, MOST_ITEMS } from "../api/schemas/common.ts";
import { contactBody } from "../api/schemas/personal.ts";
import type { Contact } from "../api/types.ts";
import { csvLine, readCsv } from "./csv.ts";

const MOST_LINES = 25 * MOST_ITEMS;
const HEAD = ["address", "name", "note"];

export function writeContacts(list: readonly Contact[]): string {
  return [HEAD, ...list.map(({ address: who, name, note }) => [who, name, note])].map(csvLine).join("");
}

/** The entries of an address book as CSV: address, name and, if one likes, a note; with or without a line of titles. @throws ApiProblem naming every bad line */
export function readContacts(text: string): Contact[] {
  const rows = readCsv(text.replace(/^\uFEFF/, ""));
  const lines = rows[0]?.[0]?.trim().toLowerCase() === "address" ? rows.slice(1) : rows;
  if (lines.length === 0 || lines.length > MOST_LINES) {
    throw new ApiProblem(
      400,
      `The file has ${lines.length} entries; 1 to ${MOST_LINES} can be taken at once.`,
      "Each line: address,name,note",
    );
  }
  const errors: { field: string; message: string }[] = [];
  const list = lines.flatMap((cells, i) => {
    const who = address.safeParse(cells[0]?.trim());
    const body = contactBody.safeParse({ name: plain(cells[1]), ...(cells[2] ? { note: plain(cells[2]) } : {}) });
    if (who.success && body.success && cells.length <= HEAD.length) {
      return [{ address: who.data, name: body.data.name, note: body.data.note ?? null }];
    }
    const why = !who.success ? "the address" : !body.success ? "the name or the note" : "the number of cells";
    errors.push({ field: `line ${i + 1}`, message: `${why} cannot be` });
    return [];
  });
  if (errors.length === 0) return list;
  const shown = errors.slice(0, 20);
  throw new ApiProblem(
    400,
    `${errors.length} of ${lines.length} lines cannot be taken; nothing was changed.`,
    "Each line: address,name,note",
    { errors: shown },
  );
}

/** What `csvLine` made text for spreadsheets' sake is itself again. */
function plain(cell: string | undefined): string | undefined {
  return cell?.replace(/^'(?=[=+@-])/, "");
}
