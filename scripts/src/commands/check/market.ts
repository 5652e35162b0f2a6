import type { Command } from "commander";
import { examples } from "../../lib/help.ts";
import { parseWhole } from "../../lib/options.ts";

export function register(check: Command): void {
  const command = check
    .command("market")
    .summary("the market against a plain second one, with random orders")
    .description(
      "Drives the market on an embedded chain and a plain model of it with the same random commands, kind and hostile ones,\nand compares after each: whether it went through, its answer, every event, the accounts and levels that it may change,\nand what had been quoted before it; after every 200 everything. Each 50,000 orders are a new stream, with the next seed.\nStops at the first difference.",
    )
    .option("--orders <count>", "how many orders to place", (text) => parseWhole(text, 1, 100_000_000), 20_000)
    .option(
      "--seed <number>",
      "of the commands; the same seed draws the same",
      (text) => parseWhole(text, 0, 2 ** 32 - 1),
      1,
    )
    .option("--json <file>", "write the report to a file")
    .action(async (flags: { orders: number; seed: number; json?: string }) => {
      const { checkMarket } = await import("../../market/check.ts");
      await checkMarket(flags);
    });
  examples(command, {
    "check market": "20,000 orders, some minutes",
    "check market --orders 1000000 --seed 7 --json market.json": "a million, with a report",
  });
}
