import type { TableShape } from "./columns.ts";
import { type HistoryName, type HistoryRow, type StateName, type StateRow, state } from "./schema.ts";

const SEPARATOR = "|";

/** A row's key as text. */
export function keyOf(shape: TableShape, row: Record<string, unknown>): string {
  return shape.key.length === 1
    ? String(row[shape.key[0] as string])
    : shape.key.map((name) => String(row[name])).join(SEPARATOR);
}

/** Rows in memory. They are never changed in place, so what was before a change is the old object. */
export class Table<Row extends object> {
  readonly shape: TableShape;
  readonly rows = new Map<string, Row>();
  /** What each row changed since the last `mark` was before; undefined: not there. */
  #before = new Map<string, Row | undefined>();

  constructor(shape: TableShape) {
    this.shape = shape;
  }

  get(...key: (string | number)[]): Row | undefined {
    return this.rows.get(key.length === 1 ? String(key[0]) : key.join(SEPARATOR));
  }

  put(row: Row): void {
    const key = keyOf(this.shape, row as Record<string, unknown>);
    if (!this.#before.has(key)) this.#before.set(key, this.rows.get(key));
    this.rows.set(key, row);
  }

  remove(row: Row): void {
    const key = keyOf(this.shape, row as Record<string, unknown>);
    if (!this.#before.has(key)) this.#before.set(key, this.rows.get(key));
    this.rows.delete(key);
  }

  /** The before-images since the last mark, and a new beginning. */
  mark(): Map<string, Row | undefined> {
    const before = this.#before;
    if (before.size > 0) this.#before = new Map();
    return before;
  }

  /** Puts a row back without noting it. */
  restore(key: string, row: Row | undefined): void {
    if (row === undefined) this.rows.delete(key);
    else this.rows.set(key, row);
  }

  /** Forgets a row that no event can touch any more. It stays in the database. */
  evict(key: string): void {
    this.rows.delete(key);
  }
}

export type Tables = { [Name in StateName]: Table<StateRow<Name>> };

/** All that changes, of one community, as far as later events may touch it. */
export function emptyTables(): Tables {
  return Object.fromEntries(
    Object.entries(state).map(([name, shape]) => [name, new Table(shape)]),
  ) as unknown as Tables;
}

/** A history row to add. */
export type Added = { [Name in HistoryName]: { table: Name; row: HistoryRow<Name> } }[HistoryName];

const ZERO_ADDRESS = `0x${"0".repeat(40)}`;
export { ZERO_ADDRESS };

/** The tables with what handlers need to change them. */
export class Books {
  readonly tables: Tables;
  /** History rows of the block in hand. */
  added: Added[] = [];

  constructor(tables: Tables = emptyTables()) {
    this.tables = tables;
  }

  add<Name extends HistoryName>(table: Name, row: HistoryRow<Name>): void {
    this.added.push({ table, row } as unknown as Added);
  }

  network(): StateRow<"network"> {
    return (
      this.tables.network.get(1) ?? {
        one: 1,
        ent: 0n,
        energyWh: 0,
        rate: 0n,
        eur: 0n,
        banker: null,
        mintDay: 0,
        mintedOnDay: 0n,
        deposited: 0n,
        withdrawn: 0n,
        terms: 0,
        ballots: 0,
      }
    );
  }

  changeNetwork(change: Partial<StateRow<"network">>): void {
    this.tables.network.put({ ...this.network(), ...change });
  }

  account(address: string, at: number): StateRow<"accounts"> {
    return (
      this.tables.accounts.get(address) ?? {
        address,
        ent: 0n,
        entLocked: 0n,
        eur: 0n,
        eurLocked: 0n,
        eurWithdrawal: 0n,
        owed: 0n,
        firstSeen: at,
        withdrawalSince: null,
      }
    );
  }

  /** Makes sure that an account is known from now on. */
  meet(address: string, at: number): void {
    if (address !== ZERO_ADDRESS && this.tables.accounts.get(address) === undefined) {
      this.tables.accounts.put(this.account(address, at));
    }
  }

  lock(address: string, at: number, token: "ENT" | "EUR", amount: bigint): void {
    const row = this.account(address, at);
    if (token === "ENT") this.tables.accounts.put({ ...row, entLocked: row.entLocked + amount });
    else this.tables.accounts.put({ ...row, eurLocked: row.eurLocked + amount });
  }

  unit(address: string): StateRow<"units"> {
    const row = this.tables.units.get(address);
    if (row === undefined) throw new IncompleteHistoryError(`the storage unit ${address}`);
    return row;
  }
}

/** An event speaks of something that no event before it has made: the history that was read has a gap. */
export class IncompleteHistoryError extends Error {
  override readonly name = "IncompleteHistoryError";
  readonly hint =
    "Rebuild the index with: ./powerchain index rebuild. If that does not help, the manifest's first block is wrong.";
  constructor(what: string) {
    super(`An event speaks of ${what}, which no event before it has made.`);
  }
}
