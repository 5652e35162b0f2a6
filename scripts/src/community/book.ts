import type { PowerChainEvent } from "@powerchain/sdk";
import type { Address } from "viem";

interface Open {
  id: bigint;
  owner: string;
  side: number;
  lots: bigint;
}

/** A trade with both sides known. */
export interface KnownTrade {
  buyer: string;
  seller: string;
  lots: bigint;
  /** eEuro units. */
  eur: bigint;
}

const BUY = 0;

/** Follows the market's events: who has which order open, and who traded with whom. Addresses in small letters. */
export class Book {
  readonly #open = new Map<bigint, Open>();

  /** The trades among these events. */
  take(events: readonly PowerChainEvent[]): KnownTrade[] {
    const trades: KnownTrade[] = [];
    for (const event of events) {
      if (event.name === "OrderPlaced") {
        const { id, owner, side, lots } = event.args;
        this.#open.set(id, { id, owner: owner.toLowerCase(), side, lots });
      } else if (event.name === "OrderEnded") this.#open.delete(event.args.id);
      else if (event.name === "Trade") trades.push(this.#trade(event.args));
    }
    return trades;
  }

  #trade(args: { id: bigint; taker: Address; lots: bigint; priceHalfTicks: number; left: bigint }): KnownTrade {
    const maker = this.#open.get(args.id);
    if (maker === undefined) throw new Error(`a trade with the order ${args.id}, which was never placed`);
    if (args.left === 0n) this.#open.delete(args.id);
    else maker.lots = args.left;
    const taker = args.taker.toLowerCase();
    const [buyer, seller] = maker.side === BUY ? [maker.owner, taker] : [taker, maker.owner];
    return { buyer, seller, lots: args.lots, eur: args.lots * BigInt(args.priceHalfTicks) * 5n };
  }

  /** The one order that somebody has open. */
  of(owner: Address): { id: bigint; lots: bigint } | undefined {
    for (const order of this.#open.values()) if (order.owner === owner.toLowerCase()) return order;
    return undefined;
  }
}
