/** How a value is kept: `amount` may exceed 63 bits, so databases hold its decimal text; `int` is a safe integer. */
export type ColumnKind = "amount" | "int" | "text" | "flag";

export interface Column<Value = unknown> {
  kind: ColumnKind;
  nullable: boolean;
  /** Only for the type checker. */
  value?: Value;
}

export const amount: Column<bigint> = { kind: "amount", nullable: false };
export const int: Column<number> = { kind: "int", nullable: false };
export const text: Column<string> = { kind: "text", nullable: false };
export const flag: Column<boolean> = { kind: "flag", nullable: false };

export function nullable<Value>(column: Column<Value>): Column<Value | null> {
  return { kind: column.kind, nullable: true };
}

export interface TableShape {
  /** Its columns, in order. `community` comes before them in the database. */
  columns: Record<string, Column>;
  /** The primary key. */
  key: readonly string[];
  /** Further indexes: lists of columns. */
  indexes?: readonly (readonly string[])[];
  /** Indexes of some of the rows, by a condition that queries must state word for word. */
  partialIndexes?: readonly { name: string; columns: readonly string[]; where: string }[];
  /**
   * state: rows that change; before-images undo them. history: rows that are only added, with a `block` column.
   * sums: kept up from history rows.
   */
  kind: "state" | "history" | "sums";
  /** For state: whether later events may still touch the row; others need not be in memory. As SQL, and as code. */
  live?: { sql: string; test: (row: never) => boolean };
}

/** A row of a table, as the program handles it. */
export type RowOf<Shape extends TableShape> = {
  -readonly [Name in keyof Shape["columns"]]: Shape["columns"][Name] extends Column<infer Value> ? Value : never;
};

/** A value as a database parameter or as JSON holds it. */
export type Stored = string | number | null;

export function toStored(column: Column, value: unknown): Stored {
  if (value === null || value === undefined) return null;
  if (column.kind === "amount") return (value as bigint).toString();
  if (column.kind === "flag") return (value as boolean) ? 1 : 0;
  return value as string | number;
}

export function fromStored(column: Column, value: Stored): unknown {
  if (value === null) return null;
  if (column.kind === "amount") return BigInt(value);
  if (column.kind === "flag") return Number(value) === 1;
  return column.kind === "int" ? Number(value) : value;
}

/** A shape's columns as a list: looked up for every row. */
const listed = new WeakMap<TableShape, [string, Column][]>();

function columnsOf(shape: TableShape): [string, Column][] {
  let list = listed.get(shape);
  if (list === undefined) listed.set(shape, (list = Object.entries(shape.columns)));
  return list;
}

/** @param stored what comes before */
export function rowToStored(shape: TableShape, row: Record<string, unknown>, stored: Stored[] = []): Stored[] {
  for (const [name, column] of columnsOf(shape)) stored.push(toStored(column, row[name]));
  return stored;
}

export function rowFromStored<Shape extends TableShape>(shape: Shape, values: readonly Stored[]): RowOf<Shape> {
  const entries = columnsOf(shape).map(([name, column], i) => [name, fromStored(column, values[i] ?? null)]);
  return Object.fromEntries(entries) as RowOf<Shape>;
}
