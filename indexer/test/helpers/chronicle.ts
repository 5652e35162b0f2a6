// Events written down by hand, without a chain: what a block says, in the words of the contracts.
import type { ContractName, EventArgs, EventName } from "@powerchain/sdk";
import { type Added, Books } from "../../src/core/books.ts";
import type { ChainBlock, ChainEvent } from "../../src/core/event.ts";
import { reduceBlock } from "../../src/core/reduce.ts";
import type { HistoryName, HistoryRow } from "../../src/core/schema.ts";

export type Address = `0x${string}`;
export const ZERO: Address = `0x${"0".repeat(40)}`;
export const ROOF: Address = `0x${"a1".repeat(20)}`;
export const CELLAR: Address = `0x${"a2".repeat(20)}`;
export const OWNER: Address = `0x${"b1".repeat(20)}`;
export const ANNA: Address = `0x${"c1".repeat(20)}`;
export const BEN: Address = `0x${"c2".repeat(20)}`;

/** When the first block of a chronicle is, and how long one takes. */
export const BEGIN = 1_700_000_000;
const SECONDS = 10;

/** An event that has no place yet. */
export type Said = Pick<ChainEvent, "contract" | "name" | "args">;

export function said<C extends ContractName, N extends EventName<C>>(
  contract: C,
  name: N,
  args: EventArgs<C, N>,
): Said {
  return { contract, name, args } as Said;
}

/** A block of transactions, which are lists of events. A transaction is called by its block and its place: "100.0". */
export function blockOf(number: number, at: number, ...transactions: Said[][]): ChainBlock {
  const events = transactions.flatMap((list, i) => list.map((event) => ({ ...event, tx: `${number}.${i}` })));
  return {
    number,
    hash: `hash ${number}`,
    parent: `hash ${number - 1}`,
    at,
    events: events.map((event, log) => ({ ...event, log }) as ChainEvent),
  };
}

/** Books that take block after block, from 100 on. */
export class Chronicle {
  readonly books = new Books();
  #next = 100;

  /** When a block is. */
  static at(block: number): number {
    return BEGIN + (block - 100) * SECONDS;
  }

  /** Takes a block of transactions and gives the history that it makes. */
  take(...transactions: Said[][]): Added[] {
    const block = this.#next++;
    return reduceBlock(this.books, blockOf(block, Chronicle.at(block), ...transactions));
  }
}

/** The rows of one table among those that were added. */
export function rowsOf<Name extends HistoryName>(added: readonly Added[], name: Name): HistoryRow<Name>[] {
  return added.flatMap(({ table, row }) => (table === name ? [row as HistoryRow<Name>] : []));
}

/** Where and when a history row was made. */
export const place = (block: number, log = 0, transaction = 0) => ({
  block,
  log,
  at: Chronicle.at(block),
  tx: `${block}.${transaction}`,
});

export const registered = (unit = ROOF, more = {}): Said =>
  said("energyPool", "StorageUnitRegistered", { unit, owner: OWNER, capacityWh: 10_000n, powerW: 5_000n, ...more });

export function transfer(token: "energyToken" | "euroToken", from: Address, to: Address, value: bigint): Said {
  const args = { from, to, value };
  return token === "energyToken" ? said(token, "Transfer", args) : said(token, "Transfer", args);
}

/** Runs something and gives what it throws. */
export function thrownBy(run: () => unknown): { name: string; message: string; hint?: string } {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("Nothing was thrown.");
}
