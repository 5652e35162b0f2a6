import type { Column, TableShape } from "../core/columns.ts";
import { hourFigures } from "../core/sums.ts";
import { tables } from "../core/schema.ts";

/** Database names: `closedSessions` is closed_sessions, its column `intervalEnd` interval_end. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Names that are words of SQL somewhere. */
export function column(name: string): string {
  return `"${snake(name)}"`;
}

export type Dialect = "sqlite" | "postgres";

function typeOf({ kind, nullable }: Column, dialect: Dialect): string {
  const number = dialect === "sqlite" ? "INTEGER" : "BIGINT";
  // Bytewise order, so that both databases sort and page alike.
  const words = dialect === "sqlite" ? "TEXT" : 'TEXT COLLATE "C"';
  return `${kind === "int" || kind === "flag" ? number : words}${nullable ? "" : " NOT NULL"}`;
}

/** Changes with every change of the tables below. An older index is made anew from the chain. */
export const SCHEMA_VERSION = 1;

/** What the server keeps beside the chain; a rebuild leaves these alone. */
const beside = (int: string, words: string): string[] => [
  `CREATE TABLE IF NOT EXISTS labels (community ${int} NOT NULL, address ${words} NOT NULL, name ${words} NOT NULL, PRIMARY KEY (community, address))`,
  `CREATE TABLE IF NOT EXISTS contacts (community ${int} NOT NULL, owner ${words} NOT NULL, address ${words} NOT NULL, name ${words} NOT NULL, note ${words}, PRIMARY KEY (community, owner, address))`,
  `CREATE TABLE IF NOT EXISTS reserves (community ${int} NOT NULL, banker ${words} NOT NULL, stated ${words} NOT NULL, note ${words}, at ${int} NOT NULL, PRIMARY KEY (community))`,
  `CREATE TABLE IF NOT EXISTS secrets (name ${words} PRIMARY KEY, value ${words} NOT NULL)`,
];

/** The statements that make the tables where they are missing. */
export function createTables(dialect: Dialect): string[] {
  const int = dialect === "sqlite" ? "INTEGER" : "BIGINT";
  const words = dialect === "sqlite" ? "TEXT" : 'TEXT COLLATE "C"';
  const made = Object.entries(tables).flatMap(([name, shape]) => createTable(snake(name), shape, dialect));
  return [
    `CREATE TABLE IF NOT EXISTS communities (id ${int} PRIMARY KEY, name ${words} NOT NULL UNIQUE, chain_id ${int} NOT NULL, genesis ${words} NOT NULL, ledger ${words} NOT NULL, schema_version ${int} NOT NULL, block ${int} NOT NULL, hash ${words} NOT NULL, at ${int} NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS blocks (community ${int} NOT NULL, block ${int} NOT NULL, hash ${words} NOT NULL, at ${int} NOT NULL, undo ${words} NOT NULL, PRIMARY KEY (community, block))`,
    ...made,
    ...beside(int, words),
  ];
}

function createTable(name: string, shape: TableShape, dialect: Dialect): string[] {
  const number = dialect === "sqlite" ? "INTEGER" : "BIGINT";
  const columns = Object.entries(shape.columns).map(([field, kind]) => `${column(field)} ${typeOf(kind, dialect)}`);
  const key = ["community", ...shape.key.map(column)].join(", ");
  const tail = dialect === "sqlite" ? " WITHOUT ROWID" : "";
  const index = (called: string, fields: readonly string[], tail = ""): string =>
    `CREATE INDEX IF NOT EXISTS ${name}_${called} ON ${name} (community, ${fields.map(column).join(", ")})${tail}`;
  const indexes = [
    ...(shape.indexes ?? []).map((fields) => index(`by_${fields.map(snake).join("_")}`, fields)),
    ...(shape.partialIndexes ?? []).map((one) => index(one.name, one.columns, ` WHERE ${one.where}`)),
  ];
  return [
    `CREATE TABLE IF NOT EXISTS ${name} (community ${number} NOT NULL, ${columns.join(", ")}, PRIMARY KEY (${key}))${tail}`,
    ...indexes,
  ];
}

/** INSERT of `rows` rows, with `?` for each value; an existing row of the same key is replaced. */
export function upsert(name: keyof typeof tables, rows = 1): string {
  const shape: TableShape = tables[name];
  const rest = Object.keys(shape.columns).filter((field) => !shape.key.includes(field));
  const sets = rest.map((field) => `${column(field)} = excluded.${column(field)}`);
  return `${insert(name, rows)} ON CONFLICT (${["community", ...shape.key.map(column)].join(", ")}) DO ${sets.length === 0 ? "NOTHING" : `UPDATE SET ${sets.join(", ")}`}`;
}

export function insert(name: keyof typeof tables, rows = 1): string {
  const fields = ["community", ...Object.keys(tables[name].columns).map(column)];
  const marks = `(${fields.map(() => "?").join(", ")})`;
  return `INSERT INTO ${snake(name)} (${fields.join(", ")}) VALUES ${Array.from({ length: rows }, () => marks).join(", ")}`;
}

export function remove(name: keyof typeof tables): string {
  return `DELETE FROM ${snake(name)} WHERE ${["community", ...tables[name].key.map(column)].map((field) => `${field} = ?`).join(" AND ")}`;
}

/** Adds an hour's changes to its sums. */
export function addHour(): string {
  const sets = hourFigures.map((field) => `${column(field)} = hours.${column(field)} + excluded.${column(field)}`);
  return `${insert("hours")} ON CONFLICT (community, account, hour) DO UPDATE SET ${sets.join(", ")}`;
}

/** Adds later trades to a quarter-hour's candle. */
export function addCandle(): string {
  const taller = "CASE WHEN excluded.high > candles.high THEN excluded.high ELSE candles.high END";
  const lower = "CASE WHEN excluded.low < candles.low THEN excluded.low ELSE candles.low END";
  const sets = ["lots", "turnover", "trades"].map((field) => `${field} = candles.${field} + excluded.${field}`);
  return `${insert("candles")} ON CONFLICT (community, bucket) DO UPDATE SET high = ${taller}, low = ${lower}, close = excluded.close, ${sets.join(", ")}`;
}
