import { PER_WH, least, refuseIf, type Address } from "./common.ts";
import type { LedgerModel, Money } from "./ledger.ts";

// A second, plain market: two sorted lists, no cleverness. It follows docs/protocol.md alone.

export type Side = "buy" | "sell";
export type OrderType = "limit" | "ioc" | "fok" | "postOnly";
export type Ending = "cancelled" | "selfTrade" | "expired";

export interface Terms {
  side: Side;
  tick: bigint;
  lots: bigint;
  type: OrderType;
  maxFills: bigint;
  /** 0: never. */
  expiresAt: bigint;
}

export interface Resting {
  id: bigint;
  owner: Address;
  side: Side;
  tick: bigint;
  lots: bigint;
  left: bigint;
  expiresAt: bigint;
}

export interface Placed {
  /** 0: nothing rests. */
  id: bigint;
  filled: bigint;
  eur: bigint;
  rested: bigint;
}

export type MarketEvent =
  | { name: "OrderPlaced"; id: bigint; owner: Address; side: Side; lots: bigint; expiresAt: bigint }
  | { name: "Trade"; id: bigint; taker: Address; lots: bigint; priceHalfTicks: bigint; left: bigint }
  | { name: "OrderEnded"; id: bigint; how: Ending; left: bigint }
  | { name: "OrderReturned"; owner: Address; side: Side; tick: bigint; lots: bigint }
  | { name: "Transfer"; money: Money; from: Address; to: Address; amount: bigint };

/** What an incoming order meets, one resting order after the other. */
interface Meeting {
  resting: Resting;
  /** Lots traded; of an own or expired order none. */
  lots: bigint;
  ends?: Ending;
}

/** eEuro units of a lot at half a tick. */
const EUR_PER_HALF_TICK = 5n;
export const MOST_TICK = 65_535n;
export const MOST_LOTS = (2n ** 64n - 1n) / PER_WH;
/** The last time that an order can carry. */
const LATEST_EXPIRY = 2n ** 40n - 1n;
const PLACES = 2n ** 48n;

export class MarketModel {
  minOrderLots = 100n;
  midpoint = false;
  /** Open orders, best price first, then oldest first. */
  readonly open: Record<Side, Resting[]> = { buy: [], sell: [] };
  /** What happened since the list was last emptied. */
  events: MarketEvent[] = [];
  private readonly ledger: LedgerModel;
  private readonly everRested = new Map<bigint, bigint>();

  constructor(ledger: LedgerModel) {
    this.ledger = ledger;
  }

  find(id: bigint): Resting | undefined {
    return [...this.open.buy, ...this.open.sell].find((order) => order.id === id);
  }

  /** Open lots by price, best first. */
  levels(side: Side): [tick: bigint, lots: bigint][] {
    const levels: [bigint, bigint][] = [];
    for (const { tick, left } of this.open[side]) {
      const last = levels.at(-1);
      if (last?.[0] === tick) last[1] += left;
      else levels.push([tick, left]);
    }
    return levels;
  }

  /** All open lots at one price. */
  lotsAt(tick: bigint): bigint {
    const there = [...this.open.buy, ...this.open.sell].filter((order) => order.tick === tick);
    return sumOf(there, ({ left }) => left);
  }

  addOrder(now: bigint, by: Address, terms: Terms): Placed {
    refuseIf(this.faultsOf(now, terms));
    const cost = costOf(terms.side, terms.tick, terms.lots);
    const faults = this.available(by, terms.side) < cost ? [`MarketInsufficient${moneyName(terms.side)}`] : [];
    const meetings = this.meet(now, by, terms);
    const filled = sumOf(meetings, ({ lots }) => lots);
    const left = terms.lots - filled;
    const crossing = this.crosses(terms, meetings.length);
    if (terms.type === "fok" && left > 0n) faults.push("MarketNotFilled");
    const meetsLive = meetings.some(({ ends }) => ends !== "expired");
    if (terms.type === "postOnly" && (meetsLive || (left > 0n && crossing))) faults.push("MarketWouldCross");
    refuseIf(faults);

    const transfers = this.transfersOf(by, terms, meetings);
    const eur = sumOf(meetings, (meeting) => this.settle(by, terms, meeting));
    const mayRest = terms.type !== "ioc" && !crossing;
    const id = left > 0n ? this.restOrReturn(by, terms, left, mayRest) : 0n;
    this.events.push(...transfers);
    return { id, filled, eur, rested: mayRest ? left : 0n };
  }

