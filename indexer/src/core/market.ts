import { type Books, IncompleteHistoryError } from "./books.ts";
import { placeOf } from "./energy.ts";
import type { ChainEvent, EventOf, Now } from "./event.ts";
import type { StateRow } from "./schema.ts";
import type { TransactionContext } from "./transaction.ts";

const ENT_PER_LOT = 1_000_000n;
const EUR_PER_LOT_TICK = 10n;
const EUR_PER_LOT_HALF_TICK = 5n;
const sides = ["buy", "sell"] as const;
const endings = ["cancelled", "selfTrade", "expired"] as const;

type Order = StateRow<"orders">;
type MarketEvent = Extract<ChainEvent, { contract: "market" }>;

export function reduceMarket(books: Books, event: MarketEvent, now: Now, context: TransactionContext): void {
  switch (event.name) {
    case "OrderPlaced":
      return placed(books, event.args, now);
    case "Trade":
      return traded(books, event.args, now, context);
    case "OrderEnded":
      return ended(books, event.args, now);
    case "OrderReturned": // never locked, never in the book
    case "MarketParameterChanged": // Governance says it too, parameter by parameter
      return;
  }
}

/** What an order of so many lots keeps locked: ENT of a sell, eEuro of a buy. */
export function lockedBy(side: string, tick: number, lots: number): bigint {
  return side === "sell" ? BigInt(lots) * ENT_PER_LOT : BigInt(lots) * BigInt(tick) * EUR_PER_LOT_TICK;
}

function placed(books: Books, args: EventOf<"market", "OrderPlaced">["args"], now: Now): void {
  const id = args.id.toString();
  const side = sides[args.side] ?? "sell";
  const tick = Number(args.id >> 48n);
  const lots = Number(args.lots);
  const { block, log, at, tx } = now;
  books.tables.orders.put({
    id,
    owner: args.owner,
    side,
    tick,
    lots,
    leftLots: lots,
    state: "open",
    expiresAt: Number(args.expiresAt),
    block,
    log,
    at,
    updatedAt: at,
    tx,
  });
  books.lock(args.owner, now.at, tokenOf(side), lockedBy(side, tick, lots));
  changeLevel(books, side, tick, lots, 1);
}

function traded(books: Books, args: EventOf<"market", "Trade">["args"], now: Now, context: TransactionContext): void {
  const order = openOrder(books, args.id);
  const lots = Number(args.lots);
  const left = Number(args.left);
  shrink(books, order, lots, left === 0 ? "filled" : "open", now);
  const [seller, buyer] = order.side === "sell" ? [order.owner, args.taker] : [args.taker, order.owner];
  const cost = args.lots * BigInt(args.priceHalfTicks) * EUR_PER_LOT_HALF_TICK;
  const reason = { kind: "trade", unit: null, energyWh: args.lots, reference: null } as const;
  context.expect("ENT", seller, buyer, args.lots * ENT_PER_LOT, reason);
  context.expect("EUR", buyer, seller, cost, reason);
  books.add("trades", {
    ...placeOf(now),
    order: order.id,
    maker: order.owner,
    taker: args.taker,
    takerSide: order.side === "sell" ? "buy" : "sell",
    lots,
    halfTicks: args.priceHalfTicks,
  });
}

function ended(books: Books, args: EventOf<"market", "OrderEnded">["args"], now: Now): void {
  const order = openOrder(books, args.id);
  shrink(books, order, 0, endings[args.how] ?? "cancelled", now);
}

/** Takes lots out of an order and, when it ends, the rest out of the book; unlocks what they held. */
function shrink(books: Books, order: Order, tradedLots: number, next: string, now: Now): void {
  const over = next !== "open";
  const leftLots = order.leftLots - tradedLots;
  const leaving = over ? order.leftLots : tradedLots;
  books.lock(order.owner, now.at, tokenOf(order.side), -lockedBy(order.side, order.tick, leaving));
  changeLevel(books, order.side, order.tick, -leaving, over ? -1 : 0);
  books.tables.orders.put({ ...order, leftLots, state: next, updatedAt: now.at });
}

function changeLevel(books: Books, side: string, tick: number, lots: number, orders: number): void {
  const level = books.tables.levels.get(side, tick) ?? { side, tick, lots: 0, orders: 0 };
  const next = { ...level, lots: level.lots + lots, orders: level.orders + orders };
  if (next.orders === 0) books.tables.levels.remove(level);
  else books.tables.levels.put(next);
}

function openOrder(books: Books, id: bigint): Order {
  const order = books.tables.orders.get(id.toString());
  if (order === undefined) throw new IncompleteHistoryError(`the order ${id}`);
  return order;
}

function tokenOf(side: string): "ENT" | "EUR" {
  return side === "sell" ? "ENT" : "EUR";
}
