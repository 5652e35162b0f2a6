import { type AbiEvent, type Address, type Hex, decodeAbiParameters, parseAbiItem, toEventSelector } from "viem";
import type { MarketEvent, OrderType, Placed, Side, Terms } from "../../../test/model/book.ts";
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

/** A command's target and calldata. */
export function callOf(world: MarketWorld, act: MarketAct): { target: Address; data: Hex } {
  const market = (name: string, args: unknown[]) => ({ target: world.market, data: world.encode(name, args) });
  switch (act.do) {
    case "addOrder":
      return market(act.do, termsList(act.terms));
    case "addOrders":
      return market(act.do, [act.list.map(termsStruct)]);
    case "removeOrder":
      return market(act.do, [act.id]);
    case "removeOrders":
      return market(act.do, [act.ids]);
    case "replaceOrder":
      return market(act.do, [act.id, termsStruct(act.terms)]);
    case "transfer": {
      const target = act.money === "ent" ? world.energyToken : world.euroToken;
      return { target, data: `0xa9059cbb${word(act.to)}${word(act.amount)}` };
    }
  }
}

/** Arguments of the view `quote` for an order. */
export function quoteArguments(taker: Address, terms: Terms): unknown[] {
  const { side, tick, lots, type, maxFills } = terms;
  return [taker, sides.indexOf(side), Number(tick), lots, types.indexOf(type), maxFills];
}

/** The bytes that a command must give back. */
export function expectedResult(act: MarketAct, answer: Answer): Hex {
  if (act.do === "transfer") return `0x${word(1n)}`;
  if (answer === undefined) return "0x";
  if ("removed" in answer) return `0x${word(answer.removed)}`;
  const words = answer.placed.map(placedWords).join("");
  return act.do === "addOrders" ? `0x${word(32n)}${word(BigInt(answer.placed.length))}${words}` : `0x${words}`;
}

const actedParameters = [{ type: "bool" }, { type: "bytes" }, { type: "bytes" }, { type: "bytes32" }] as const;

/** The driver's report on one command. */
export function decodeActed(data: Hex): { ok: boolean; result: Hex; quoted: Hex; state: Hex } {
  const [ok, result, quoted, state] = decodeAbiParameters(actedParameters, data);
  return { ok, result, quoted, state };
}

/** 32 bytes in hexadecimal, without 0x. */
export function word(value: bigint | string): string {
  return (typeof value === "bigint" ? value.toString(16) : value.slice(2).toLowerCase()).padStart(64, "0");
}

function termsList({ side, tick, lots, type, maxFills, expiresAt }: Terms): unknown[] {
  return [sides.indexOf(side), Number(tick), lots, types.indexOf(type), maxFills, Number(expiresAt)];
}

function termsStruct({ side, tick, lots, type, maxFills, expiresAt }: Terms): Record<string, unknown> {
  const orderType = types.indexOf(type);
  return { side: sides.indexOf(side), tick: Number(tick), lots, orderType, maxFills, expiresAt: Number(expiresAt) };
}

function placedWords({ id, filled, eur, rested }: Placed): string {
  return word(id) + word(filled) + word(eur) + word(rested);
}