  /** Several orders in turn; all or none. */
  addOrders(now: bigint, by: Address, list: Terms[]): Placed[] {
    return this.allOrNothing(() => list.map((terms) => this.addOrder(now, by, terms)));
  }

  /** Takes one's own open order out and places another; both or neither. */
  replaceOrder(now: bigint, by: Address, id: bigint, terms: Terms): Placed {
    return this.allOrNothing(() => {
      const old = this.removeOrder(now, by, id);
      refuseIf(old.owner !== by ? ["MarketNotOwner"] : []);
      return this.addOrder(now, by, terms);
    });
  }

  /** @throws Refused unless it is open, and one's own or expired. */
  removeOrder(now: bigint, by: Address, id: bigint): Resting {
    const order = this.find(id);
    if (!order) {
      refuseIf(["MarketOrderNotOpen"]);
      throw new Error("unreachable");
    }
    const expired = isExpired(order, now);
    refuseIf(order.owner !== by && !expired ? ["MarketNotOwner"] : []);
    this.end(order, expired ? "expired" : "cancelled");
    return order;
  }

  /** Removes those that are still open; another's unexpired order among them refuses all. */
  removeOrders(now: bigint, by: Address, ids: bigint[]): bigint {
    const orders = [...new Set(ids)].map((id) => this.find(id)).filter((order) => order !== undefined);
    const foreign = orders.some((order) => order.owner !== by && !isExpired(order, now));
    refuseIf(foreign ? ["MarketNotOwner"] : []);
    for (const { id } of orders) this.removeOrder(now, by, id);
    return BigInt(orders.length);
  }

  /** Refuses what may not be placed, before anything is looked at. */
  private faultsOf(now: bigint, { tick, lots, maxFills, expiresAt }: Terms): string[] {
    const faults: string[] = [];
    if (tick < 1n || tick > MOST_TICK) faults.push("MarketPriceOutOfRange");
    if (lots < this.minOrderLots) faults.push("MarketOrderTooSmall");
    if (lots > MOST_LOTS) faults.push("MarketOrderTooLarge");
    if (maxFills < 1n) faults.push("MarketZeroMaxFills");
    if (expiresAt !== 0n && expiresAt <= now) faults.push("MarketExpiryPassed");
    if (expiresAt > LATEST_EXPIRY) faults.push("MarketExpiryTooFar");
    return faults;
  }

  /** Whom the order meets, in price-time priority. Changes nothing. */
  private meet(now: bigint, by: Address, terms: Terms): Meeting[] {
    const meetings: Meeting[] = [];
    let left = terms.lots;
    for (const resting of this.open[opposite(terms.side)]) {
      if (left === 0n || BigInt(meetings.length) === terms.maxFills || !reaches(terms, resting.tick)) break;
      if (isExpired(resting, now)) meetings.push({ resting, lots: 0n, ends: "expired" });
      else if (resting.owner === by) meetings.push({ resting, lots: 0n, ends: "selfTrade" });
      else meetings.push({ resting, lots: least(left, resting.left) });
      left -= meetings.at(-1)!.lots;
    }
    return meetings;
  }

  /** Whether the order still crosses when the first `met` orders of the other side are gone. */
  private crosses(terms: Terms, met: number): boolean {
    const next = this.open[opposite(terms.side)][met];
    return next !== undefined && reaches(terms, next.tick);
  }

  /** Carries one meeting out. @returns eEuro units that changed hands. */
  private settle(by: Address, terms: Terms, { resting, lots, ends }: Meeting): bigint {
    if (ends !== undefined) {
      this.end(resting, ends);
      return 0n;
    }
    const priceHalfTicks = this.midpoint ? resting.tick + terms.tick : 2n * resting.tick;
    const eur = lots * priceHalfTicks * EUR_PER_HALF_TICK;
    const [buyer, seller] = terms.side === "buy" ? [by, resting.owner] : [resting.owner, by];
    // The maker's lock for these lots is lifted whole; then both pay from what is available.
    this.ledger.unlock(moneyOf(resting.side), resting.owner, costOf(resting.side, resting.tick, lots));
    this.ledger.transfer("ent", seller, buyer, lots * PER_WH);
    this.ledger.transfer("eur", buyer, seller, eur);
    resting.left -= lots;
    if (resting.left === 0n) this.takeOut(resting);
    const { id, left } = resting;
    this.events.push({ name: "Trade", id, taker: by, lots, priceHalfTicks, left });
    return eur;
  }

