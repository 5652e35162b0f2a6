import type { PowerChainEvent } from "@powerchain/sdk";
import { type Address, type Hex, zeroAddress } from "viem";
import { Book } from "../community/book.ts";

/** Where some of a resident's ENT came from. */
export interface Source {
  how: "produced" | "bought" | "received";
  /** ENT units. */
  ent: bigint;
  transaction: Hex;
  /** Who sold or gave it. */
  from?: string;
  /** Of a trade, in ten-thousandths of a EUR an ENT. */
  priceTicks?: number;
}

/** What became of a burn: the oldest ENT goes first. */
export interface Burn {
  transaction: Hex;
  ent: bigint;
  sources: Source[];
}

/** Trades of a resident by transaction and seller: lots, and eEuro units. */
type Bought = Map<string, { lots: bigint; eur: bigint }>;

const EUR_PER_LOT_TICK = 10;

function boughtBy(owner: string, events: readonly PowerChainEvent[]): Bought {
  const book = new Book();
  const bought: Bought = new Map();
  for (const event of events) {
    if (event.contract !== "market") continue;
    for (const { buyer, seller, lots, eur } of book.take([event])) {
      if (buyer !== owner) continue;
      const key = `${event.transactionHash} ${seller}`;
      const before = bought.get(key) ?? { lots: 0n, eur: 0n };
      bought.set(key, { lots: before.lots + lots, eur: before.eur + eur });
    }
  }
  return bought;
}

/** A resident's ENT as the token's transfers tell it: first in, first out. Addresses in small letters. */
export class EntSources {
  readonly #owner: string;
  readonly #queue: Source[] = [];
  readonly #bought: Bought;
  /** ENT that left without ever having come: the history cannot be whole. */
  missing = 0n;

  constructor(owner: Address, events: readonly PowerChainEvent[]) {
    this.#owner = owner.toLowerCase();
    this.#bought = boughtBy(this.#owner, events);
  }

  /** Takes events in order; the burn among them, if this one is one. */
  take(event: PowerChainEvent): Burn | undefined {
    if (event.contract !== "energyToken" || event.name !== "Transfer") return undefined;
    const { from, to, value } = event.args;
    if (to.toLowerCase() === this.#owner) this.#in(from, value, event.transactionHash);
    if (from.toLowerCase() !== this.#owner) return undefined;
    const sources = this.#out(value);
    return to === zeroAddress ? { transaction: event.transactionHash, ent: value, sources } : undefined;
  }

  get ent(): bigint {
    return this.#queue.reduce((sum, { ent }) => sum + ent, 0n);
  }

  #in(from: Address, ent: bigint, transaction: Hex): void {
    if (from === zeroAddress) return void this.#queue.push({ how: "produced", ent, transaction });
    const seller = from.toLowerCase();
    const trade = this.#bought.get(`${transaction} ${seller}`);
    if (trade === undefined) return void this.#queue.push({ how: "received", ent, transaction, from: seller });
    const priceTicks = Number(trade.eur) / Number(trade.lots) / EUR_PER_LOT_TICK;
    this.#queue.push({ how: "bought", ent, transaction, from: seller, priceTicks });
  }

  #out(ent: bigint): Source[] {
    const taken: Source[] = [];
    let left = ent;
    while (left > 0n) {
      const [first] = this.#queue;
      if (first === undefined) {
        this.missing += left;
        break;
      }
      const part = first.ent < left ? first.ent : left;
      taken.push({ ...first, ent: part });
      first.ent -= part;
      left -= part;
      if (first.ent === 0n) this.#queue.shift();
    }
    return taken;
  }
}
