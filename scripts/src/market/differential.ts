import { createHash } from "node:crypto";
import { type Abi, type Address, type Hex, encodeFunctionData } from "viem";
import { type Answer, type MarketAct, ordersIn, runOnModel } from "../../../test/model/marketActs.ts";
import { type MarketEvent, MarketModel } from "../../../test/model/book.ts";
import { Refused } from "../../../test/model/common.ts";
import { LedgerModel } from "../../../test/model/ledger.ts";
import { OrderStream } from "../../../test/model/orderStream.ts";
import {
  type DriverAct,
  callOf,
  decodeActed,
  expectedLog,
  expectedResult,
  logText,
  ordersAnswer,
  ordersCall,
  quoteAnswer,
  quoteCall,
  runCall,
  word,
} from "./wire.ts";
import { MarketWorld, type Receipt } from "./world.ts";

export interface DifferentialOptions {
  orders: number;
  seed: number;
  /** Called after every transaction. */
  progress?: (done: number) => void;
}

export interface DifferentialReport {
  orders: number;
  commands: number;
  trades: number;
  /** Commands that were refused, by the contract's error. */
  refused: Map<string, number>;
  /** Commands that went through, by name. */
  done: Map<string, number>;
  /** Quotes that were compared with what then happened. */
  quotes: number;
  mostOpen: number;
  /** The first difference, in words. There is no second one: the check stops there. */
  difference: string | undefined;
}

const TRADERS = 16;
const BATCH = 25;
/** After so many blocks everything is compared, not only what the commands may have changed. */
const COMPARE_ALL_EVERY = 8;
/** Of each money a few have nearly all that there can be, some have enough, and the others little. */
const WHALE = 8_900_000_000_000_000_000n;
const FUNDS: readonly [ent: bigint, eur: bigint][] = [
  [WHALE, 0n],
  [0n, WHALE],
  ...Array.from({ length: 8 }, () => [10n ** 14n, 10n ** 13n] as [bigint, bigint]),
  ...Array.from({ length: 6 }, () => [3n * 10n ** 11n, 2n * 10n ** 10n] as [bigint, bigint]),
];

/** What the model says of one command. */
interface Expected {
  act: MarketAct;
  answer: Answer;
  refusal: Refused | undefined;
  logs: string[];
  /** Resting orders that it trades with or removes on the way. */
  met: number;
  /** All that it may change, and the digest of that after it. */
  touched: Touched;
  state: Hex;
}

type Touched = Pick<DriverAct, "accounts" | "ticks">;

/**
 * Drives the market and the plain model with the same random commands and compares, after each one: whether it went through (or the
 * error's name), its answer, every event of market and tokens, the accounts and levels that it may change, best prices; and a quote
 * asked before it. After every few blocks, and at the end, every account, level and open order is compared too.
 */
export async function runMarketDifferential(options: DifferentialOptions): Promise<DifferentialReport> {
  const check = await Check.create(options.seed);
  try {
    while (check.report.orders < options.orders && check.report.difference === undefined) {
      await check.block();
      options.progress?.(check.report.orders);
    }
    await check.compareAll();
    return check.report;
  } finally {
    await check.close();
  }
}

class Check {
  readonly report: DifferentialReport = {
    orders: 0,
    commands: 0,
    trades: 0,
    refused: new Map(),
    done: new Map(),
    quotes: 0,
    mostOpen: 0,
    difference: undefined,
  };
  private readonly ledger = new LedgerModel();
  private readonly market = new MarketModel(this.ledger);
  private readonly stream: OrderStream;
  private readonly world: MarketWorld;
  private readonly driver: { address: Address; abi: Abi };
  private readonly traders: Address[];
  private readonly errorNames: Map<Hex, string>;
  private now: bigint;
  private blocks = 0;

  private constructor(
    world: MarketWorld,
    driver: { address: Address; abi: Abi },
    traders: Address[],
    now: bigint,
    seed: number,
  ) {
    this.world = world;
    this.driver = driver;
    this.traders = traders;
    this.now = now;
    this.stream = new OrderStream(seed, this.market, this.ledger, traders);
    this.errorNames = world.errorNames();
  }

