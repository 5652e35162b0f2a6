import { formatParameter, parameterAt } from "@powerchain/sdk";
import { ZERO_ADDRESS } from "../core/books.ts";
import { ent, eur, kwh, price } from "./amounts.ts";
import type { Who } from "./event.ts";

type Args = Record<string, unknown>;
const sides = ["buy", "sell"];
const energy = (value: unknown): string => kwh(value as bigint);

interface Words {
  me: string;
  who: (value: unknown) => string;
  args: Args;
}

function order(value: unknown): string {
  const { side, tick, lots } = value as { side: number; tick: number; lots: bigint };
  return `${sides[side]} ${kwh(lots)} at ${price(tick * 2)}`;
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
  vote: ({ me, args }) =>
    `${me} votes ${args["support"] === true ? "for" : "against"} ballot ${String(args["ballot"])}.`,
  executeBallot: ({ me, args }) => `${me} carries out ballot ${String(args["ballot"])}.`,
  retireVoter: ({ me, who, args }) => `${me} retires the voter ${who(args["voter"])}.`,
  energyProduced: ({ me }) => `${me} reports energy that was stored.`,
  energyConsumed: ({ me }) => `${me} reports energy that was drawn.`,
  reportActualEnergy: ({ me, args }) => `${me} reports that it holds ${energy(args["energyWh"])}.`,
  submitReports: ({ me, args }) => {
    const batches = args["batches"] as { readings: unknown[] }[];
    const readings = batches.reduce((all, batch) => all + batch.readings.length, 0);
    return `${me} delivers ${readings} signed readings of ${batches.length} storage ${batches.length === 1 ? "unit" : "units"}.`;
  },
  startConsumptionSession: ({ me, who, args }) =>
    `${me} opens or renews a session with ${who(args["unit"])} for ${ent(args["ent"] as bigint)}.`,
  closeSession: ({ me, who, args }) =>
    `${me} closes the session of ${who(args["consumer"])} with ${who(args["unit"])}.`,
  clearOldSessions: ({ me, args }) => `${me} closes ${(args["units"] as unknown[]).length} old sessions.`,
  repay: ({ me, who, args }) => `${me} pays up to ${ent(args["ent"] as bigint)} of what ${who(args["resident"])} owes.`,
  mintEuro: ({ me, who, args }) => `${me} brings in ${eur(args["amount"] as bigint)} for ${who(args["to"])}.`,
  burnEuro: ({ me, who, args }) => `${me} pays out ${eur(args["amount"] as bigint)} to ${who(args["from"])}.`,
  lockEuro: ({ me, args }) => `${me} asks to be paid out ${eur(args["amount"] as bigint)}.`,
  unlockEuro: ({ me, who, args }) => `${me} frees ${eur(args["amount"] as bigint)} of ${who(args["account"])}.`,
  addOrder: ({ me, args }) => `${me} orders to ${order(args)}.`,
  addOrders: ({ me, args }) => `${me} places ${(args["orders"] as unknown[]).length} orders.`,
  removeOrder: ({ me, args }) => `${me} takes back order ${String(args["id"])}.`,
  removeOrders: ({ me, args }) => `${me} takes back ${(args["ids"] as unknown[]).length} orders.`,
  replaceOrder: ({ me, args }) => `${me} replaces order ${String(args["id"])}: ${order(args["order"])}.`,
};

/** What a command does, as a sentence; undefined: it is none of ours. */
export function commandText(contract: string, name: string, args: Args, from: string, who: Who): string | undefined {
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
