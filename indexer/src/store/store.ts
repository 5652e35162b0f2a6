import type { Added } from "../core/books.ts";
import type { Stored } from "../core/columns.ts";
import type { CandleRow, HistoryName, HourRow, StateName } from "../core/schema.ts";

export interface Cursor {
  block: number;
  hash: string;
  at: number;
}

/** Where a community's index stands. */
export interface CommunityRecord {
  id: number;
  name: string;
  chainId: number;
  genesis: string;
  ledger: string;
  cursor: Cursor;
}

/** A block that a reorganisation may still replace, and how to take it back. */
export interface UndoRecord {
  block: number;
  hash: string;
  at: number;
  /** JSON: for each state table a list of [key, row before or null]. */
  undo: string;
}

type Row = Record<string, unknown>;

/** What a span of blocks changes; written whole or not at all. */
export interface WriteSet {
  /** The hash of the block that the tables must be at. */
  from: string;
  cursor: Cursor;
  changed: Partial<Record<StateName, Row[]>>;
  removed: Partial<Record<StateName, Row[]>>;
  added: Partial<Record<HistoryName, Row[]>>;
  hours: Iterable<HourRow>;
  candles: Iterable<CandleRow>;
  undo: UndoRecord[];
  /** Undo records of blocks up to this one are forgotten. */
  forgetUpTo: number;
}

/** How a community goes back to an earlier block. */
export interface Rollback {
  from: string;
  cursor: Cursor;
  changed: WriteSet["changed"];
  removed: WriteSet["removed"];
}

export interface Query {
  /** Rows of a SELECT with `?` for values. Numbers are JavaScript numbers, NULL is null. */
  all<T = Record<string, Stored>>(sql: string, values?: readonly Stored[]): Promise<T[]>;
}

export interface OpenOptions {
  /** How long to wait for another process that indexes into this database. */
  waitMs?: number;
  /** Only look. */
  readOnly?: boolean;
  /** Change only what is kept beside the chain: this needs no lock. */
  sharedWrite?: boolean;
}

/** The database. One process indexes into it at a time. */
export interface Store extends Query {
  /**
   * Makes tables, and takes the one lock that writers share. Freed when the process ends, however it ends.
   * @throws StoreLockedError when another process holds it after `waitMs`
   */
  open(options?: OpenOptions): Promise<void>;
  community(name: string): Promise<CommunityRecord | undefined>;
  communities(): Promise<CommunityRecord[]>;
  /** Begins (again) with a community: whatever its chain's tables held is gone. */
  reset(record: Omit<CommunityRecord, "id">): Promise<CommunityRecord>;
  /**
   * Writes what `reckon` gives. It is called at once, and hands all history rows to `ready` as it makes them, so that they can be
   * written meanwhile.
   */
  write(community: number, reckon: (ready: (rows: readonly Added[]) => void) => WriteSet): Promise<WriteSet>;
  undoRecords(community: number, after: number): Promise<UndoRecord[]>;
  rollback(community: number, to: Rollback): Promise<void>;
  /** Reads the database as it is at one moment, whatever another process writes meanwhile. */
  atOneMoment<T>(read: () => Promise<T>): Promise<T>;
  /** One statement on what is kept beside the chain. */
  change(sql: string, values: readonly Stored[]): Promise<number>;
  close(): Promise<void>;
}

/** The tables are not where this process left them: a write's answer was lost, or another process wrote meanwhile. */
export class StoreMovedError extends Error {
  override readonly name = "StoreMovedError";
  readonly hint = "They are read anew, and it goes on from there.";
  readonly retry = true;
  constructor(database: string) {
    super(`The tables in ${database} are at another block than expected.`);
  }
}

/** Another process writes to this database. */
export class StoreLockedError extends Error {
  override readonly name = "StoreLockedError";
  readonly hint = "Stop the other indexer, or give this one a database of its own with --database.";
  readonly retry = true;
  constructor(database: string) {
    super(`Another process is indexing into ${database}.`);
  }
}
