import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { type Stored, rowToStored } from "../core/columns.ts";
import { type HistoryRow, type HistoryName, type StateName, history, tables } from "../core/schema.ts";
import { HourSums, bucketOf, candlesOf } from "../core/sums.ts";
import { SCHEMA_VERSION, addCandle, addHour, createTables, insert, remove, snake, upsert } from "./sql.ts";
import { readCommunity, takenBack } from "./records.ts";
import {
  type CommunityRecord,
  type OpenOptions,
  type Rollback,
  type Store,
  StoreLockedError,
  StoreMovedError,
  type UndoRecord,
  type WriteSet,
} from "./store.ts";

const names = Object.keys(tables) as (keyof typeof tables)[];
const historyNames = Object.keys(history) as HistoryName[];

/** Writes after which SQLite looks whether tables have grown so much that its figures on them mislead. */
const OPTIMIZE_EVERY = 250;
/** Counts some rows of each table that was not counted yet or has grown tenfold. */
const OPTIMIZE = "PRAGMA optimize = 0x10002";

/** The index in one SQLite file (write-ahead log). */
export class SqliteStore implements Store {
  readonly #file: string;
  #db!: DatabaseSync;
  #lock: DatabaseSync | undefined;
  #writes = 0;
  readonly #statements = new Map<string, StatementSync>();

  /** @param file its path, or ":memory:" */
  constructor(file: string) {
    this.#file = file;
  }

