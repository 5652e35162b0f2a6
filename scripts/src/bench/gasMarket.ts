import { type Abi, type Address, type Hex, decodeEventLog, encodeFunctionData } from "viem";
import type { Result } from "../lib/output.ts";
import { MarketWorld, type Receipt } from "../market/world.ts";

type Side = "buy" | "sell";

/** Where each side is measured; what rests elsewhere is at least 100 ticks away. */
const TICKS: Record<Side, number> = { buy: 4_500, sell: 5_500 };
const LOTS = 1_000n;
const FEW = 10;
const MANY = 100_000;
const CANCELLED = 10_000;
/** Orders in one transaction when a book is filled. */
const FILL_BATCH = 200;
const FURTHER = 10;
const GAP = 5;
const NAIVE_DEPTHS = [10, 100, 1_000];
const FUNDS = 10n ** 18n;

/** Gas of every operation, by its row's name. */
type Costs = Map<string, number>;

/** One read of the cancelled bits more. */
const ONE_CANCELLED = "take one maker, another of his level cancelled";

const limits: Record<string, number> = {
  "place at a live level, fresh word": 66_000,
  "place at a live level, recycled word": 47_000,
  "place at a new level": 90_000,
  "take one maker": 62_000,
  "each further maker, same level": 15_000,
  "each further maker, next level": 20_000,
  [ONE_CANCELLED]: 62_000 + 2_500,
  "cancel, first in its group of 256": 63_000,
  "cancel, another in its group": 45_000,
};
const BEHIND = `take behind ${text(CANCELLED)} cancelled orders`;

/** Gas of the market's commands (ledger and both tokens' events included), every account warm, held against the budgets. */
export async function measureMarketGas(say: (text: string) => void): Promise<Result[]> {
  say(`Measuring the market with ${FEW} resting orders …`);
  const few = await measureAt(FEW);
  const many = await measureAt(MANY, say);
  const rows = [...few].map(([name, gas]) => row(name, Math.max(gas, many.get(name)!), limits[name]));
  say(`Cancelling ${text(CANCELLED)} orders in front of one …`);
  rows.push(row(BEHIND, await measureBehindCancelled(), 170_000), flatness(few, many));
  say("Measuring a sorted array, for comparison …");
  return [...rows, ...(await measureNaive())];
}

/** The largest change of any operation between few and many resting orders. */
function flatness(few: Costs, many: Costs): Result {
  const changes = [...few].map(([name, gas]) => (Math.abs(many.get(name)! - gas) / gas) * 100);
  const value = Number(Math.max(...changes).toFixed(3));
  return {
    name: `all of these, ${text(MANY)} resting against ${FEW}: largest change`,
    ...{ value, unit: "%", limit: 1, ok: value <= 1 },
  };
}

function row(name: string, gas: number, limit?: number): Result {
  return { name, value: Math.round(gas), unit: "gas", limit: limit ?? "", ok: limit === undefined || gas <= limit };
}

/** Every operation with so many orders resting, half of them on each side; of both sides the dearer counts. */
async function measureAt(depth: number, say?: (text: string) => void): Promise<Costs> {
  const world = await MarketWorld.deploy();
  const costs: Costs = new Map();
  const books = [await Book.open(world, "sell"), await Book.open(world, "buy")];
  for (const book of books) await book.fill(depth / 2, say);
  for (const book of books) {
    await book.measure((name, gas) => costs.set(name, Math.max(gas, costs.get(name) ?? 0)));
  }
  await world.close();
  return costs;
}

/** One side of a market. */
class Book {
  private readonly world: MarketWorld;
  private readonly side: Side;
  private readonly makers = Array.from({ length: FURTHER + 1 }, (_, i) => account(1 + i));
  private readonly taker = account(99);

  private constructor(world: MarketWorld, side: Side) {
    this.world = world;
    this.side = side;
  }

  static async open(world: MarketWorld, side: Side): Promise<Book> {
    const book = new Book(world, side);
    for (const owner of [...book.makers, book.taker]) await world.fund(owner, FUNDS, FUNDS);
    return book;
  }

