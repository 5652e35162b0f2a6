import { type NewOrder, type PowerChain, type Quote, encodeCommand, marketCommands } from "@powerchain/sdk";
import { type Address, zeroAddress } from "viem";
import { type Community, refusalsInWords } from "../../call/connect.ts";
import { shown } from "../../call/show.ts";
import { CommandError } from "../../lib/errors.ts";
import { printOutcome } from "./outcome.ts";

/** `market buy|sell --quote`: says what an order would get now, or why it would be refused. */
export async function askQuote(
  order: NewOrder,
  { chain, account }: Community,
): Promise<{ quote: Quote; why?: string }> {
  const quote = await chain.market.quote(account?.address ?? zeroAddress, order);
  if (quote.accepted) printOutcome(order.side, quote);
  const why =
    account === undefined ? await whyNot(order, quote, chain) : await refusalOf(order, account.address, chain);
  if (why === undefined) return { quote };
  process.stdout.write(`It would be refused${quote.accepted ? ", all the same" : ""}. ${why}\n`);
  return { quote, why };
}

/** How the market would refuse it if this account sent it now. */
async function refusalOf(order: NewOrder, account: Address, chain: PowerChain): Promise<string | undefined> {
  const call = encodeCommand(chain.addresses, marketCommands.addOrder(order));
  try {
    await refusalsInWords(async () => await chain.publicClient.call({ account, ...call }));
    return undefined;
  } catch (error) {
    if (error instanceof CommandError) return [error.message, error.hint].join("\n");
    throw error;
  }
}

/** Why nobody's such order would be taken. */
async function whyNot(order: NewOrder, quote: Quote, chain: PowerChain): Promise<string | undefined> {
  if (quote.accepted) return undefined;
  const { minOrder } = (await chain.lens.network()).parameters;
  if (order.lots < minOrder) return `An order must have at least ${shown("lots", minOrder)}.`;
  if (order.type === "postOnly") return "It would meet a resting order at once.";
  const { filled } = await chain.market.quote(zeroAddress, { ...order, type: "ioc" });
  if (order.type === "fok")
    return `Only ${shown("lots", filled)} of it could be filled within its limit and its bound.`;
  return "There cannot be so much ENT.";
}
