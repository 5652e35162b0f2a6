/**
 * How a home of the living community acts: a simple rule, the same for all, that uses only what the home itself knows.
 *
 * 1. Keep what the next day needs: as much ENT as yesterday's need would have burned, and a tenth more.
 * 2. Offer the rest, or buy what is missing, with one order at a time, between feed-in tariff and retail price.
 * 3. Ask a little less when an order found nobody, a little more when it was filled whole; bid the other way round
 *    (after Cliff 1997, "Minimal-intelligence agents for bargaining behaviors").
 * 4. When its euros do not suffice for what it wants to buy, pay in 20 EUR by bank.
 * 5. Before each round, lock for as much as was needed in the same hours yesterday and a quarter more; renew a session before
 *    it ends.
 *
 * Pure: (memory, what the chain says) → (memory, what to do).
 */
import { INTERVALS_A_DAY } from "../model/carry.ts";
import type { Random } from "../model/random.ts";

const ENT_PER_WH = 1_000_000n;
/** One lot (1 Wh) at one tick, in eEuro units. */
const EUR_PER_LOT_TICK = 10n;
/** Kept for renewals. */
const RESERVE = 20n * ENT_PER_WH;
/** Share of the span between feed-in and retail by which a price moves. */
const STEP = 0.05;
/** A session is opened for at least so much, so that a rate that grows meanwhile leaves something of it. */
const LEAST_WH = 20n;
const PAY_IN = 2_000_000_000n;
/** What a home expects to need in a quarter-hour of which it knows nothing. */
const FIRST_GUESS_WH = 100n;

export interface Resting {
  id: bigint;
  side: "buy" | "sell";
  ticks: bigint;
  lots: bigint;
}

export interface AgentMemory {
  /** What the home lacked in each quarter-hour so far, Wh. */
  needs: bigint[];
  /** Where the home asks and bids between feed-in (0) and retail (1). */
  ask: number;
  bid: number;
  /** The order that it last placed. */
  order?: Resting;
  /** Index of the unit that it draws from. */
  unit: number;
}

/** What a home sees before a round; ENT and eEuro in units, energy in Wh. */
export interface AgentView {
  entAvailable: bigint;
  eurAvailable: bigint;
  sessionEnt: bigint;
  sessionWh: bigint;
  /** Whether the session ends before the coming round does. */
  sessionEnds: boolean;
  /** Of its order: what is still open. */
  orderLeft: bigint;
  /** Free energy of every unit. */
  freeWh: readonly bigint[];
  /** min(R, B) in millionths. */
  rate: bigint;
  minOrderLots: bigint;
  /** Quarter-hours of the coming round. */
  steps: number;
  feedInTicks: bigint;
  retailTicks: bigint;
}

export interface AgentActions {
  /** Take this order from the book first. */
  cancel?: bigint;
  place?: { side: "buy" | "sell"; ticks: bigint; lots: bigint };
  session?: { unit: number; ent: bigint };
  /** eEuro units to pay in by bank: there for the next round. */
  payIn?: bigint;
}

export function newAgent(dice: Random, unit: number): AgentMemory {
  return { needs: [], ask: dice.between(0.5, 0.8), bid: dice.between(0.2, 0.5), unit };
}

const clamp = (x: number) => Math.min(1, Math.max(0, x));
const least = (...values: bigint[]) => values.reduce((a, b) => (b < a ? b : a));
const most = (a: bigint, b: bigint) => (a > b ? a : b);

/** ENT that so much energy burns at a rate. */
export const entFor = (wh: bigint, rate: bigint): bigint => wh * (ENT_PER_WH + rate);

/** What was needed in the quarter-hours [from, from + steps) of the day before. */
function yesterday(needs: readonly bigint[], from: number, steps: number): bigint {
  let sum = 0n;
  for (let i = from; i < from + steps; i++) sum += needs[i - INTERVALS_A_DAY] ?? FIRST_GUESS_WH;
  return sum;
}

