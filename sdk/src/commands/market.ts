import { type PowerChainEvent, eventsNamed } from "../events.ts";
import { type Done, command, sum } from "./command.ts";

export const sides = ["buy", "sell"] as const;
export type Side = (typeof sides)[number];

export const orderTypes = ["limit", "ioc", "fok", "postOnly"] as const;
/** Limit; immediate-or-cancel; fill-or-kill; post-only. */
export type OrderType = (typeof orderTypes)[number];

/** How a resting order ended when it was not filled. */
export const endings = ["cancelled", "selfTrade", "expired"] as const;
export type Ending = (typeof endings)[number];

/** eEuro units of one lot at half a tick: trades at the midpoint are priced in half ticks. */
export const EUR_UNITS_PER_LOT_HALF_TICK = 5n;
export const DEFAULT_MAX_FILLS = 100n;

/** The terms of an order. */
export interface NewOrder {
  side: Side;
  /** The limit: a buy pays at most this, a sell gets at least this. */
  priceTicks: bigint;
  lots: bigint;
  type?: OrderType;
  /** How many resting orders it may meet. */
  maxFills?: bigint;
  /** Unix seconds from which it trades no more; without it, never. */
  expiresAt?: bigint;
}

/** What became of an order. */
export interface Placed {
  /** The order that rests; undefined when nothing does. */
  order: bigint | undefined;
  /** Lots traded. */
  filled: bigint;
  /** eEuro units spent (a buy) or earned (a sell). */
  eur: bigint;
  /** Lots that joined the book. */
  rested: bigint;
  /** Lots that neither traded nor rested. */
  returned: bigint;
  trades: { maker: bigint; lots: bigint; priceHalfTicks: bigint }[];
}

/** An order's terms as contracts take them. */
export function orderTerms(order: NewOrder) {
  return {
    side: sides.indexOf(order.side),
    tick: Number(order.priceTicks),
    lots: order.lots,
    orderType: orderTypes.indexOf(order.type ?? "limit"),
    maxFills: order.maxFills ?? DEFAULT_MAX_FILLS,
    expiresAt: Number(order.expiresAt ?? 0n),
  };
}

function tradesIn(events: readonly PowerChainEvent[]): Placed["trades"] {
  return eventsNamed(events, "market", "Trade").map(({ args }) => ({
    maker: args.id,
    lots: args.lots,
    priceHalfTicks: BigInt(args.priceHalfTicks),
  }));
}

/** What became of the one order of a transaction. */
function placed({ events }: Done): Placed {
  const trades = tradesIn(events);
  const rested = eventsNamed(events, "market", "OrderPlaced")[0]?.args;
  return {
    order: rested?.id,
    filled: sum(trades, ({ lots }) => lots),
    eur: sum(trades, ({ lots, priceHalfTicks }) => lots * priceHalfTicks * EUR_UNITS_PER_LOT_HALF_TICK),
    rested: rested?.lots ?? 0n,
    returned: sum(eventsNamed(events, "market", "OrderReturned"), ({ args }) => args.lots),
    trades,
  };
}

/** Of several orders: which now rest, and all trades; one order's part of it is not told apart. */
function placedAll({ events }: Done) {
  return { orders: eventsNamed(events, "market", "OrderPlaced").map(({ args }) => args.id), trades: tradesIn(events) };
}

/** Lots that an order still held when its owner took it from the book. */
function removed({ events }: Done) {
  return { returned: sum(eventsNamed(events, "market", "OrderEnded"), ({ args }) => args.left) };
}

/** Commands of the market; quantities in lots (Wh), prices in ticks. */
export const marketCommands = {
  addOrder: (order: NewOrder) => {
    const { side, tick, lots, orderType, maxFills, expiresAt } = orderTerms(order);
    return command("market", "addOrder", [side, tick, lots, orderType, maxFills, expiresAt], placed);
  },

  /** All of them, or on any error none. */
  addOrders: ({ orders }: { orders: readonly NewOrder[] }) =>
    command("market", "addOrders", [orders.map(orderTerms)], placedAll),

  removeOrder: ({ order }: { order: bigint }) => command("market", "removeOrder", [order], removed),

  /** Those of the list that are still open. */
  removeOrders: ({ orders }: { orders: readonly bigint[] }) =>
    command("market", "removeOrders", [orders], (done) => ({
      removed: BigInt(eventsNamed(done.events, "market", "OrderEnded").length),
      ...removed(done),
    })),

  /** Takes an order from the book and places another at the end of its queue. */
  replaceOrder: ({ order, by }: { order: bigint; by: NewOrder }) =>
    command("market", "replaceOrder", [order, orderTerms(by)], placed),
};
