import { type AbiEvent, type Address, type Hex, parseAbiItem, toEventSelector, toFunctionSelector } from "viem";
import type { MarketEvent, OrderType, Placed, Resting, Side, Terms } from "../../../test/model/book.ts";
import type { Answer, MarketAct } from "../../../test/model/marketActs.ts";
import type { MarketWorld } from "./world.ts";

// Between the plain model's words and the contracts' bytes.

const sides: readonly Side[] = ["buy", "sell"];
const types: readonly OrderType[] = ["limit", "ioc", "fok", "postOnly"];
const endings = ["cancelled", "selfTrade", "expired"] as const;

const selector = (signature: string): Hex => toEventSelector(parseAbiItem(`event ${signature}`) as AbiEvent);
const topics = {
  OrderPlaced: selector("OrderPlaced(uint64 indexed, address indexed, uint8, uint64, uint64)"),
  Trade: selector("Trade(uint64, address, uint64, uint32, uint64)"),
  OrderEnded: selector("OrderEnded(uint64, uint8, uint64)"),
  OrderReturned: selector("OrderReturned(address indexed, uint8, uint16, uint64)"),
  Transfer: selector("Transfer(address indexed, address indexed, uint256)"),
};

/** A log as one text: emitter, topics and data. */
export function logText({ address, topics: list, data }: { address: string; topics: Hex[]; data: Hex }): string {
  return `${address.toLowerCase()} ${list.join(" ")} ${data}`;
}

/** The log that an event of the model must appear as. */
export function expectedLog(world: MarketWorld, event: MarketEvent): string {
  const market = world.market.toLowerCase();
  switch (event.name) {
    case "OrderPlaced":
      return `${market} ${topics.OrderPlaced} 0x${word(event.id)} 0x${word(event.owner)} 0x${word(BigInt(sides.indexOf(event.side)))}${word(event.lots)}${word(event.expiresAt)}`;
    case "Trade":
      return `${market} ${topics.Trade} 0x${word(event.id)}${word(event.taker)}${word(event.lots)}${word(event.priceHalfTicks)}${word(event.left)}`;
    case "OrderEnded":
      return `${market} ${topics.OrderEnded} 0x${word(event.id)}${word(BigInt(endings.indexOf(event.how)))}${word(event.left)}`;
    case "OrderReturned":
      return `${market} ${topics.OrderReturned} 0x${word(event.owner)} 0x${word(BigInt(sides.indexOf(event.side)))}${word(event.tick)}${word(event.lots)}`;
    case "Transfer": {
      const token = event.money === "ent" ? world.energyToken : world.euroToken;
      return `${token.toLowerCase()} ${topics.Transfer} 0x${word(event.from)} 0x${word(event.to)} 0x${word(event.amount)}`;
    }
  }
}

const TERMS = "uint8,uint16,uint64,uint8,uint128,uint48";
const selectors = {
  addOrder: toFunctionSelector(`addOrder(${TERMS})`),
  addOrders: toFunctionSelector(`addOrders((${TERMS})[])`),
  removeOrder: toFunctionSelector("removeOrder(uint64)"),
  removeOrders: toFunctionSelector("removeOrders(uint64[])"),
  replaceOrder: toFunctionSelector(`replaceOrder(uint64,(${TERMS}))`),
  transfer: toFunctionSelector("transfer(address,uint256)"),
  quote: toFunctionSelector("quote(address,uint8,uint16,uint64,uint8,uint256)"),
  orders: toFunctionSelector("orders(uint64[])"),
  run: toFunctionSelector("run((uint256,address,bytes,bytes,address[],uint256[])[])"),
};

// Bytes are put together by hand: a general encoder takes longer over a command than the chain does.

/** A command's target and calldata. */
export function callOf(world: MarketWorld, act: MarketAct): { target: Address; data: Hex } {
  const call = (target: Address, words: string) => ({ target, data: `${selectors[act.do]}${words}` as Hex });
  switch (act.do) {
    case "addOrder":
      return call(world.market, termsWords(act.terms));
    case "addOrders":
      return call(world.market, word(32n) + listOf(act.list.map(termsWords)));
    case "removeOrder":
      return call(world.market, word(act.id));
    case "removeOrders":
      return call(world.market, word(32n) + listOf(act.ids.map(word)));
    case "replaceOrder":
      return call(world.market, word(act.id) + termsWords(act.terms));
    case "transfer":
      return call(act.money === "ent" ? world.energyToken : world.euroToken, word(act.to) + word(act.amount));
  }
}

