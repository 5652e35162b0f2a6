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

/** A resting order of the same account: it does not trade with the new one, it is cancelled where that reaches it. */
export interface OwnOrder {
  side: Side;
  priceTicks: number;
  leftWh: number;
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
  /** Own orders that it reaches, and what their cancelling returns: eEuro units (of buys) or lots (of sells). */
  own: { count: number; returned: bigint };
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

/** The book of the others. */
export function withoutOwn(book: Book, own: readonly OwnOrder[]): Book {
  const left = (side: Side) =>
    book[side]
      .map(({ priceTicks, energyWh }) => {
        const mine = own.filter((order) => order.side === side && order.priceTicks === priceTicks);
        return { priceTicks, energyWh: mine.reduce((rest, { leftWh }) => rest - leftWh, energyWh) };
      })
      .filter(({ energyWh }) => energyWh > 0);
  return { buy: left("buy"), sell: left("sell") };
}

/** @param book of the others (`withoutOwn`) */
export function quoteOrder(book: Book, terms: Terms, own: readonly OwnOrder[] = []): OrderQuote {
  const { side, lots, priceTicks, type, midpoint } = terms;
  const opposite = side === "buy" ? book.sell : book.buy;
  const reaches = (level: { priceTicks: number }): boolean =>
    side === "buy" ? level.priceTicks <= priceTicks : level.priceTicks >= priceTicks;
  const limit = BigInt(priceTicks);
  const needed = side === "buy" ? costOf(lots, limit) : lots;
  let left = lots;
  let halfTicks = 0n; // lots × half ticks
  let last: number | undefined;
  for (const level of opposite.filter(reaches)) {
    const taken = min(left, BigInt(level.energyWh));
    const price = midpoint ? BigInt(level.priceTicks) + limit : 2n * BigInt(level.priceTicks);
    halfTicks += taken * price;
    left -= taken;
    if (taken > 0n) last = level.priceTicks;
  }
  const filled = lots - left;
  // Where it is filled before, it never comes to own orders at the last price or beyond.
  const beyond = (order: OwnOrder): boolean =>
    left === 0n && last !== undefined && (side === "buy" ? order.priceTicks >= last : order.priceTicks <= last);
  const reached = own.filter((order) => order.side !== side && reaches(order) && !beyond(order));
  const refused =
    type === "postOnly" && (filled > 0n || reached.length > 0)
      ? "wouldCross"
      : type === "fok" && left > 0n
        ? "notFilled"
        : undefined;
  const rests = type === "limit" || type === "postOnly" ? left : 0n;
  return {
    filled,
    eur: halfTicks * 5n,
    average: filled === 0n ? undefined : Number((halfTicks * 5n) / filled) / 10,
    rests,
    returned: left - rests,
    locked: side === "buy" ? costOf(rests, limit) : rests,
    needed,
    own: { count: reached.length, returned: reached.reduce((sum, order) => sum + lockedOf(order), 0n) },
    refused,
  };
}

function lockedOf({ side, leftWh, priceTicks }: OwnOrder): bigint {
  return side === "buy" ? costOf(BigInt(leftWh), BigInt(priceTicks)) : BigInt(leftWh);
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
