import type { Command } from "commander";
import { examples } from "../../lib/help.ts";
import type { ChainFlags } from "../../network/bench/cli.ts";

export function register(bench: Command): void {
  const command = bench
    .command("chain")
    .summary("what fresh networks carry: transfers, reports, market orders")
    .description(
      "Makes a fresh network of each size, prepares the residents, and sends plain transfers, ENT transfers, market orders and\nproduction reports, signed beforehand, with a bound on how many are in flight. Takes about two minutes a network.",
    )
    .option("--validators <counts>", "sizes of network, by commas", "1,3")
    .option("--accounts <count>", "residents; each sends one of each", "10000")
    .option(
      "--in-flight <count>",
      "sent and not yet in a block, at most (default: 6000 for one validator, 3000 for more)",
    )
    .option("--seed <number>", "of the orders' prices and quantities", "1")
    .option("--base-port <port>", "the first port that the networks take")
    .option("--json <file>", "write all figures to a file")
    .action(async (flags: ChainFlags) => {
      const { runBenchChain } = await import("../../network/bench/cli.ts");
      await runBenchChain(flags);
    });
  examples(command, {
    "bench chain": "one and three validators, 10,000 residents",
    "bench chain --validators 5 --accounts 1000": "another size, sooner",
  });
}