/** Calldata of the view `quote` for an order. */
export function quoteCall(taker: Address, { side, tick, lots, type, maxFills }: Terms): Hex {
  const terms = [index(sides, side), tick, lots, index(types, type), maxFills].map(word).join("");
  return `${selectors.quote}${word(taker)}${terms}`;
}

/** What the view must answer; `met`: how many resting orders. */
export function quoteAnswer(placed: Placed | undefined, lots: bigint, met: number): Hex {
  if (!placed) return `0x${word(0n).repeat(6)}`;
  const { filled, eur, rested } = placed;
  return `0x${[1n, filled, eur, rested, lots - filled - rested, BigInt(met)].map(word).join("")}`;
}

/** Calldata of the view `orders`. */
export function ordersCall(ids: bigint[]): Hex {
  return `${selectors.orders}${word(32n)}${listOf(ids.map(word))}`;
}

/** What the view must answer for open orders. */
export function ordersAnswer(orders: Resting[], now: bigint): Hex {
  const words = orders.map(({ id, owner, side, tick, lots, left, expiresAt }) => {
    const expired = expiresAt !== 0n && expiresAt <= now ? 1n : 0n;
    return [id, 1n, expired, owner, index(sides, side), tick, lots, left, expiresAt].map(word).join("");
  });
  return `0x${word(32n)}${listOf(words)}`;
}

/** A command as the driver takes it. */
export interface DriverAct {
  trader: bigint;
  target: Address;
  data: Hex;
  quote: Hex;
  accounts: Address[];
  ticks: bigint[];
}

/** Calldata of the driver's `run`. */
export function runCall(acts: DriverAct[]): Hex {
  const items = acts.map(({ trader, target, data, quote, accounts, ticks }) =>
    tupleOf(
      [word(trader), word(target)],
      [bytesOf(data), bytesOf(quote), listOf(accounts.map(word)), listOf(ticks.map(word))],
    ),
  );
  return `${selectors.run}${word(32n)}${word(BigInt(items.length))}${tupleOf([], items)}`;
}

/** The bytes that a command must give back. */
export function expectedResult(act: MarketAct, answer: Answer): Hex {
  if (act.do === "transfer") return `0x${word(1n)}`;
  if (answer === undefined) return "0x";
  if ("removed" in answer) return `0x${word(answer.removed)}`;
  const words = answer.placed.map(placedWords);
  return act.do === "addOrders" ? `0x${word(32n)}${listOf(words)}` : `0x${words.join("")}`;
}

/** The driver's report on one command: (bool, bytes, bytes, bytes32). */
export function decodeActed(data: Hex): { ok: boolean; result: Hex; quoted: Hex; state: Hex } {
  const words = data.slice(2);
  const at = (i: number): string => words.slice(64 * i, 64 * (i + 1));
  const bytes = (i: number): Hex => {
    const start = 2 * Number(`0x${at(i)}`);
    return `0x${words.slice(start + 64, start + 64 + 2 * Number(`0x${words.slice(start, start + 64)}`))}`;
  };
  return { ok: at(0).endsWith("1"), result: bytes(1), quoted: bytes(2), state: `0x${at(3)}` };
}

/** 32 bytes in hexadecimal, without 0x. */
export function word(value: bigint | string): string {
  return (typeof value === "bigint" ? value.toString(16) : value.slice(2).toLowerCase()).padStart(64, "0");
}

function index(list: readonly string[], item: string): bigint {
  return BigInt(list.indexOf(item));
}

/** A list's length and its items, all of fixed size. */
function listOf(items: string[]): string {
  return word(BigInt(items.length)) + items.join("");
}

/** A text of bytes: its length, and what fills whole words. */
function bytesOf(hex: Hex): string {
  const digits = hex.slice(2);
  return word(BigInt(digits.length / 2)) + digits.padEnd(Math.ceil(digits.length / 64) * 64, "0");
}

/** Parts of fixed size, then where those of variable size begin, then these. */
function tupleOf(fixed: string[], variable: string[]): string {
  let at = 32 * (fixed.length + variable.length);
  const offsets = variable.map((part) => {
    const offset = word(BigInt(at));
    at += part.length / 2;
    return offset;
  });
  return [...fixed, ...offsets, ...variable].join("");
}

function termsWords({ side, tick, lots, type, maxFills, expiresAt }: Terms): string {
  return [index(sides, side), tick, lots, index(types, type), maxFills, expiresAt].map(word).join("");
}

function placedWords({ id, filled, eur, rested }: Placed): string {
  return [id, filled, eur, rested].map(word).join("");
}
