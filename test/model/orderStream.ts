import { Dice } from "../helpers/dice.ts";
import { MOST_LOTS, MOST_TICK, type MarketModel, type OrderType, type Resting, type Side, type Terms } from "./book.ts";
import { least, type Address } from "./common.ts";
import type { LedgerModel } from "./ledger.ts";
import type { MarketAct } from "./marketActs.ts";

// Streams of market commands: how people trade, and how somebody would who wants to break the book.

/** What a stretch of the stream is like. */
export const moods = {
  realistic: 8, // most orders near the best price
  oneTick: 2, // everything at one price
  crossing: 2, // each order crosses the one before
  middles: 3, // long queues, cancelled in their middles
  dust: 2, // the smallest orders there may be
  selfTrade: 2, // one account on both sides
  sweeps: 2, // big orders through many levels, with small most-fills bounds
  extremes: 1, // the ends of prices, quantities and times, and what is not allowed
} as const;
export type Mood = keyof typeof moods;

/** From so many open orders on the stream removes more than it places. */
const CROWDED = 250;
const STRETCH = [40, 300] as const;
const BOUNDARY_TICKS = [1n, 2n, 255n, 256n, 257n, 511n, 512n, 32_767n, 32_768n, 65_279n, 65_280n, 65_534n, MOST_TICK];

export class OrderStream {
  mood: Mood = "realistic";
  private readonly dice: Dice;
  private readonly market: MarketModel;
  private readonly ledger: LedgerModel;
  private readonly traders: readonly Address[];
  private leftInMood = 0;
  private middle = 5_000;
  private hero: Address;
  private flip: Side = "buy";
  private readonly ended: bigint[] = [];

  constructor(seed: number, market: MarketModel, ledger: LedgerModel, traders: readonly Address[]) {
    this.dice = new Dice(seed);
    this.market = market;
    this.ledger = ledger;
    this.traders = traders;
    this.hero = traders[0]!;
  }

  /** Seconds until the next block. */
  pause(): bigint {
    return BigInt(this.dice.chance(0.8) ? this.dice.int(1, 5) : this.dice.int(5, 400));
  }

  /** New rules, now and then. */
  rules(): { midpoint?: boolean; minOrderLots?: bigint } {
    return {
      midpoint: this.dice.chance(0.05) ? !this.market.midpoint : undefined,
      minOrderLots: this.dice.chance(0.05) ? this.dice.pick([1n, 1n, 100n, 5_000n]) : undefined,
    };
  }

  next(now: bigint): MarketAct {
    if (this.leftInMood-- <= 0) this.changeMood();
    const by = this.mood === "selfTrade" && this.dice.chance(0.7) ? this.hero : this.dice.pick(this.traders);
    const crowded = this.market.open.buy.length + this.market.open.sell.length > CROWDED;
    const kind = this.dice.weighted({
      addOrder: crowded ? 20 : 60,
      addOrders: 4,
      removeOrder: crowded ? 40 : this.mood === "middles" ? 30 : 8,
      removeOrders: crowded ? 30 : 1,
      replaceOrder: 5,
      transfer: 4,
    });
    return this.act(kind, by, now);
  }

  private act(kind: MarketAct["do"], by: Address, now: bigint): MarketAct {
    switch (kind) {
      case "addOrder":
        return { do: kind, by, terms: this.terms(by, now) };
      case "addOrders":
        return { do: kind, by, list: Array.from({ length: this.dice.int(0, 5) }, () => this.terms(by, now)) };
      case "removeOrder":
        return this.removal(by);
      case "removeOrders":
        return { do: kind, by, ids: this.someIds(by) };
      case "replaceOrder":
        return { do: kind, by, id: this.anId(by), terms: this.terms(by, now) };
      case "transfer":
        return this.transfer(by);
    }
  }

  private changeMood(): void {
    this.mood = this.dice.weighted(moods);
    this.leftInMood = this.dice.int(...STRETCH);
    this.hero = this.dice.pick(this.traders);
    this.middle = this.dice.chance(0.2) ? this.dice.int(1, 65_535) : this.middle;
  }

  private terms(by: Address, now: bigint): Terms {
    const side = this.side();
    const tick = this.tick(side);
    const lots = this.lots(by, side, tick);
    return { side, tick, lots, type: this.type(), maxFills: this.maxFills(), expiresAt: this.expiry(now) };
  }

  private side(): Side {
    if (this.mood === "crossing") return (this.flip = this.flip === "buy" ? "sell" : "buy");
    return this.dice.chance(0.5) ? "buy" : "sell";
  }