  static async create(seed: number): Promise<Check> {
    const world = await MarketWorld.deploy();
    const driver = await world.deployExtra("MarketDriver", [world.ledger, world.market, BigInt(TRADERS)]);
    const traders: Address[] = [];
    for (let i = 0n; i < TRADERS; i++) {
      const data = encodeFunctionData({ abi: driver.abi, functionName: "traders", args: [i] });
      traders.push(`0x${(await world.read(driver.address, data)).slice(26)}`);
    }
    const check = new Check(world, driver, traders, await world.now(), seed);
    for (const [i, [ent, eur]] of FUNDS.entries()) {
      await world.fund(traders[i]!, ent, eur);
      check.ledger.mint("ent", traders[i]!, ent);
      check.ledger.mint("eur", traders[i]!, eur);
    }
    check.now = await world.now();
    return check;
  }

  close(): Promise<void> {
    return this.world.close();
  }

  /** One transaction of many commands. */
  async block(): Promise<void> {
    await this.setRules();
    this.now += this.stream.pause();
    const expected: Expected[] = [];
    const acts: DriverAct[] = [];
    for (let i = 0; i < BATCH; i++) {
      const act = this.stream.next(this.now);
      const quote = this.quote(act);
      const wanted = this.expect(act);
      expected.push(wanted);
      const trader = BigInt(this.traders.indexOf(act.by as Address));
      acts.push({ trader, ...callOf(this.world, act), quote, ...wanted.touched });
    }
    await this.world.nextBlockAt(this.now);
    const receipt = await this.world.send(this.traders[0]!, this.driver.address, runCall(acts));
    if (!receipt.ok) throw new Error("a block of commands failed as a whole: too many for one block?");
    this.compare(expected, receipt);
    if (++this.blocks % COMPARE_ALL_EVERY === 0) await this.compareAll();
  }

  private async setRules(): Promise<void> {
    const { midpoint, minOrderLots } = this.stream.rules();
    if (midpoint !== undefined) {
      await this.world.setPricing(midpoint);
      this.market.midpoint = midpoint;
    }
    if (minOrderLots !== undefined) {
      await this.world.setMinOrder(minOrderLots);
      this.market.minOrderLots = minOrderLots;
    }
    this.now = await this.world.now();
  }

  private quote(act: MarketAct): Hex {
    return act.do === "addOrder" ? quoteCall(act.by as Address, act.terms) : "0x";
  }

  private expect(act: MarketAct): Expected {
    let answer: Answer;
    let refusal: Refused | undefined;
    this.market.events = [];
    try {
      answer = runOnModel(this.market, this.ledger, this.now, act);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refusal = error;
    }
    const { buy, sell } = this.market.open;
    this.report.mostOpen = Math.max(this.report.mostOpen, buy.length + sell.length);
    this.report.trades += this.market.events.filter(({ name }) => name === "Trade").length;
    const logs = this.market.events.map((event) => expectedLog(this.world, event));
    const met = this.market.events.filter(({ name }) => name === "Trade" || name === "OrderEnded").length;
    const touched = touchedBy(act, this.market.events);
    return { act, answer, refusal, logs, met, touched, state: this.digestOf(touched) };
  }

  /** What the driver's digests must be. */
  private digestOf({ accounts, ticks }: Touched): Hex {
    const words = accounts.map((account) => {
      const { entAvailable, entLocked, eurAvailable, eurLocked } = this.ledger.of(account);
      return word((entAvailable << 192n) | (entLocked << 128n) | (eurAvailable << 64n) | eurLocked);
    });
    const { buy, sell } = this.market.open;
    words.push(word(((buy[0]?.tick ?? 0n) << 16n) | (sell[0]?.tick ?? 0n)));
    for (const tick of ticks) words.push(word((tick << 64n) | this.market.lotsAt(tick)));
    return `0x${createHash("sha256")
      .update(Buffer.from(words.join(""), "hex"))
      .digest("hex")}`;
  }

  /** Every account, every level, and every open order, one by one. */
  async compareAll(): Promise<void> {
    if (this.report.difference !== undefined) return;
    const ticks = [...this.market.levels("buy").reverse(), ...this.market.levels("sell")].map(([tick]) => tick);
    const { abi, address } = this.driver;
    const state = await this.world.read(address, encodeFunctionData({ abi, functionName: "digest" }));
    if (state !== this.digestOf({ accounts: this.traders, ticks })) {
      this.report.difference = `accounts or levels that the commands before ${this.report.commands} should not have changed`;
    }
    await this.compareOrders();
  }

