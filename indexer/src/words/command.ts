import { formatParameter, parameterAt } from "@powerchain/sdk";
import { ZERO_ADDRESS } from "../core/books.ts";
import { ent, eur, kwh, price } from "./amounts.ts";
import type { Who } from "./event.ts";

type Args = Record<string, unknown>;
const sides = ["buy", "sell"];
const counted = (list: unknown[], what: string): string => `${list.length} ${what}${list.length === 1 ? "" : "s"}`;
const energy = (value: unknown): string => kwh(value as bigint);

interface Words {
  me: string;
  who: (value: unknown) => string;
  args: Args;
}

function order(value: unknown): string {
  const { side, tick, lots } = value as { side: number; tick: number; lots: bigint };
  const word = sides[side];
  if (word === undefined) throw new RangeError(`There is no side ${side}.`);
  return `${word} ${kwh(lots)} at ${price(tick * 2)}`;
}

/** What each command of the protocol does, as a sentence about its sender. */
const sentences: Record<string, (words: Words) => string> = {
  addVoter: ({ me, who, args }) => `${me} votes on making ${who(args["voter"])} a voter.`,
  removeVoter: ({ me, who, args }) => `${me} votes on taking the vote from ${who(args["voter"])}.`,
  registerStorageUnit: ({ me, who, args }) =>
    `${me} votes on registering ${who(args["unit"])} of ${who(args["owner"])}.`,
  removeStorageUnit: ({ me, who, args }) => `${me} votes on removing the storage unit ${who(args["unit"])}.`,
  changeBanker: ({ me, who, args }) =>
    args["banker"] === ZERO_ADDRESS
      ? `${me} votes on having no banker.`
      : `${me} votes on making ${who(args["banker"])} the banker.`,
  setParameter: ({ me, args }) => {
    const { name } = parameterAt(args["name"] as number);
    return `${me} votes on setting ${name} to ${formatParameter(name, args["value"] as bigint)}.`;
  },
  vote: ({ me, args }) => `${me} votes ${args["support"] === true ? "for" : "against"} ballot ${String(args["id"])}.`,
  executeBallot: ({ me, args }) => `${me} carries out ballot ${String(args["id"])}.`,
  retireVoter: ({ me, who, args }) => `${me} retires the voter ${who(args["voter"])}.`,
  energyProduced: ({ me }) => `${me} reports energy that was stored.`,
  energyConsumed: ({ me }) => `${me} reports energy that was drawn.`,
  reportActualEnergy: ({ me, args }) => `${me} reports that it holds ${energy(args["energyWh"])}.`,
  submitReports: ({ me, args }) => {
    const batches = args["batches"] as { readings: unknown[] }[];
    const readings = batches.flatMap((batch) => batch.readings);
    return `${me} delivers ${counted(readings, "signed reading")} of ${counted(batches, "storage unit")}.`;
  },
  startConsumptionSession: ({ me, who, args }) =>
    `${me} opens or renews a session with ${who(args["unit"])} for ${ent(args["ent"] as bigint)}.`,
  closeSession: ({ me, who, args }) =>
    `${me} closes the session of ${who(args["consumer"])} with ${who(args["unit"])}.`,
  clearOldSessions: ({ me, args }) => `${me} closes ${counted(args["units"] as unknown[], "old session")}.`,
  repay: ({ me, who, args }) => `${me} pays up to ${ent(args["ent"] as bigint)} of what ${who(args["resident"])} owes.`,
  mintEuro: ({ me, who, args }) => `${me} brings in ${eur(args["amount"] as bigint)} for ${who(args["to"])}.`,
  burnEuro: ({ me, who, args }) => `${me} pays out ${eur(args["amount"] as bigint)} to ${who(args["from"])}.`,
  lockEuro: ({ me, args }) => `${me} asks to be paid out ${eur(args["amount"] as bigint)}.`,
  unlockEuro: ({ me, who, args }) => `${me} frees ${eur(args["amount"] as bigint)} of ${who(args["account"])}.`,
  addOrder: ({ me, args }) => `${me} orders to ${order(args)}.`,
  addOrders: ({ me, args }) => `${me} places ${counted(args["orders"] as unknown[], "order")}.`,
  removeOrder: ({ me, args }) => `${me} takes back order ${String(args["id"])}.`,
  removeOrders: ({ me, args }) => `${me} takes back ${counted(args["ids"] as unknown[], "order")}.`,
  replaceOrder: ({ me, args }) => `${me} replaces order ${String(args["id"])}: ${order(args["order_"])}.`,
};

/**
 * What a command does, as a sentence; undefined: it is none of ours, or its arguments mean nothing. Anyone may send any, and a
 * contract that refuses them still leaves the transaction in its block.
 */
export function commandText(contract: string, name: string, args: Args, from: string, who: Who): string | undefined {
  try {
    return sentenceOf(contract, name, args, from, who);
  } catch {
    return undefined;
  }
}

function sentenceOf(contract: string, name: string, args: Args, from: string, who: Who): string | undefined {
  const words = { me: who(from), who: (value: unknown) => who(String(value).toLowerCase()), args };
  const token = contract === "energyToken" ? ent : contract === "euroToken" ? eur : undefined;
  if (token === undefined) return sentences[name]?.(words);
  const amount = token((args["value"] ?? args["amount"] ?? 0n) as bigint);
  if (name === "transfer") return `${words.me} sends ${amount} to ${words.who(args["to"])}.`;
  if (name === "transferFrom")
    return `${words.me} sends ${amount} of ${words.who(args["from"])} to ${words.who(args["to"])}.`;
  if (name === "approve") return `${words.me} lets ${words.who(args["spender"])} spend ${amount}.`;
  if (name === "permit") return `${words.who(args["owner"])} lets ${words.who(args["spender"])} spend ${amount}.`;
  return undefined;
}
