import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";
import { CommandError } from "./errors.ts";

/** One measured or checked figure of a `bench`, `check` or `audit` command. */
export interface Result {
  name: string;
  /** Numbers that may exceed 2^53 are given as text. */
  value: number | string | boolean;
  unit: string;
  /** What the value is held against, as people read it ("at most 60000"); empty when it is only reported. */
  limit: number | string;
  ok: boolean;
}

export interface Column {
  title: string;
  align?: "left" | "right";
}

/** Prints rows below their titles, two spaces between; numbers are best aligned right. */
export function printTable(columns: (string | Column)[], rows: string[][]): void {
  process.stdout.write(`${formatTable(columns, rows)}\n`);
}

export function formatTable(columns: (string | Column)[], rows: string[][]): string {
  const heads = columns.map((column) => (typeof column === "string" ? { title: column } : column));
  const widths = heads.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => visibleLength(row[i] ?? ""))));
  const line = (cells: string[]): string =>
    heads
      .map(({ align }, i) => pad(cells[i] ?? "", widths[i] ?? 0, align === "right"))
      .join("  ")
      .trimEnd();
  return [pc.bold(line(heads.map(({ title }) => title))), ...rows.map(line)].join("\n");
}

/** Prints the results as a table, writes them to `json` if given, and makes the command fail when one is not ok. */
export function reportResults(
  results: Result[],
  options: { json?: string; more?: Record<string, unknown> } = {},
): void {
  const columns = ["", "name", { title: "value", align: "right" as const }, "unit", "limit"];
  const rows = results.map((r) => [
    r.ok ? pc.green("ok") : pc.red("NOT OK"),
    r.name,
    String(r.value),
    r.unit,
    String(r.limit),
  ]);
  printTable(columns, rows);
  if (options.json !== undefined) writeJson(options.json, { results, ...options.more });
  const missed = results.filter((r) => !r.ok).length;
  if (missed > 0) process.exitCode = 1;
  process.stdout.write(`${results.length - missed} of ${results.length} ok\n`);
}

/** Something that the product promises, what shows that it keeps it, and the figure that came out. */
export interface Promised extends Omit<Result, "name"> {
  promise: string;
  evidence: string;
}

/** Prints promises with their evidence and figures; else as `reportResults`. */
export function reportPromises(
  promises: Promised[],
  options: { json?: string | undefined; more?: Record<string, unknown> } = {},
): void {
  printTable(
    ["", "promise", "evidence", { title: "figure", align: "right" }, "limit"],
    promises.map(({ promise, evidence, value, unit, limit, ok }) => [
      ok ? pc.green("ok") : pc.red("NOT OK"),
      promise,
      evidence,
      `${value} ${unit}`.trim(),
      String(limit),
    ]),
  );
  const results = promises.map(({ promise, ...rest }) => ({ name: promise, ...rest }));
  if (options.json !== undefined) writeJson(options.json, { results, ...options.more });
  const missed = promises.filter(({ ok }) => !ok).length;
  if (missed > 0) process.exitCode = 1;
  process.stdout.write(`${promises.length - missed} of ${promises.length} ok\n`);
}

/** Writes a file of results; bigints become text, so that no digit is lost. */
export function writeJson(file: string, value: unknown): void {
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? item.toString() : item), 2);
  try {
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    writeFileSync(file, `${text}\n`);
  } catch (error) {
    throw new CommandError(`The results could not be written to ${file}: ${(error as Error).message}.`, {
      hint: "Give --json a file in a folder that you may write to.",
      cause: error,
    });
  }
}

function pad(cell: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - visibleLength(cell)));
  return right ? space + cell : cell + space;
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