  private tick(side: Side): bigint {
    switch (this.mood) {
      case "oneTick":
        return BigInt(this.middle);
      case "crossing":
        return inRange(this.middle + (side === "buy" ? 1 : -1) * this.dice.int(0, 3));
      case "middles":
      case "dust":
        return inRange(this.middle + (side === "buy" ? -1 : 1) * this.dice.int(-1, 2));
      case "sweeps":
        return inRange(this.middle + (side === "buy" ? 1 : -1) * this.dice.int(-40, 40));
      case "extremes":
        return this.dice.chance(0.05) ? 0n : this.dice.pick(BOUNDARY_TICKS);
      default: {
        this.middle = Number(inRange(this.middle + this.dice.int(-1, 1)));
        const away = Math.floor(-8 * Math.log(1 - this.dice.next())) - 1;
        return inRange(this.middle + (side === "buy" ? -1 : 1) * away);
      }
    }
  }

  private lots(by: Address, side: Side, tick: bigint): bigint {
    const least_ = this.market.minOrderLots;
    if (this.dice.chance(0.01)) return least_ - 1n; // too small
    switch (this.mood) {
      case "dust":
        return least_ + BigInt(this.dice.int(0, 2));
      case "sweeps":
        return least_ + this.dice.big(this.dice.chance(0.3) ? 400_000n : 5_000n);
      case "extremes":
        return this.dice.pick([
          least_,
          this.affordable(by, side, tick),
          this.affordable(by, side, tick) + 1n,
          MOST_LOTS,
          MOST_LOTS + 1n,
        ]);
      default:
        return least_ + this.dice.big(20_000n);
    }
  }

  /** All that the account could place at this price. */
  private affordable(by: Address, side: Side, tick: bigint): bigint {
    const { entAvailable, eurAvailable } = this.ledger.of(by);
    const all = side === "sell" ? entAvailable / 1_000_000n : eurAvailable / (10n * (tick || 1n));
    return least(all, MOST_LOTS);
  }

  private type(): OrderType {
    return this.dice.weighted({ limit: 70, ioc: 12, fok: 8, postOnly: 10 });
  }

  private maxFills(): bigint {
    if (this.dice.chance(0.005)) return 0n;
    const small = this.mood === "sweeps" || this.mood === "dust" || this.dice.chance(0.1);
    return BigInt(small ? this.dice.int(1, 6) : 100);
  }

  private expiry(now: bigint): bigint {
    if (this.dice.chance(0.85)) return 0n;
    if (this.mood === "extremes") return this.dice.pick([now, now + 1n, 2n ** 40n - 1n, 2n ** 40n, 1n]);
    return now + BigInt(this.dice.chance(0.5) ? this.dice.int(1, 6) : this.dice.int(1, 600));
  }

  private removal(by: Address): MarketAct {
    const id = this.anId(by);
    // Mostly the owner himself, so that most removals go through.
    const owner = this.dice.chance(0.9) ? (this.market.find(id)?.owner ?? by) : by;
    return { do: "removeOrder", by: owner, id };
  }

  private someIds(by: Address): bigint[] {
    const own = this.all().filter(({ owner }) => owner === by || this.dice.chance(0.005));
    const ids = own.filter(() => this.dice.chance(0.3)).map(({ id }) => id);
    if (this.dice.chance(0.3)) ids.push(...this.ended.slice(-3));
    return ids.slice(0, 20);
  }

  /** An open order's id mostly; or of one that has ended, or never was. */
  private anId(by: Address): bigint {
    const all = this.all();
    if (all.length === 0 || this.dice.chance(0.03)) return this.strangeId();
    const own = all.filter(({ owner }) => owner === by);
    const id = this.dice.pick(own.length > 0 && this.dice.chance(0.8) ? own : all).id;
    this.ended.push(id); // it may soon have ended
    if (this.ended.length > 50) this.ended.shift();
    return id;
  }

  private strangeId(): bigint {
    if (this.ended.length > 0 && this.dice.chance(0.7)) return this.dice.pick(this.ended);
    return this.dice.pick([
      0n,
      1n,
      BigInt(this.middle) << 48n,
      (BigInt(this.middle) << 48n) | 999_999_999n,
      2n ** 64n - 1n,
    ]);
  }

  private transfer(by: Address): MarketAct {
    const money = this.dice.pick(["ent", "eur"] as const);
    const available = this.ledger.available(money, by);
    const amount = this.dice.chance(0.2) ? available + BigInt(this.dice.int(0, 1)) : this.dice.big(available / 4n);
    return { do: "transfer", by, money, to: this.dice.pick(this.traders), amount };
  }

  private all(): Resting[] {
    return [...this.market.open.buy, ...this.market.open.sell];
  }
}

function inRange(tick: number): bigint {
  return BigInt(Math.min(65_535, Math.max(1, tick)));
}