  async open(options: OpenOptions = {}): Promise<void> {
    if (this.#file !== ":memory:") {
      mkdirSync(path.dirname(path.resolve(this.#file)), { recursive: true });
      if (options.readOnly !== true && options.sharedWrite !== true)
        this.#lock = takeLock(this.#file, options.waitMs ?? 0);
    }
    this.#db = new DatabaseSync(this.#file, { timeout: 5_000, readOnly: options.readOnly ?? false });
    if (options.readOnly === true) return;
    this.#db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA analysis_limit = 20000",
    );
    for (const statement of createTables("sqlite")) this.#db.exec(statement);
    if (options.sharedWrite !== true) this.#db.exec(OPTIMIZE);
    return Promise.resolve();
  }

  async all<T = Record<string, Stored>>(sql: string, values: readonly Stored[] = []): Promise<T[]> {
    return Promise.resolve(this.#prepare(sql).all(...values) as T[]);
  }

  async community(name: string): Promise<CommunityRecord | undefined> {
    const [row] = await this.all("SELECT * FROM communities WHERE name = ? AND schema_version = ?", [
      name,
      SCHEMA_VERSION,
    ]);
    return row === undefined ? undefined : readCommunity(row);
  }

  async communities(): Promise<CommunityRecord[]> {
    return (await this.all("SELECT * FROM communities WHERE schema_version = ? ORDER BY id", [SCHEMA_VERSION])).map(
      readCommunity,
    );
  }

  async reset(record: Omit<CommunityRecord, "id">): Promise<CommunityRecord> {
    const [there] = await this.all<{ id: number }>("SELECT id FROM communities WHERE name = ?", [record.name]);
    const [most] = await this.all<{ most: number | null }>("SELECT MAX(id) AS most FROM communities");
    const id = there?.id ?? (most?.most ?? 0) + 1;
    this.#transaction(() => {
      for (const table of ["blocks", ...names.map(snake)]) this.#run(`DELETE FROM ${table} WHERE community = ?`, [id]);
      this.#run("DELETE FROM communities WHERE id = ?", [id]);
      const { cursor } = record;
      this.#run("INSERT INTO communities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [
        id,
        record.name,
        record.chainId,
        record.genesis,
        record.ledger,
        SCHEMA_VERSION,
        cursor.block,
        cursor.hash,
        cursor.at,
      ]);
    });
    return { ...record, id };
  }

  async write(community: number, set: WriteSet): Promise<void> {
    this.#transaction(() => {
      this.#writeState(community, set);
      for (const name of historyNames) this.#each(insert(name), community, name, set.added[name]);
      this.#each(addHour(), community, "hours", set.hours);
      this.#each(addCandle(), community, "candles", set.candles);
      for (const { block, hash, at, undo } of set.undo) {
        this.#run("INSERT INTO blocks VALUES (?, ?, ?, ?, ?)", [community, block, hash, at, undo]);
      }
      this.#run("DELETE FROM blocks WHERE community = ? AND block <= ?", [community, set.forgetUpTo]);
      this.#moveCursor(community, set);
    });
    // Without figures on what is in the tables, one account's rows are looked for among everybody's.
    if (++this.#writes % OPTIMIZE_EVERY === 0) this.#db.exec(OPTIMIZE);
    return Promise.resolve();
  }

  async undoRecords(community: number, after: number): Promise<UndoRecord[]> {
    return this.all("SELECT block, hash, at, undo FROM blocks WHERE community = ? AND block > ? ORDER BY block", [
      community,
      after,
    ]);
  }

  async rollback(community: number, to: Rollback): Promise<void> {
    const { block } = to.cursor;
    const of = async <Name extends HistoryName>(name: Name): Promise<HistoryRow<Name>[]> =>
      takenBack(this, community, name, block);
    const [readings, trades] = [await of("readings"), await of("trades")];
    const sums = new HourSums(-1);
    for (const row of readings) sums.addReading(row);
    for (const row of trades) sums.addTrade(row);
    this.#transaction(() => {
      this.#writeState(community, to);
      for (const name of historyNames)
        this.#run(`DELETE FROM ${snake(name)} WHERE community = ? AND block > ?`, [community, block]);
      this.#each(addHour(), community, "hours", sums.rows.values());
      this.#run('DELETE FROM hours WHERE community = ? AND "rows" = 0', [community]);
      if (trades[0] !== undefined) this.#rebuildCandles(community, bucketOf(trades[0].at));
      this.#run("DELETE FROM blocks WHERE community = ? AND block > ?", [community, block]);
      this.#moveCursor(community, to);
    });
  }

  async change(sql: string, values: readonly Stored[]): Promise<number> {
    return Promise.resolve(Number(this.#prepare(sql).run(...values).changes));
  }

  async atOneMoment<T>(read: () => Promise<T>): Promise<T> {
    this.#db.exec("BEGIN");
    try {
      return await read();
    } finally {
      this.#db.exec("COMMIT");
    }
  }

  async close(): Promise<void> {
    this.#statements.clear();
    this.#db.close();
    this.#lock?.close();
    return Promise.resolve();
  }

  #writeState(community: number, { changed, removed }: Pick<WriteSet, "changed" | "removed">): void {
    for (const [name, rows] of Object.entries(changed))
      this.#each(upsert(name as StateName), community, name as StateName, rows);
    for (const [name, rows] of Object.entries(removed)) {
      const { key } = tables[name as StateName];
      for (const row of rows)
        this.#run(remove(name as StateName), [community, ...key.map((field) => row[field] as Stored)]);
    }
  }

  #rebuildCandles(community: number, from: number): void {
    this.#run("DELETE FROM candles WHERE community = ? AND bucket >= ?", [community, from]);
    const rows = this.#prepare(
      "SELECT at, half_ticks AS halfTicks, lots FROM trades WHERE community = ? AND at >= ? ORDER BY block, log",
    ).all(community, from * 900) as { at: number; halfTicks: number; lots: number }[];
    this.#each(insert("candles"), community, "candles", candlesOf(rows).values());
  }

  #moveCursor(community: number, { from, cursor: { block, hash, at } }: Pick<WriteSet, "from" | "cursor">): void {
    const sql = "UPDATE communities SET block = ?, hash = ?, at = ? WHERE id = ? AND hash = ?";
    const { changes } = this.#prepare(sql).run(block, hash, at, community, from);
    if (changes !== 1) throw new StoreMovedError(this.#file);
  }

  #each(sql: string, community: number, name: keyof typeof tables, rows: Iterable<object> | undefined): void {
    if (rows === undefined) return;
    const statement = this.#prepare(sql);
    for (const row of rows) statement.run(community, ...rowToStored(tables[name], row as Record<string, unknown>));
  }

  #run(sql: string, values: readonly Stored[]): void {
    this.#prepare(sql).run(...values);
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #transaction(work: () => void): void {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#db.exec("COMMIT");
    } catch (error) {
      this.#db.exec("ROLLBACK");
      throw error;
    }
  }
}

/** Holds a write transaction on a file of its own: the operating system frees it when the process ends, even by kill -9. */
function takeLock(file: string, waitMs: number): DatabaseSync {
  const lock = new DatabaseSync(`${file}.lock`, { timeout: waitMs });
  try {
    lock.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === 5) throw new StoreLockedError(file);
    throw error;
  }
}
