import { EUR_UNITS_PER_LOT_HALF_TICK, formatDecimal, formatLots, formatPrice, formatEur } from "@powerchain/sdk";
import { withCommunity } from "../../call/connect.ts";
import { nameOf, shown } from "../../call/show.ts";
import { resolveAddress } from "../../deploy/accounts.ts";
import { printTable, writeJson } from "../../lib/output.ts";

export interface OrdersFlags {
  network: string;
  json?: string;
}

export interface TradesFlags extends OrdersFlags {
  from?: number;
  to?: number;
  last: number;
}

const right = (title: string) => ({ title, align: "right" as const });

/** `market orders` */
export async function runOrders(account: string | undefined, { network, json }: OrdersFlags): Promise<void> {
  const owner = account === undefined ? undefined : await resolveAddress(account);
  const orders = await withCommunity({ network }, async ({ chain }) => await chain.market.openOrders({ owner }));
  const rows = orders.map((order) => [
    order.id.toString(),
    order.side,
    formatPrice(order.priceTicks),
    formatLots(order.left),
    formatLots(order.lots),
    order.expired ? "expired" : shown("time", order.expiresAt),
    nameOf(order.owner),
  ]);
  const columns = ["order", "side", right("EUR/ENT"), right("left, ENT"), right("of"), "until", "owner"];
  if (rows.length === 0) process.stdout.write("There is no open order.\n");
  else printTable(columns, rows);
  if (json !== undefined) writeJson(json, { network, result: orders });
}

/** `market trades` */
export async function runTrades({ network, from, to, last, json }: TradesFlags): Promise<void> {
  const range = {
    ...(from === undefined ? {} : { fromBlock: BigInt(from) }),
    ...(to === undefined ? {} : { toBlock: BigInt(to) }),
  };
  const latest = { ...range, last: last + 1 };
  const found = await withCommunity({ network }, async ({ chain }) => await chain.market.trades(latest));
  const trades = found.slice(-last);
  const rows = trades.map(({ args, blockNumber }) => [
    blockNumber.toString(),
    formatLots(args.lots),
    formatDecimal(BigInt(args.priceHalfTicks) * EUR_UNITS_PER_LOT_HALF_TICK, 5),
    formatEur(args.lots * BigInt(args.priceHalfTicks) * EUR_UNITS_PER_LOT_HALF_TICK),
    args.id.toString(),
    nameOf(args.taker),
  ]);
  const columns = [right("block"), right("ENT"), right("EUR/ENT"), right("EUR"), "with order", "taker"];
  if (rows.length === 0) process.stdout.write("There was no trade.\n");
  else printTable(columns, rows);
  if (trades.length < found.length) process.stdout.write("Earlier ones are not shown; see --last.\n");
  if (json !== undefined) writeJson(json, { network, result: trades });
}
