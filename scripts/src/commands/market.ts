import { type Command, Option } from "commander";
import { examples, groups } from "../lib/help.ts";
import { parseWhole } from "../lib/options.ts";
import type { BookFlags } from "../market/cli/book.ts";
import type { CancelFlags, OrderFlags } from "../market/cli/order.ts";
import type { OrdersFlags, TradesFlags } from "../market/cli/lists.ts";

export function register(program: Command): void {
  const market = program
    .command("market")
    .helpGroup(groups.community)
    .summary("trade ENT for eEuro: the book, orders, trades")
    .description(
      "Shows the market's book, trades and orders, and places and cancels orders. Quantities are in ENT, prices in EUR/ENT.",
    );
  examples(market, {
    "market book --live": "the book, as it changes",
    "market buy 10 0.25 --as A": "10 ENT at 0.25 EUR each, at most",
  });
  registerReads(market);
  registerOrder(market, "buy", "pays at most");
  registerOrder(market, "sell", "gets at least");
  const cancel = common(market.command("cancel"))
    .summary("take orders from the book")
    .argument("[orders...]", "their numbers (see: market orders); an expired order may be anybody's")
    .requiredOption("--as <account>", AS)
    .option("--all", "all of the sender's open orders")
    .action(async (orders: string[], flags: CancelFlags) => {
      const { runCancel } = await import("../market/cli/order.ts");
      await runCancel(orders, flags);
    });
  examples(cancel, {
    "market cancel 1407374883553280001 --as A": "one order; what it held is available again",
    "market cancel --all --as A": "all of A's",
  });
}

const AS = "who sends: a demo account's name, or a key file";

/** What every one of them takes. */
function common(command: Command): Command {
  return command
    .option("-n, --network <name>", "a network of this machine, or the URL of a node", "geth")
    .option("--json <file>", "write the result, with all amounts in the chain's units");
}

function registerOrder(market: Command, side: "buy" | "sell", limit: string): void {
  const command = common(market.command(side))
    .summary(`place an order to ${side} ENT`)
    .description(
      `Places an order. It trades with the best ${side === "buy" ? "sells" : "buys"}, the oldest first; what is left of it rests in the book.\nIt ${limit} its price. The whole of its cost must be available.`,
    )
    .argument("<ent>", "how much, in ENT")
    .argument("<price>", "the limit, in EUR/ENT")
    .option("--as <account>", `${AS}; needed unless only quoting`)
    .option("--quote", "only ask what it would get now")
    .addOption(
      new Option("--type <type>", "limit; immediate-or-cancel; fill-or-kill; post-only")
        .choices(["limit", "ioc", "fok", "postOnly"])
        .default("limit"),
    )
    .option("--max-fills <count>", "how many resting orders it may meet", (text) => parseWhole(text, 1, 2 ** 32), 100)
    .option("--expires <duration>", "from then on it trades no more, as 2h or 7d (default: never)")
    .action(async (ent: string, price: string, flags: OrderFlags) => {
      const { runOrder } = await import("../market/cli/order.ts");
      await runOrder(side, ent, price, flags);
    });
  examples(command, {
    [`market ${side} 10 0.25 --as A`]: "10 ENT at 0.25 EUR each",
    [`market ${side} 10 0.25 --quote`]: "what that would get now",
    [`market ${side} 10 0.25 --type ioc --as A`]: "what is there now; the rest is returned",
    [`market ${side} 10 0.25 --expires 2h --as A`]: "for two hours",
  });
}

function registerReads(market: Command): void {
  const book = common(market.command("book"))
    .summary("open quantities by price, live with --live")
    .option("--live", "show it anew with every block that changes it, until Ctrl-C")
    .option("--levels <count>", "so many prices of each side", (text) => parseWhole(text, 1, 1_000), 10)
    .action(async (flags: BookFlags) => {
      const { runBook } = await import("../market/cli/book.ts");
      await runBook(flags);
    });
  examples(book, {
    "market book": "the ten best prices of each side",
    "market book --live --network demo": "of the network demo, as it changes",
    "market book --levels 50 --json book.json": "fifty, also as a file",
  });
  const orders = common(market.command("orders"))
    .summary("open orders, of all or of one account")
    .argument("[account]", "whose: an address, or a demo account's name")
    .action(async (account: string | undefined, flags: OrdersFlags) => {
      const { runOrders } = await import("../market/cli/lists.ts");
      await runOrders(account, flags);
    });
  examples(orders, { "market orders": "all", "market orders A": "A's, with their numbers" });
  const trades = common(market.command("trades"))
    .summary("trades of a range of blocks")
    .option("--from <block>", "first block (default: the community's first)", (text) => parseWhole(text, 0, 2 ** 48))
    .option("--to <block>", "last block (default: the last)", (text) => parseWhole(text, 0, 2 ** 48))
    .option("--last <count>", "only the latest so many", (text) => parseWhole(text, 1, 1_000_000), 50)
    .action(async (flags: TradesFlags) => {
      const { runTrades } = await import("../market/cli/lists.ts");
      await runTrades(flags);
    });
  examples(trades, { "market trades": "the last fifty", "market trades --from 1000 --to 2000": "of these blocks" });
}
