import type { Command } from "commander";
import type { ApiBenchFlags } from "../../api/bench/run.ts";
import { examples } from "../../lib/help.ts";
import { parseWhole } from "../../lib/options.ts";

export function register(bench: Command): void {
  const command = bench
    .command("api")
    .summary("how quickly the index follows and the API answers, and what memory they take")
    .description(
      "Loads a fresh network of one validator as far as it goes while the index follows it, then reads all of it again with the\nindex and with eth_getLogs alone. Fills a database with months of readings, and asks for accounts' months at a steady\npace. Takes about five minutes.",
    )
    .option("--accounts <count>", "residents of the loaded network", (text) => parseWhole(text, 100, 20_000), 5_000)
    .option("--readings <count>", "in the database", (text) => parseWhole(text, 10_000, 10_000_000), 1_000_000)
    .option("--seconds <count>", "how long months are asked for", (text) => parseWhole(text, 1, 3_600), 30)
    .option("--seed <number>", "of the orders", (text) => parseWhole(text, 0, 2 ** 32 - 1), 1)
    .option("--base-port <port>", "the first port that the network takes", (text) => parseWhole(text, 1_024, 65_000))
    .option("--json <file>", "write all figures to a file")
    .action(async (flags: ApiBenchFlags) => {
      const { runBenchApi } = await import("../../api/bench/run.ts");
      await runBenchApi(flags);
    });
  examples(command, {
    "bench api --json api.json": "all of it, with a file",
    "bench api --readings 100000 --accounts 1000": "a smaller one, sooner",
  });
}
