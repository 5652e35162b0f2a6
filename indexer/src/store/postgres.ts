import pg from "pg";
import { type Stored, rowToStored } from "../core/columns.ts";
import { type HistoryName, type HistoryRow, type StateName, history, tables } from "../core/schema.ts";
import { HourSums, bucketOf, candlesOf } from "../core/sums.ts";
import { readCommunity, takenBack } from "./records.ts";
import { SCHEMA_VERSION, addCandle, addHour, createTables, insert, remove, snake, upsert } from "./sql.ts";
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
/** "PWR" and "CHN" as numbers: the advisory lock that all our indexers share in one database. */
const LOCK = [0x505752, 0x43484e] as const;
const LOCK_POLL_MS = 200;
/** PostgreSQL takes 65,535 values a statement. */
const MOST_VALUES = 60_000;
const INT8 = 20;
const NUMERIC = 1700;

/** The index in a PostgreSQL database, for a community that outgrows one file. */
export class PostgresStore implements Store {
  readonly #config: pg.ClientConfig;
  readonly #pool: pg.Pool;
  readonly #shown: string;
  /** Holds the lock and writes: one connection, so that writes follow each other. Undefined also after it broke. */
  #writer: pg.Client | undefined;
  #mayWrite = false;
  #turn: Promise<unknown> = Promise.resolve();
  #moment: pg.PoolClient | undefined;

  /** @param url postgres://user:password@host:port/database */
  constructor(url: string) {
    const types = {
      // Our whole numbers are safe in JavaScript; what may exceed them is kept as text.
      getTypeParser: (id: number, format?: "text" | "binary") =>
        id === INT8 || id === NUMERIC ? Number : (pg.types.getTypeParser(id, format) as (text: string) => unknown),
    };
    this.#config = { connectionString: url, types: types };
    this.#pool = new pg.Pool({ ...this.#config, max: 8 });
    this.#pool.on("error", () => undefined); // an idle connection that breaks is replaced
    this.#shown = url.replace(/\/\/[^@/]*@/, "//");
  }

  async open(options: OpenOptions = {}): Promise<void> {
    if (options.readOnly === true) return;
    if (options.sharedWrite === true) return;
    try {
      const writer = await this.#takeLock(options.waitMs ?? 0);
      this.#mayWrite = true;
      for (const statement of createTables("postgres")) await writer.query(statement);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async #takeLock(waitMs: number): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    client.on("error", () => {
      if (this.#writer === client) this.#writer = undefined;
    });
    try {
      await client.connect();
      await this.#lock(client, waitMs);
    } catch (error) {
      await client.end();
      throw error;
    }
    this.#writer = client;
    return client;
  }

  async #lock(client: pg.Client, waitMs: number): Promise<void> {
    const until = Date.now() + waitMs;
    for (;;) {
      const { rows } = await client.query<{ got: boolean }>("SELECT pg_try_advisory_lock($1, $2) AS got", [...LOCK]);
      if (rows[0]?.got === true) return;
      if (Date.now() >= until) throw new StoreLockedError(this.#shown);
      await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
    }
  }

  async all<T = Record<string, Stored>>(sql: string, values: readonly Stored[] = []): Promise<T[]> {
    const { rows } = await (this.#moment ?? this.#pool).query(numbered(sql), [...values]);
    return rows as T[];
  }

  async community(name: string): Promise<CommunityRecord | undefined> {
    const sql = "SELECT * FROM communities WHERE name = ? AND schema_version = ?";
    const [row] = await this.all(sql, [name, SCHEMA_VERSION]);
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
    await this.#transaction(async (run) => {
      for (const table of ["blocks", ...names.map(snake)]) await run(`DELETE FROM ${table} WHERE community = ?`, [id]);
      await run("DELETE FROM communities WHERE id = ?", [id]);
      const values = [id, name, chainId, genesis, ledger, SCHEMA_VERSION, cursor.block, cursor.hash, cursor.at];
      await run("INSERT INTO communities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values);
    });
    return { ...record, id };
  }

