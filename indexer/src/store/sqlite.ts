import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Added } from "../core/books.ts";
import { type Stored, rowToStored } from "../core/columns.ts";
import { type CandleRow, type HistoryName, type HistoryRow, type StateName, history, tables } from "../core/schema.ts";
import { HourSums, bucketOf, candlesOf } from "../core/sums.ts";
import { SCHEMA_VERSION, addCandle, addHour, createTables, insert, remove, snake, upsert } from "./sql.ts";
import { readCommunity, takenBack } from "./records.ts";
import { ThreadedWriter } from "./sqliteThread.ts";
import { OPTIMIZE, SqliteWriter, type Writer, connect } from "./sqliteWriter.ts";
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

/** The index in one SQLite file (write-ahead log): one connection reads, and a thread with another one writes. */
export class SqliteStore implements Store {
  readonly #file: string;
  #db!: DatabaseSync;
  #lock: DatabaseSync | undefined;
  #writer: Writer | undefined;
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
    try {
      await this.#connect(options);
    } catch (error) {
      this.#lock?.close();
      throw error;
    }
  }

  async #connect({ readOnly = false, sharedWrite = false }: OpenOptions): Promise<void> {
    if (readOnly) {
      this.#db = new DatabaseSync(this.#file, { timeout: 5_000, readOnly });
      return;
    }
    this.#db = connect(this.#file);
    for (const statement of createTables("sqlite")) this.#db.exec(statement);
    if (!sharedWrite) this.#db.exec(OPTIMIZE);
    // Nobody else sees what is in memory, and a change or two are not worth a thread.
    const here = this.#file === ":memory:" || sharedWrite;
    this.#writer = here ? new SqliteWriter(this.#db) : await ThreadedWriter.start(this.#file);
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
    const { name, chainId, genesis, ledger, cursor } = record;
    const values = [id, name, chainId, genesis, ledger, SCHEMA_VERSION, cursor.block, cursor.hash, cursor.at];
    await this.#transaction(() => {
      for (const table of ["blocks", ...names.map(snake)]) this.#run(`DELETE FROM ${table} WHERE community = ?`, [id]);
      this.#run("DELETE FROM communities WHERE id = ?", [id]);
      this.#run("INSERT INTO communities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values);
    });
    return { ...record, id };
  }

  async write(community: number, reckon: (ready: (rows: readonly Added[]) => void) => WriteSet): Promise<WriteSet> {
    return await this.#transaction(() => {
      const set = reckon((rows) => this.#add(community, rows));
      this.#writeState(community, set);
      this.#each(addHour(), community, "hours", [...set.hours]);
      this.#each(addCandle(), community, "candles", [...set.candles]);
      const records = set.undo.map(({ block, hash, at, undo }) => [community, block, hash, at, undo]);
      this.#writing.run("INSERT INTO blocks VALUES (?, ?, ?, ?, ?)", records);
      this.#run("DELETE FROM blocks WHERE community = ? AND block <= ?", [community, set.forgetUpTo]);
      this.#moveCursor(community, set);
      return set;
    }, 1);
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
    const candles = trades[0] === undefined ? undefined : await this.#candlesFrom(community, trades[0].at, block);
    await this.#transaction(() => {
      this.#writeState(community, to);
      for (const name of historyNames)
        this.#run(`DELETE FROM ${snake(name)} WHERE community = ? AND block > ?`, [community, block]);
      this.#each(addHour(), community, "hours", [...sums.rows.values()]);
      this.#run('DELETE FROM hours WHERE community = ? AND "rows" = 0', [community]);
      if (candles !== undefined) {
        this.#run("DELETE FROM candles WHERE community = ? AND bucket >= ?", [community, candles.from]);
        this.#each(insert("candles"), community, "candles", candles.rows);
      }
      this.#run("DELETE FROM blocks WHERE community = ? AND block > ?", [community, block]);
      this.#moveCursor(community, to);
    }, 1);
  }

  async change(sql: string, values: readonly Stored[]): Promise<number> {
    this.#run(sql, values);
    return await this.#writing.commit();
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
    await this.#writer?.close();
    if (this.#db.isOpen) this.#db.close();
    this.#lock?.close();
  }

  #writeState(community: number, { changed, removed }: Pick<WriteSet, "changed" | "removed">): void {
    for (const [name, rows] of Object.entries(changed))
      this.#each(upsert(name as StateName), community, name as StateName, rows);
    for (const [name, rows] of Object.entries(removed)) {
      const { key } = tables[name as StateName];
      const keys = rows.map((row) => [community, ...key.map((field) => row[field] as Stored)]);
      this.#writing.run(remove(name as StateName), keys);
    }
  }

  /** The candles from the quarter-hour of `at` on, of the trades up to a block. */
  async #candlesFrom(community: number, at: number, block: number): Promise<{ from: number; rows: CandleRow[] }> {
    const from = bucketOf(at);
    const rows = await this.all<{ at: number; halfTicks: number; lots: number }>(
      "SELECT at, half_ticks AS halfTicks, lots FROM trades WHERE community = ? AND at >= ? AND block <= ? ORDER BY block, log",
      [community, from * 900, block],
    );
    return { from, rows: [...candlesOf(rows).values()] };
  }

  #moveCursor(community: number, { from, cursor }: Pick<WriteSet, "from" | "cursor">): void {
    const { block, hash, at } = cursor;
    const sql = "UPDATE communities SET block = ?, hash = ?, at = ? WHERE id = ? AND hash = ?";
    this.#run(sql, [block, hash, at, community, from]);
  }

  /**
   * Hands over what `work` runs, in one transaction.
   * @param expected how many rows its last statement must change
   */
  async #transaction<T>(work: () => T, expected?: number): Promise<T> {
    const result = this.#handOver(work);
    const changes = await this.#writing.commit(expected);
    if (expected !== undefined && changes !== expected) throw new StoreMovedError(this.#file);
    return result;
  }

  #handOver<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.#writing.abandon();
      throw error;
    }
  }

  #add(community: number, added: readonly Added[]): void {
    for (const name of historyNames) {
      const rows = added.filter(({ table }) => table === name).map(({ row }) => row);
      this.#each(insert(name), community, name, rows);
    }
  }

  get #writing(): Writer {
    if (this.#writer === undefined) throw new Error("The database was opened for reading only.");
    return this.#writer;
  }

  #each(sql: string, community: number, name: keyof typeof tables, rows: readonly object[] = []): void {
    const stored = rows.map((row) => rowToStored(tables[name], row as Record<string, unknown>, [community]));
    if (stored.length > 0) this.#writing.run(sql, stored);
  }

  #run(sql: string, values: readonly Stored[]): void {
    this.#writing.run(sql, [[...values]]);
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
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
