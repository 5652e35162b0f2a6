import { createHash } from "node:crypto";
import { readCsv } from "../queries/csv.ts";
import { codeOf } from "./code.ts";

/** What a statement's file says that it is. */
export interface StatementFile {
  community: string;
  account: string;
  month: string;
  code: string;
  /** Of the file; undefined for JSON, whose own figures are held against its code. */
  sha256: string | undefined;
  /** JSON only: whether the code is the digest of the figures beside it. */
  consistent: boolean | undefined;
}

/** A file that is no statement. */
export class NoStatementError extends Error {
  override readonly name = "NoStatementError";
  readonly hint =
    "Give a statement as it was downloaded: JSON, CSV or PDF. Or give --account, --month and --code as printed.";
  constructor() {
    super("This file is no statement that this program knows.");
  }
}

/** @throws NoStatementError */
export function identifyStatement(bytes: Buffer): StatementFile {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const text = bytes.toString("latin1");
  const found = text.startsWith("%PDF-")
    ? fromPdf(text)
    : text.trimStart().startsWith("{")
      ? fromJson(bytes.toString("utf8"))
      : fromCsv(bytes.toString("utf8"));
  if (found === undefined) throw new NoStatementError();
  return { sha256: found.consistent === undefined ? sha256 : undefined, consistent: undefined, ...found };
}

type Found = Omit<StatementFile, "sha256" | "consistent"> & { consistent?: boolean };

/** Subject and keywords stand in a PDF as plain strings; all that is printed is compressed. */
function fromPdf(text: string): Found | undefined {
  const [, community, account, month] = /\(([\w-]+) (0x[0-9a-f]{40}) (\d{4}-\d{2})\)/.exec(text) ?? [];
  const code = /\((PC1-[0-9A-Z-]+)\)/.exec(text)?.[1];
  if (community === undefined || account === undefined || month === undefined || code === undefined) return undefined;
  return { community, account, month, code };
}

function fromCsv(text: string): Found | undefined {
  const cells = new Map(
    readCsv(text).flatMap(([section, what, value, , detail]) =>
      section === "statement" ? [[what, { value, detail }]] : [],
    ),
  );
  const [community, account, month] = [
    cells.get("community")?.detail,
    cells.get("account")?.value,
    cells.get("month")?.value,
  ];
  const code = cells.get("verification code")?.value;
  if (community === undefined || account === undefined || month === undefined || code === undefined) return undefined;
  return { community, account, month, code };
}

function fromJson(text: string): Found | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { community, account, month, code, asOf } = json as Partial<Record<string, unknown>>;
  if ([community, account, month, code].some((value) => typeof value !== "string") || typeof asOf !== "object")
    return undefined;
  return {
    community: community as string,
    account: account as string,
    month: month as string,
    code: code as string,
    consistent: codeOf(json as { asOf: { block: number } }) === code,
  };
}