  private compare(expected: Expected[], receipt: Receipt): void {
    let logs: string[] = [];
    let i = 0;
    for (const log of receipt.logs) {
      if (log.address.toLowerCase() !== this.driver.address.toLowerCase()) {
        logs.push(logText(log));
        continue;
      }
      const wanted = expected[i++]!;
      const acted = decodeActed(log.data);
      const found = differenceOf(wanted, acted, logs, this.errorNames) ?? this.quoteDifference(wanted, acted);
      this.count(wanted);
      if (found !== undefined) {
        this.report.difference = `command ${this.report.commands} of seed's stream (${describe(wanted.act)}): ${found}`;
        return;
      }
      logs = [];
    }
  }

  private count({ act, refusal }: Expected): void {
    this.report.commands++;
    this.report.orders += ordersIn(act);
    const [table, name] = refusal ? [this.report.refused, refusal.names[0]!] : [this.report.done, act.do];
    table.set(name, (table.get(name) ?? 0) + 1);
  }

  /** A quote says what then happens, the sender's funds apart. */
  private quoteDifference({ act, answer, refusal, met }: Expected, { quoted }: Acted): string | undefined {
    if (act.do !== "addOrder" || refusal?.names.some((name) => name.startsWith("MarketInsufficient"))) return undefined;
    // The view knows nothing of expiry times of incoming orders.
    if (refusal?.names.some((name) => name.startsWith("MarketExpiry"))) return undefined;
    this.report.quotes++;
    const wanted = quoteAnswer(answer && "placed" in answer ? answer.placed[0] : undefined, act.terms.lots, met);
    return quoted === wanted ? undefined : `quoted ${quoted}, then got ${wanted}`;
  }

  private async compareOrders(): Promise<void> {
    const open = [...this.market.open.buy, ...this.market.open.sell];
    const found = await this.world.read(this.driver.address, ordersCall(open.map(({ id }) => id)));
    const wanted = ordersAnswer(open, this.now);
    if (found !== wanted) this.report.difference ??= `open orders: expected ${wanted}, found ${found}`;
  }
}

type Acted = ReturnType<typeof decodeActed>;

function differenceOf(
  { act, answer, refusal, logs, state }: Expected,
  acted: Acted,
  found: string[],
  errorNames: Map<Hex, string>,
): string | undefined {
  if (!acted.ok) {
    const name = errorNames.get(acted.result.slice(0, 10) as Hex) ?? acted.result;
    if (!refusal) return `refused with ${name}; the model accepts it`;
    if (!refusal.names.includes(name)) return `refused with ${name}; the model says ${refusal.names.join(" or ")}`;
  } else {
    if (refusal) return `went through; the model refuses with ${refusal.names.join(" or ")}`;
    const wanted = expectedResult(act, answer);
    if (acted.result !== wanted) return `answered ${acted.result}; the model says ${wanted}`;
  }
  const at = Math.max(logs.length, found.length);
  for (let i = 0; i < at; i++) if (logs[i] !== found[i]) return `event ${i}: expected ${logs[i]}, found ${found[i]}`;
  return acted.state === state ? undefined : "accounts or levels differ";
}

/** Whose amounts and which levels a command may change, by what the model says of it. */
function touchedBy(act: MarketAct, events: MarketEvent[]): Touched {
  const accounts = new Set([act.by]);
  const ticks = new Set<bigint>();
  if ("terms" in act) ticks.add(act.terms.tick);
  for (const event of events) {
    if ("id" in event) ticks.add(event.id >> 48n);
    for (const key of ["owner", "taker", "from", "to"] as const) {
      const account = (event as Partial<Record<typeof key, Address>>)[key];
      if (account !== undefined) accounts.add(account);
    }
  }
  return { accounts: [...accounts] as Address[], ticks: [...ticks] };
}

function describe(act: MarketAct): string {
  return text(act);
}

function text(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? item.toString() : item));
}