  async write(community: number, reckon: (ready: () => void) => WriteSet): Promise<WriteSet> {
    const set = reckon(() => undefined);
    await this.#transaction(async (run) => {
      await writeState(run, community, set);
      for (const name of historyNames) await many(run, (rows) => insert(name, rows), community, name, set.added[name]);
      await one(run, addHour(), community, "hours", set.hours);
      await one(run, addCandle(), community, "candles", set.candles);
      for (const { block, hash, at, undo } of set.undo) {
        await run("INSERT INTO blocks VALUES (?, ?, ?, ?, ?)", [community, block, hash, at, undo]);
      }
      await run("DELETE FROM blocks WHERE community = ? AND block <= ?", [community, set.forgetUpTo]);
      await this.#moveCursor(run, community, set);
    });
    return set;
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
    await this.#transaction(async (run) => {
      await writeState(run, community, to);
      for (const name of historyNames)
        await run(`DELETE FROM ${snake(name)} WHERE community = ? AND block > ?`, [community, block]);
      await one(run, addHour(), community, "hours", sums.rows.values());
      await run('DELETE FROM hours WHERE community = ? AND "rows" = 0', [community]);
      if (trades[0] !== undefined) await rebuildCandles(run, community, bucketOf(trades[0].at));
      await run("DELETE FROM blocks WHERE community = ? AND block > ?", [community, block]);
      await this.#moveCursor(run, community, to);
    });
  }

  async atOneMoment<T>(read: () => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    this.#moment = client;
    try {
      await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      return await read();
    } finally {
      await client.query("COMMIT");
      this.#moment = undefined;
      client.release();
    }
  }

  async change(sql: string, values: readonly Stored[]): Promise<number> {
    const { rowCount } = await this.#pool.query(numbered(sql), [...values]);
    return rowCount ?? 0;
  }

  async close(): Promise<void> {
    await this.#turn.catch(() => undefined);
    await this.#writer?.end(); // this frees the lock
    await this.#pool.end();
  }

  async #moveCursor(
    run: Run,
    community: number,
    { from, cursor: { block, hash, at } }: Pick<WriteSet, "from" | "cursor">,
  ): Promise<void> {
    const sql = "UPDATE communities SET block = ?, hash = ?, at = ? WHERE id = ? AND hash = ? RETURNING id";
    const rows = await run(sql, [block, hash, at, community, from]);
    if (rows.length !== 1) throw new StoreMovedError(this.#shown);
  }

  /** One transaction after the other on the writing connection; on a new one where that broke. */
  async #transaction(work: (run: Run) => Promise<void>): Promise<void> {
    if (!this.#mayWrite) throw new Error("The database was opened for reading only.");
    const next = this.#turn.then(async () => {
      const client = this.#writer ?? (await this.#takeLock(0));
      const run: Run = async (sql, values) =>
        (await client.query(numbered(sql), [...values])).rows as Record<string, Stored>[];
      await client.query("BEGIN");
      try {
        await work(run);
        await client.query("COMMIT");
      } catch (error) {
        await client.query("ROLLBACK").catch(() => undefined);
        throw error;
      }
    });
    this.#turn = next.catch(() => undefined);
    await next;
  }
}

type Run = (sql: string, values: readonly Stored[]) => Promise<Record<string, Stored>[]>;

/** `?` as PostgreSQL has it: $1, $2 … Our statements hold no question mark but these. */
function numbered(sql: string): string {
  let count = 0;
  return sql.replace(/\?/g, () => `$${++count}`);
}

async function writeState(
  run: Run,
  community: number,
  { changed, removed }: Pick<WriteSet, "changed" | "removed">,
): Promise<void> {
  for (const [name, rows] of Object.entries(changed)) {
    await many(run, (count) => upsert(name as StateName, count), community, name as StateName, rows);
  }
  for (const [name, rows] of Object.entries(removed)) {
    const { key } = tables[name as StateName];
    for (const row of rows)
      await run(remove(name as StateName), [community, ...key.map((field) => row[field] as Stored)]);
  }
}

async function rebuildCandles(run: Run, community: number, from: number): Promise<void> {
  await run("DELETE FROM candles WHERE community = ? AND bucket >= ?", [community, from]);
  const sql =
    'SELECT at, half_ticks AS "halfTicks", lots FROM trades WHERE community = ? AND at >= ? ORDER BY block, log';
  const rows = (await run(sql, [community, from * 900])) as unknown as {
    at: number;
    halfTicks: number;
    lots: number;
  }[];
  await one(run, insert("candles"), community, "candles", candlesOf(rows).values());
}

async function one(
  run: Run,
  sql: string,
  community: number,
  name: keyof typeof tables,
  rows: Iterable<object>,
): Promise<void> {
  for (const row of rows) await run(sql, rowToStored(tables[name], row as Record<string, unknown>, [community]));
}

/** As few statements as the values allow. */
async function many(
  run: Run,
  sql: (rows: number) => string,
  community: number,
  name: keyof typeof tables,
  rows: readonly object[] = [],
): Promise<void> {
  const size = Math.floor(MOST_VALUES / (Object.keys(tables[name].columns).length + 1));
  for (let at = 0; at < rows.length; at += size) {
    const part = rows.slice(at, at + size);
    const values = part.flatMap((row) => rowToStored(tables[name], row as Record<string, unknown>, [community]));
    await run(sql(part.length), values);
  }
}