  /** The tokens' events of a take: first all of what the makers give, then all of what the taker gives. */
  private transfersOf(by: Address, terms: Terms, meetings: Meeting[]): MarketEvent[] {
    const fills = meetings
      .filter(({ ends }) => ends === undefined)
      .map(({ resting, lots }) => {
        const priceHalfTicks = this.midpoint ? resting.tick + terms.tick : 2n * resting.tick;
        return { maker: resting.owner, ent: lots * PER_WH, eur: lots * priceHalfTicks * EUR_PER_HALF_TICK };
      });
    const [given, paid]: [Money, Money] = terms.side === "buy" ? ["ent", "eur"] : ["eur", "ent"];
    return [
      ...fills.map((fill) => transfer(given, fill.maker, by, fill[given])),
      ...fills.map((fill) => transfer(paid, by, fill.maker, fill[paid])),
    ];
  }

  /** @returns the id of the order that rests, or 0. */
  private restOrReturn(by: Address, terms: Terms, lots: bigint, mayRest: boolean): bigint {
    if (mayRest) return this.rest(by, terms, lots);
    this.events.push({ name: "OrderReturned", owner: by, side: terms.side, tick: terms.tick, lots });
    return 0n;
  }

  private rest(by: Address, terms: Terms, lots: bigint): bigint {
    const { side, tick, expiresAt } = terms;
    this.ledger.lock(moneyOf(side), by, costOf(side, tick, lots));
    const place = this.everRested.get(tick) ?? 0n;
    this.everRested.set(tick, place + 1n);
    const id = tick * PLACES + place;
    const list = this.open[side];
    const worse = list.findIndex((other) => (side === "buy" ? other.tick < tick : other.tick > tick));
    list.splice(worse === -1 ? list.length : worse, 0, { id, owner: by, side, tick, lots, left: lots, expiresAt });
    this.events.push({ name: "OrderPlaced", id, owner: by, side, lots, expiresAt });
    return id;
  }

  /** Undoes everything when the work is refused half-way. */
  private allOrNothing<T>(work: () => T): T {
    const orders = { buy: this.open.buy.map(copy), sell: this.open.sell.map(copy) };
    const accounts = [...this.ledger.accounts].map(([owner, account]) => [owner, { ...account }] as const);
    const rested = [...this.everRested];
    const events = this.events.length;
    try {
      return work();
    } catch (error) {
      Object.assign(this.open, orders);
      for (const [owner, account] of accounts) Object.assign(this.ledger.of(owner), account);
      this.everRested.clear();
      for (const [tick, count] of rested) this.everRested.set(tick, count);
      this.events.length = events;
      throw error;
    }
  }

  private end(order: Resting, how: Ending): void {
    this.takeOut(order);
    this.ledger.unlock(moneyOf(order.side), order.owner, costOf(order.side, order.tick, order.left));
    this.events.push({ name: "OrderEnded", id: order.id, how, left: order.left });
  }

  private takeOut(order: Resting): void {
    this.open[order.side].splice(this.open[order.side].indexOf(order), 1);
  }

  private available(account: Address, side: Side): bigint {
    return this.ledger.available(moneyOf(side), account);
  }
}

/** What an order holds locked while it rests, and must have available to be placed. */
export function costOf(side: Side, tick: bigint, lots: bigint): bigint {
  return side === "buy" ? lots * tick * 2n * EUR_PER_HALF_TICK : lots * PER_WH;
}

export function isExpired({ expiresAt }: Resting, now: bigint): boolean {
  return expiresAt !== 0n && expiresAt <= now;
}

export function opposite(side: Side): Side {
  return side === "buy" ? "sell" : "buy";
}

function reaches({ side, tick }: Terms, restingTick: bigint): boolean {
  return side === "buy" ? restingTick <= tick : restingTick >= tick;
}

function moneyOf(side: Side): Money {
  return side === "buy" ? "eur" : "ent";
}

function moneyName(side: Side): string {
  return side === "buy" ? "Eur" : "Ent";
}

function transfer(money: Money, from: Address, to: Address, amount: bigint): MarketEvent {
  return { name: "Transfer", money, from, to, amount };
}

function copy(order: Resting): Resting {
  return { ...order };
}

function sumOf<T>(list: readonly T[], value: (item: T) => bigint): bigint {
  return list.reduce((sum, item) => sum + value(item), 0n);
}
