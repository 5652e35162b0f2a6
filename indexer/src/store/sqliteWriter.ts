import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Stored } from "../core/columns.ts";

/** Transactions after which SQLite looks whether tables have grown so much that its figures on them mislead. */
const OPTIMIZE_EVERY = 250;
/** Counts some rows of each table that was not counted yet or has grown tenfold. */
export const OPTIMIZE = "PRAGMA optimize = 0x10002";

/** Writes transactions, one after the other: statements with their rows, all or nothing. */
export interface Writer {
  /** Runs a statement for each row, within the transaction in hand. What fails is told by `commit`. */
  run(sql: string, rows: readonly Stored[][]): void;
  /**
   * Ends the transaction; undoes it unless its last statement changed `expected` rows.
   * @returns how many rows the last statement changed
   */
  commit(expected?: number): Promise<number>;
  /** Undoes the transaction in hand. */
  abandon(): void;
  close(): Promise<void>;
}

/** What every connection that writes begins with. */
export function connect(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA analysis_limit = 20000",
  );
  return db;
}

/** Writes through a connection of the same thread. */
export class SqliteWriter implements Writer {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #failure: Error | undefined;
  #changes = 0;
  #count = 0;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  run(sql: string, rows: readonly Stored[][]): void {
    if (this.#failure !== undefined) return;
    try {
      if (!this.#db.isTransaction) this.#db.exec("BEGIN IMMEDIATE");
      const statement = this.#prepare(sql);
      for (const row of rows) this.#changes = Number(statement.run(...row).changes);
    } catch (error) {
      this.#failure = error as Error;
    }
  }

  async commit(expected?: number): Promise<number> {
    const changes = this.#changes;
    try {
      if (this.#failure !== undefined) throw this.#failure;
      if (expected === undefined || changes === expected) this.#db.exec("COMMIT");
    } finally {
      this.abandon();
    }
    if (++this.#count % OPTIMIZE_EVERY === 0) this.#optimize();
    return Promise.resolve(changes);
  }

  abandon(): void {
    if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
    [this.#failure, this.#changes] = [undefined, 0];
  }

  /** Without figures on what is in the tables, one account's rows are looked for among everybody's. */
  #optimize(): void {
    try {
      this.#db.exec(OPTIMIZE);
      // Other connections read the figures together with the schema, once it is another one.
      this.#db.exec("BEGIN; CREATE VIEW figures_were_counted AS SELECT 1; DROP VIEW figures_were_counted; COMMIT");
    } catch {
      this.abandon(); // what was written is there; they are counted another time
    }
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }

  async close(): Promise<void> {
    this.#statements.clear();
    this.#db.close();
    return Promise.resolve();
  }
}