  /** Rests half of the orders at the level where it is measured, and half at 500 worse ones. */
  async fill(depth: number, say?: (text: string) => void): Promise<void> {
    for (let done = 0; done < depth; done += FILL_BATCH) {
      const count = Math.min(FILL_BATCH, depth - done);
      const ticks = Array.from({ length: count }, (_, i) =>
        this.worse((done + i) % 2 === 0 ? 0 : 100 + ((done + i) % 500)),
      );
      await this.addMany(this.makers[(done / FILL_BATCH) % this.makers.length]!, ticks);
      if (done % 10_000 === 0) say?.(`Resting orders to ${this.side}: ${text(done)} of ${text(depth)} …`);
    }
  }

  async measure(note: (name: string, gas: number) => void): Promise<void> {
    const [a, b] = this.makers as [Address, Address];
    await this.place(a, this.worse(0));
    note("place at a live level, fresh word", gasOf(await this.place(b, this.worse(0))));
    note("take one maker", gasOf(await this.take(LOTS, this.worse(0))));
    await this.measureFurther(note);
    await this.measureLevels(a, note);
    await this.measureCancels(a, b, note);
  }

  /** What each maker costs more than the first. */
  private async measureFurther(note: (name: string, gas: number) => void): Promise<void> {
    const better = this.worse(-4);
    for (const maker of [...this.makers, ...this.makers, this.makers[0]!]) await this.place(maker, better);
    const first = gasOf(await this.take(LOTS, better));
    const all = gasOf(await this.take(BigInt(1 + FURTHER) * LOTS, better));
    note("each further maker, same level", (all - first) / FURTHER);
    await this.take(BigInt(1 + FURTHER) * LOTS, better); // and the level is empty again
  }

  private async measureLevels(a: Address, note: (name: string, gas: number) => void): Promise<void> {
    // A better level than the filled one, with nothing else between.
    const better = this.worse(-8);
    await this.place(a, better);
    note("take the only maker of a level", gasOf(await this.take(LOTS, better)));
    for (let i = 1; i <= 2; i++) await this.place(a, better);
    await this.take(2n * LOTS, better);
    await this.place(a, better); // the queue begins anew
    note("place at a live level, recycled word", gasOf(await this.place(this.makers[1]!, better)));
    await this.take(2n * LOTS, better);
    note("place at a new level", gasOf(await this.place(a, this.worse(-9))));
    note("each further maker, next level", await this.measureWalk(-10, 1));
    note(`each further maker, next level ${GAP} ticks away`, await this.measureWalk(-40, GAP));
    const far = this.side === "sell" ? 60_000 : 300;
    note("place at a new level, first in its 256 ticks", gasOf(await this.place(a, far)));
  }

  /** What each maker costs more than the first when each has a level of his own, `gap` ticks apart. */
  private async measureWalk(from: number, gap: number): Promise<number> {
    const at = (i: number): number => this.worse(from - gap * i);
    for (const i of [0, 1]) await this.place(this.makers[i]!, at(i));
    const first = gasOf(await this.take(LOTS, at(1)));
    for (let i = 1; i <= FURTHER + 1; i++) await this.place(this.makers[i - 1]!, at(i));
    const all = gasOf(await this.take(BigInt(FURTHER + 1) * LOTS, at(1)));
    return (all - first) / FURTHER;
  }

  private async measureCancels(a: Address, b: Address, note: (name: string, gas: number) => void): Promise<void> {
    const lone = await this.place(a, this.worse(-3));
    note("cancel a level's only order", gasOf(await this.remove(a, this.idOf(lone))));
    // Past the places of this level that a cancel has touched: a group of its own.
    const tick = this.worse(2);
    await this.place(a, tick);
    const ids = [];
    for (let i = 0; i < 3; i++) ids.push(this.idOf(await this.place(b, tick)));
    note("cancel, first in its group of 256", gasOf(await this.remove(b, ids[0]!)));
    note("cancel, another in its group", gasOf(await this.remove(b, ids[1]!)));
    const better = this.worse(-110);
    const waiting = [];
    for (const owner of [a, b, b]) waiting.push(this.idOf(await this.place(owner, better)));
    await this.remove(b, waiting[1]!);
    note(ONE_CANCELLED, gasOf(await this.take(LOTS, better)));
  }