export function decide(memory: AgentMemory, view: AgentView): { memory: AgentMemory; actions: AgentActions } {
  const learned = learn(memory, view);
  const actions: AgentActions = {};
  const now = memory.needs.length;
  const [unit, session] = planSession(learned, view, now);
  const left = view.entAvailable - (session ?? 0n);
  if (session !== undefined) actions.session = { unit, ent: session };
  const next: AgentMemory = { ...learned, unit };
  const { order, payIn } = planOrder(next, view, left, now);
  if (payIn !== undefined) actions.payIn = payIn;
  const before = memory.order;
  if (before && view.orderLeft > 0n) {
    const same = order && order.side === before.side && order.ticks === before.ticks && order.lots === view.orderLeft;
    if (same) return { memory: { ...next, order: before }, actions };
    actions.cancel = before.id;
  }
  if (order) actions.place = order;
  return { memory: { ...next, order: undefined }, actions };
}

/** Rule 3. */
function learn(memory: AgentMemory, { orderLeft }: AgentView): AgentMemory {
  const { order } = memory;
  if (!order) return memory;
  const move = orderLeft === 0n ? STEP : orderLeft === order.lots ? -STEP : 0;
  return order.side === "sell"
    ? { ...memory, ask: clamp(memory.ask + move) }
    : { ...memory, bid: clamp(memory.bid - move) };
}

/** Rule 5: with its own unit, or with the fullest one when its own has nothing free and holds nothing of it. */
function planSession(memory: AgentMemory, view: AgentView, now: number): [number, bigint | undefined] {
  const wanted = (yesterday(memory.needs, now, view.steps) * 5n) / 4n;
  const missing = wanted - view.sessionWh;
  let unit = memory.unit;
  if (missing > 0n && view.sessionEnt === 0n && (view.freeWh[unit] ?? 0n) < missing)
    unit = view.freeWh.reduce((best, wh, u) => (wh > (view.freeWh[best] ?? 0n) ? u : best), unit);
  const affordable = (view.entAvailable - RESERVE) / (ENT_PER_WH + view.rate);
  const wh = least(missing, affordable, view.freeWh[unit] ?? 0n);
  if (wh >= LEAST_WH) return [unit, entFor(wh, view.rate)];
  const renew = view.sessionEnds && view.sessionWh > 0n && view.entAvailable > 0n;
  return [unit, renew ? least(view.entAvailable, entFor(LEAST_WH, view.rate)) : undefined];
}

/** Rules 1, 2 and 4. What is in the home's own order counts as its own; orders are made anew from it. */
function planOrder(
  memory: AgentMemory,
  view: AgentView,
  entLeft: bigint,
  now: number,
): { order?: AgentActions["place"]; payIn?: bigint } {
  const selling = memory.order?.side === "sell" ? view.orderLeft * ENT_PER_WH : 0n;
  const buying = memory.order?.side === "buy" ? view.orderLeft * memory.order.ticks * EUR_PER_LOT_TICK : 0n;
  const keep = (entFor(yesterday(memory.needs, now, INTERVALS_A_DAY), view.rate) * 11n) / 10n;
  const owned = entLeft + selling + view.sessionEnt - RESERVE;
  const worth = (lots: bigint) => lots >= view.minOrderLots;
  if (owned > keep) {
    const lots = least((owned - keep) / ENT_PER_WH, (entLeft + selling) / ENT_PER_WH);
    return worth(lots) ? { order: { side: "sell", ticks: priceAt(memory.ask, view), lots } } : {};
  }
  const ticks = priceAt(memory.bid, view);
  const wanted = (keep - owned) / ENT_PER_WH;
  if (!worth(wanted)) return {};
  const affordable = (view.eurAvailable + buying) / (ticks * EUR_PER_LOT_TICK);
  const lots = least(wanted, affordable);
  return {
    ...(worth(lots) ? { order: { side: "buy", ticks, lots } } : {}),
    ...(affordable < wanted ? { payIn: PAY_IN } : {}),
  };
}

/** Above the feed-in tariff and below the retail price, by at least a tick. */
function priceAt(place: number, { feedInTicks, retailTicks }: AgentView): bigint {
  const span = Number(retailTicks - feedInTicks);
  return least(most(feedInTicks + BigInt(Math.round(span * place)), feedInTicks + 1n), retailTicks - 1n);
}
