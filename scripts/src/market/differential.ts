import { createHash } from "node:crypto";
import { type Abi, type Address, type Hex, decodeFunctionResult, encodeFunctionData } from "viem";
import { type Answer, type MarketAct, ordersIn, runOnModel } from "../../../test/model/marketActs.ts";
import { type MarketEvent, MarketModel } from "../../../test/model/book.ts";
import { Refused } from "../../../test/model/common.ts";
import { LedgerModel } from "../../../test/model/ledger.ts";
import { OrderStream } from "../../../test/model/orderStream.ts";
import { callOf, decodeActed, expectedLog, expectedResult, logText, quoteArguments, word } from "./wire.ts";
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
  /** All that it may change, and the digest of that after it. */
  touched: Touched;
  state: Hex;
}

interface Touched {
  accounts: Address[];
  ticks: bigint[];
}

interface DriverAct extends Touched {
  trader: bigint;
  target: Address;
  data: Hex;
  quote: Hex;
}

/**
 * Drives the market and the plain model with the same random commands and compares, after each one: whether it went through (or the
 * error's name), its answer, every event of market and tokens, every account, best prices and levels; and a quote asked before it.
 * After each block every open order is compared too.
 */
export async function runMarketDifferential(options: DifferentialOptions): Promise<DifferentialReport> {
  const check = await Check.create(options.seed);
  try {
    while (check.report.orders < options.orders && check.report.difference === undefined) {
      await check.block();
      options.progress?.(check.report.orders);
    }
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
    const data = encodeFunctionData({ abi: this.driver.abi, functionName: "run", args: [acts] });
    await this.world.nextBlockAt(this.now);
    const receipt = await this.world.send(this.traders[0]!, this.driver.address, data);
    if (!receipt.ok) throw new Error("a block of commands failed as a whole: too many for one block?");
    this.compare(expected, receipt);
    if (this.report.difference === undefined) await this.compareAll();
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
    if (act.do !== "addOrder") return "0x";
    const args = quoteArguments(act.by as Address, act.terms);
    return encodeFunctionData({ abi: this.driver.abi, functionName: "quote", args });
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
    const touched = touchedBy(act, this.market.events);
    return { act, answer, refusal, logs, touched, state: this.digestOf(touched) };
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
  private async compareAll(): Promise<void> {
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
      const found =
        differenceOf(wanted, decodeActed(log.data), logs, this.errorNames) ?? this.quoteDifference(wanted, log.data);
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
  private quoteDifference({ act, answer, refusal }: Expected, data: Hex): string | undefined {
    const { quoted } = decodeActed(data);
    if (act.do !== "addOrder" || refusal?.names.some((name) => name.startsWith("MarketInsufficient"))) return undefined;
    // The view knows nothing of expiry times of incoming orders.
    if (refusal?.names.some((name) => name.startsWith("MarketExpiry"))) return undefined;
    const quote = decodeFunctionResult({ abi: this.driver.abi, functionName: "quote", data: quoted }) as Quote;
    this.report.quotes++;
    const placed = answer && "placed" in answer ? answer.placed[0] : undefined;
    if (quote.accepted !== (placed !== undefined)) return `quoted accepted ${quote.accepted}`;
    if (!placed) return undefined;
    const same = quote.filled === placed.filled && quote.eur === placed.eur && quote.rested === placed.rested;
    const returned = act.terms.lots - placed.filled - placed.rested;
    return same && quote.returned === returned ? undefined : `quoted ${text(quote)}, then got ${text(placed)}`;
  }

  private async compareOrders(): Promise<void> {
    const { abi, address } = this.driver;
    const open = [...this.market.open.buy, ...this.market.open.sell];
    const args = [open.map(({ id }) => id)];
    const data = await this.world.read(address, encodeFunctionData({ abi, functionName: "orders", args }));
    const found = decodeFunctionResult({ abi, functionName: "orders", data }) as OpenOrder[];
    for (const [i, order] of open.entries()) {
      const { owner, lots, left, expiresAt, ...rest } = found[i]!;
      const same =
        rest.open &&
        owner.toLowerCase() === order.owner &&
        lots === order.lots &&
        left === order.left &&
        BigInt(expiresAt) === order.expiresAt &&
        rest.side === (order.side === "buy" ? 0 : 1);
      if (!same) this.report.difference ??= `order ${order.id}: expected ${text(order)}, found ${text(found[i])}`;
    }
  }
}

interface Quote {
  accepted: boolean;
  filled: bigint;
  eur: bigint;
  rested: bigint;
  returned: bigint;
}

interface OpenOrder {
  open: boolean;
  owner: Address;
  side: number;
  lots: bigint;
  left: bigint;
  expiresAt: bigint;
}

function differenceOf(
  { act, answer, refusal, logs, state }: Expected,
  acted: ReturnType<typeof decodeActed>,
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