  /** Cancels all between a level's first and last order, then the first: the next taker has to find the last one. */
  async measureBehind(count: number): Promise<number> {
    const [a, b] = this.makers as [Address, Address];
    const first = this.idOf(await this.place(a, this.worse(0)));
    const ids: bigint[] = [];
    for (let done = 0; done < count; done += FILL_BATCH) {
      const receipt = await this.addMany(
        b,
        Array.from({ length: Math.min(FILL_BATCH, count - done) }, () => this.worse(0)),
      );
      ids.push(...this.idsOf(receipt));
    }
    await this.place(a, this.worse(0));
    await this.place(a, this.worse(0));
    for (let done = 0; done < count; done += FILL_BATCH) {
      await this.send(b, "removeOrders", [ids.slice(done, done + FILL_BATCH)]);
    }
    await this.remove(a, first);
    return gasOf(await this.take(LOTS, this.worse(0)));
  }

  /** A tick by so many worse than the measured one. */
  private worse(by: number): number {
    return this.side === "sell" ? TICKS.sell + by : TICKS.buy - by;
  }

  private place(owner: Address, tick: number): Promise<Receipt> {
    return this.send(owner, "addOrder", [this.side === "sell" ? 1 : 0, tick, LOTS, 0, 100n, 0]);
  }

  private take(lots: bigint, tick: number): Promise<Receipt> {
    return this.send(this.taker, "addOrder", [this.side === "sell" ? 0 : 1, tick, lots, 1, 100n, 0]);
  }

  private remove(owner: Address, id: bigint): Promise<Receipt> {
    return this.send(owner, "removeOrder", [id]);
  }

  private addMany(owner: Address, ticks: number[]): Promise<Receipt> {
    const side = this.side === "sell" ? 1 : 0;
    const orders = ticks.map((tick) => ({ side, tick, lots: LOTS, orderType: 0, maxFills: 1n, expiresAt: 0 }));
    return this.send(owner, "addOrders", [orders]);
  }

  private idOf(receipt: Receipt): bigint {
    return this.idsOf(receipt)[0]!;
  }

  private idsOf(receipt: Receipt): bigint[] {
    return receipt.logs.flatMap((log) => {
      const [signature, ...indexed] = log.topics;
      const { eventName, args } = decodeEventLog({
        abi: this.world.marketAbi,
        topics: [signature!, ...indexed],
        data: log.data,
        strict: false,
      });
      return eventName === "OrderPlaced" ? [(args as unknown as { id: bigint }).id] : [];
    });
  }

  private send(from: Address, name: string, args: unknown[]): Promise<Receipt> {
    return this.world.send(from, this.world.market, this.world.encode(name, args));
  }
}

async function measureBehindCancelled(): Promise<number> {
  const world = await MarketWorld.deploy();
  const book = await Book.open(world, "sell");
  const gas = await book.measureBehind(CANCELLED);
  await world.close();
  return gas;
}

/** A sorted array: no locks, no payments, no token events, and still. */
async function measureNaive(): Promise<Result[]> {
  const world = await MarketWorld.deploy();
  const rows: Result[] = [];
  for (const depth of NAIVE_DEPTHS) {
    const { address, abi } = await world.deployExtra("NaiveBook");
    const call = async (name: string, args: unknown[]): Promise<Receipt> =>
      await world.send(account(1), address, encode(abi, name, args));
    for (let i = 0; i < depth; i++) await call("place", [BigInt(20_000 - i), LOTS]);
    const middle = BigInt(20_000 - depth / 2);
    rows.push(row(`sorted array, ${depth} resting: place in the middle`, gasOf(await call("place", [middle, LOTS]))));
    rows.push(row(`sorted array, ${depth} resting: cancel in the middle`, gasOf(await call("remove", [middle]))));
    rows.push(row(`sorted array, ${depth} resting: take the best`, gasOf(await call("take", []))));
  }
  await world.close();
  return rows;
}

function encode(abi: Abi, functionName: string, args: unknown[]): Hex {
  return encodeFunctionData({ abi, functionName, args });
}

function gasOf(receipt: Receipt): number {
  if (!receipt.ok) throw new Error("a command of the benchmark was refused");
  return Number(receipt.gasUsed);
}

function text(count: number): string {
  return count.toLocaleString("en-US");
}

/** Accounts whose addresses have no zero bytes, as real ones mostly do. */
function account(index: number): Address {
  return `0x${(0x1234_5678_9abc_def1_2345_6789_abcd_ef12_3456_7800n + BigInt(index)).toString(16).padStart(40, "7")}`;
}
