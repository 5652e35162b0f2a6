import { ApiProblem } from "../api/problem.ts";
import type { Stored } from "../core/columns.ts";
import type { Query } from "../store/store.ts";

export interface Paging {
  limit: number;
  cursor?: string | undefined;
}

export interface PageOf<T> {
  items: T[];
  next: string | null;
}

type Position = (string | number)[];

export function writeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** @throws ApiProblem when the text is no cursor of so many texts (s) and numbers (n) */
export function readCursor(cursor: string, shape: string): Position {
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    throw badCursor();
  }
  if (!Array.isArray(position) || position.length !== shape.length) throw badCursor();
  const fits = position.every((value, i) =>
    shape[i] === "n" ? Number.isSafeInteger(value) : typeof value === "string" && value.length < 200,
  );
  if (!fits) throw badCursor();
  return position as Position;
}

function badCursor(): ApiProblem {
  return new ApiProblem(
    400,
    "The cursor is not one that this list gave.",
    "Give the `next` of an earlier page, or leave it out to begin.",
    {
      errors: [{ field: "cursor", message: "is not one that this list gave" }],
    },
  );
}

/** A page of an in-memory list that begins behind a position. */
export function pageOfList<T>(list: readonly T[], paging: Paging, keyOf: (item: T) => string): PageOf<T> {
  let start = 0;
  if (paging.cursor !== undefined) {
    const [after] = readCursor(paging.cursor, "s");
    // What stood at the cursor may have gone since: then the list begins anew rather than skipping something.
    start = list.findIndex((item) => keyOf(item) === after) + 1;
  }
  const items = list.slice(start, start + paging.limit);
  const last = items.at(-1);
  const more = start + paging.limit < list.length && last !== undefined;
  return { items, next: more ? writeCursor([keyOf(last)]) : null };
}

export interface HistoryQuery {
  /** SELECT … FROM …, with the columns of the order among its own. */
  select: string;
  /** Conditions, all of which must hold. */
  where: string[];
  values: Stored[];
  /** Numeric columns that order the list, the last one first; default: block, log. */
  order?: readonly string[];
}

/** A page of history, newest first. */
export async function pageOfHistory<Row extends object>(
  query: Query,
  { select, where, values, order = ["block", "log"] }: HistoryQuery,
  paging: Paging,
): Promise<PageOf<Row>> {
  const conditions = [...where];
  const given = [...values];
  if (paging.cursor !== undefined) {
    conditions.push(`(${order.join(", ")}) < (${order.map(() => "?").join(", ")})`);
    given.push(...readCursor(paging.cursor, "n".repeat(order.length)));
  }
  const rows = await query.all<Row>(
    `${select} WHERE ${conditions.join(" AND ")} ORDER BY ${order.map((name) => `${name} DESC`).join(", ")} LIMIT ?`,
    [...given, paging.limit + 1],
  );
  const items = rows.slice(0, paging.limit);
  const last = items.at(-1) as Record<string, number> | undefined;
  const more = rows.length > paging.limit && last !== undefined;
  return { items, next: more ? writeCursor(order.map((name) => last[name] as number)) : null };
}

/** Conditions of a span of time on a column. */
export function spanOf(
  span: { from?: number | undefined; to?: number | undefined },
  column = "at",
): { where: string[]; values: number[] } {
  const { from, to } = span;
  return {
    where: [...(from === undefined ? [] : [`${column} >= ?`]), ...(to === undefined ? [] : [`${column} < ?`])],
    values: [...(from === undefined ? [] : [from]), ...(to === undefined ? [] : [to])],
  };
}
