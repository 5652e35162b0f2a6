import { type Added, Books, type Table, type Tables } from "./books.ts";
import { type Stored, rowFromStored, rowToStored } from "./columns.ts";
import type { ChainBlock } from "./event.ts";
import { reduceBlock } from "./reduce.ts";
import { type StateName, state } from "./schema.ts";
import { HourSums, candlesOf } from "./sums.ts";
import type { HistoryRow } from "./schema.ts";
import type { Cursor, Rollback, UndoRecord, WriteSet } from "../store/store.ts";

type Row = Record<string, unknown>;
type AnyTable = Table<Row>;
const stateNames = Object.keys(state) as StateName[];

/**
 * Applies consecutive blocks to the tables and gives all that a database has to write for them.
 * @param ready takes the history rows before, some at a time
 */
export function applyBlocks(
  tables: Tables,
  blocks: readonly ChainBlock[],
  options: { from: string; undoAfter: number; forgetUpTo: number },
  ready?: (rows: readonly Added[]) => void,
): WriteSet {
  const books = new Books(tables);
  const touched = new Map<StateName, Set<string>>();
  const added: Partial<Record<string, Row[]>> = {};
  const hours = new HourSums();
  const trades: HistoryRow<"trades">[] = [];
  const undo: UndoRecord[] = [];
  for (const block of blocks) {
    const rows = reduceBlock(books, block, ready);
    hours.addAll(rows);
    for (const { table, row } of rows) {
      (added[table] ??= []).push(row);
      if (table === "trades") trades.push(row);
    }
    const images = markAll(tables, touched, block.number > options.undoAfter);
    if (images !== undefined)
      undo.push({ block: block.number, hash: block.hash, at: block.at, undo: JSON.stringify(images) });
  }
  const last = blocks.at(-1);
  if (last === undefined) throw new RangeError("There are no blocks to apply.");
  return {
    from: options.from,
    cursor: { block: last.number, hash: last.hash, at: last.at },
    ...gather(tables, touched),
    added,
    hours: hours.rows.values(),
    candles: candlesOf(trades).values(),
    undo,
    forgetUpTo: options.forgetUpTo,
  };
}

type Images = Partial<Record<StateName, [string, Stored[] | null][]>>;

/** Ends a block: collects which rows it touched, and what they were before where that is wanted. */
function markAll(tables: Tables, touched: Map<StateName, Set<string>>, wanted: boolean): Images | undefined {
  const images: Images = {};
  for (const name of stateNames) {
    const table = tables[name] as unknown as AnyTable;
    const before = table.mark();
    if (before.size === 0) continue;
    const keys = touched.get(name) ?? new Set();
    touched.set(name, keys);
    for (const key of before.keys()) keys.add(key);
    if (!wanted) continue;
    images[name] = [...before].map(([key, row]) => [key, row === undefined ? null : rowToStored(table.shape, row)]);
  }
  return wanted ? images : undefined;
}

/** The touched rows as they are now. Those that no event can touch any more leave the memory. */
function gather(tables: Tables, touched: Map<StateName, Set<string>>): Pick<WriteSet, "changed" | "removed"> {
  const changed: WriteSet["changed"] = {};
  const removed: WriteSet["removed"] = {};
  for (const [name, keys] of touched) {
    const table = tables[name] as unknown as AnyTable;
    const { live } = table.shape;
    for (const key of keys) {
      const row = table.rows.get(key);
      if (row === undefined) {
        (removed[name] ??= []).push(keyRow(table, key));
        continue;
      }
      (changed[name] ??= []).push(row);
      if (live !== undefined && !live.test(row as never)) table.evict(key);
    }
  }
  return { changed, removed };
}

/** Only the key's columns of a row that is gone. */
function keyRow(table: AnyTable, key: string): Row {
  const parts = key.split("|");
  return Object.fromEntries(
    table.shape.key.map((field, i) => [
      field,
      table.shape.columns[field]?.kind === "int" ? Number(parts[i]) : parts[i],
    ]),
  );
}

/** Takes blocks back, the last one first, and gives what the database has to write for it. */
export function rollBack(
  tables: Tables,
  records: readonly UndoRecord[],
  { from, cursor }: { from: string; cursor: Cursor },
): Rollback {
  const touched = new Map<StateName, Set<string>>();
  for (const record of records.toSorted((a, b) => b.block - a.block)) {
    const images = JSON.parse(record.undo) as Images;
    for (const [name, list] of Object.entries(images) as [StateName, [string, Stored[] | null][]][]) {
      const table = tables[name] as unknown as AnyTable;
      const keys = touched.get(name) ?? new Set();
      touched.set(name, keys);
      for (const [key, before] of list) {
        keys.add(key);
        table.restore(key, before === null ? undefined : rowFromStored(table.shape, before));
      }
    }
  }
  return { from, cursor, ...gather(tables, touched) };
}
