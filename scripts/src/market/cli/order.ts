import {
  type Command,
  type NewOrder,
  type Side,
  marketCommands,
  parseDuration,
  parseLots,
  parsePrice,
} from "@powerchain/sdk";
import pc from "picocolors";
import { type Community, refusalsInWords, withCommunity } from "../../call/connect.ts";
import { shown } from "../../call/show.ts";
import { CommandError } from "../../lib/errors.ts";
import { writeJson } from "../../lib/output.ts";
import { printOutcome } from "./outcome.ts";
import { askQuote } from "./quote.ts";

interface Flags {
  network: string;
  as?: string;
  json?: string;
}

export interface OrderFlags extends Flags {
  quote?: boolean;
  type: NonNullable<NewOrder["type"]>;
  maxFills: number;
  expires?: string;
}

export interface CancelFlags extends Flags {
  all?: boolean;
}

/** `market buy` and `market sell` */
export async function runOrder(side: Side, ent: string, price: string, flags: OrderFlags): Promise<void> {
  const { as, quote, type, json } = flags;
  if (as === undefined && quote !== true) {
    throw new CommandError("Somebody must send the order.", {
      hint: "Add --as and a demo account's name or a key file; or ask with --quote what it would get.",
    });
  }
  const terms = { side, lots: parseLots(ent), priceTicks: parsePrice(price), type, maxFills: BigInt(flags.maxFills) };
  const lifetime = flags.expires === undefined ? undefined : parseDuration(flags.expires);
  const result = await withCommunity(flags, async (community) => {
    if (quote === true) return await askQuote(terms, community);
    const { timestamp } = await community.chain.publicClient.getBlock();
    const expiresAt = lifetime === undefined ? undefined : timestamp + lifetime;
    return await place({ ...terms, expiresAt }, community);
  });
  if (json !== undefined) writeJson(json, { network: flags.network, ...result });
}

async function place(order: NewOrder, community: Community): Promise<object> {
  const sent = await send(community, marketCommands.addOrder(order));
  printOutcome(order.side, sent.result);
  return sent;
}

/** `market cancel` */
export async function runCancel(texts: string[], flags: CancelFlags): Promise<void> {
  if (texts.length > 0 === (flags.all === true)) {
    throw new CommandError("Say which orders to cancel: their numbers, or --all.", {
      hint: "See one's own with: ./powerchain market orders ACCOUNT",
    });
  }
  const numbers = texts.map(readOrder);
  const result = await withCommunity(flags, async (community) => {
    const owner = community.account!.address;
    const orders =
      flags.all === true ? (await community.chain.market.openOrders({ owner })).map(({ id }) => id) : numbers;
    if (orders.length === 0) {
      process.stdout.write("There is no open order to cancel.\n");
      return { removed: 0n };
    }
    const [first, ...more] = orders as [bigint, ...bigint[]];
    if (more.length === 0) return await cancelled(send(community, marketCommands.removeOrder({ order: first })), 1n);
    const sent = send(community, marketCommands.removeOrders({ orders }));
    return await cancelled(sent, (await sent).result.removed);
  });
  if (flags.json !== undefined) writeJson(flags.json, { network: flags.network, ...result });
}

async function cancelled(sending: Promise<Sent<{ returned: bigint }>>, count: bigint): Promise<object> {
  const sent = await sending;
  process.stdout.write(`${count} cancelled, which had ${shown("lots", sent.result.returned)} left\n`);
  return sent;
}

interface Sent<Result> {
  transaction: string;
  blockNumber: bigint;
  gasUsed: bigint;
  result: Result;
}

async function send<Result extends object>({ chain }: Community, command: Command<Result>): Promise<Sent<Result>> {
  const sent = await refusalsInWords(async () => await chain.send(command));
  const { hash: transaction, blockNumber, gasUsed } = sent;
  process.stdout.write(
    `${pc.green("ok")} in block ${blockNumber}, ${gasUsed.toLocaleString("en")} gas, transaction ${transaction}\n`,
  );
  return { transaction, blockNumber, gasUsed, result: sent };
}

function readOrder(text: string): bigint {
  if (/^\d{1,20}$/.test(text)) return BigInt(text);
  throw new CommandError(`"${text}" is no order's number.`, { hint: "See them with: ./powerchain market orders" });
}
