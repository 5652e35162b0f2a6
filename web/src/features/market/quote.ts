// What an order would do to the book as it stands: the same rules as the contract's, on what the API knows of the levels.
import { costOf, type OrderType, type Side } from "@powerchain/sdk";

export interface BookLevel {
  priceTicks: number;
  energyWh: number;
}

/** Both sides, best first. */
export interface Book {
  buy: BookLevel[];
  sell: BookLevel[];
}

export interface OrderQuote {
  /** Lots that would trade at once. */
  filled: bigint;
  /** eEuro units for them: paid (buy) or received (sell). */
  eur: bigint;
  /** Ticks a lot, on average; undefined where nothing trades. */
  average: number | undefined;
  /** Lots that join the book. */
  rests: bigint;
  /** Lots that come back: nobody takes them, and they may not rest. */
  returned: bigint;
  /** What is locked for the resting part: eEuro units (buy) or lots (sell). */
  locked: bigint;
  /** What must be available before anything trades: the whole order at its own limit. */
  needed: bigint;
  /** A fill-or-kill that would not fill, or a post-only that would trade: refused. */
  refused: "notFilled" | "wouldCross" | undefined;
}

export interface Terms {
  side: Side;
  lots: bigint;
  priceTicks: number;
  type: OrderType;
  midpoint: boolean;
}

export function quoteOrder(book: Book, { side, lots, priceTicks, type, midpoint }: Terms): OrderQuote {
  const opposite = side === "buy" ? book.sell : book.buy;
  const reaches = (level: BookLevel): boolean =>
    side === "buy" ? level.priceTicks <= priceTicks : level.priceTicks >= priceTicks;
  const limit = BigInt(priceTicks);
  const needed = side === "buy" ? costOf(lots, limit) : lots;
  let left = lots;
  let halfTicks = 0n; // lots × half ticks
  for (const level of opposite.filter(reaches)) {
    const taken = min(left, BigInt(level.energyWh));
    const price = midpoint ? BigInt(level.priceTicks) + limit : 2n * BigInt(level.priceTicks);
    halfTicks += taken * price;
    left -= taken;
  }
  const filled = lots - left;
  const refused =
    type === "postOnly" && filled > 0n ? "wouldCross" : type === "fok" && left > 0n ? "notFilled" : undefined;
  const rests = type === "limit" || type === "postOnly" ? left : 0n;
  return {
    filled,
    eur: halfTicks * 5n,
    average: filled === 0n ? undefined : Number((halfTicks * 5n) / filled) / 10,
    rests,
    returned: left - rests,
    locked: side === "buy" ? costOf(rests, limit) : rests,
    needed,
    refused,
  };
}

/** The limit that takes as much of `lots` as there is, best first: the price of the last level that it needs. */
export function bestLimit(book: Book, side: Side, lots: bigint): number | undefined {
  const opposite = side === "buy" ? book.sell : book.buy;
  let left = lots;
  for (const level of opposite) {
    left -= BigInt(level.energyWh);
    if (left <= 0n) return level.priceTicks;
  }
  return opposite.at(-1)?.priceTicks;
}

/** eEuro units spared (above 0) or lost against the supplier, for what would trade. */
export function gainOver(tariff: { retailTicks: number; feedInTicks: number }, side: Side, quote: OrderQuote): bigint {
  const theirs = costOf(quote.filled, BigInt(Math.round(side === "buy" ? tariff.retailTicks : tariff.feedInTicks)));
  return side === "buy" ? theirs - quote.eur : quote.eur - theirs;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
