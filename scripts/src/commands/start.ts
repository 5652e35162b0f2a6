import type { Command } from "commander";
import type { StartOptions } from "../start/start.ts";
import { examples, groups } from "../lib/help.ts";
import { parsePort, parseWhole } from "../lib/options.ts";

export function register(program: Command): void {
  const command = program
    .command("start")
    .helpGroup(groups.use)
    .summary("a small community on a chain inside this program")
    .description("Runs a small community on a chain inside this program until Ctrl-C. Nothing is kept.")
    .option("--port <port>", "where the panel and the API are served", parsePort, 3000)
    .option("--rpc-port <port>", "where the chain's JSON-RPC answers", parsePort, 8545)
    .option("--days <number>", "how many days the homes have lived before", (text) => parseWhole(text, 1, 30), 2)
    .option("--seed <number>", "of the homes: the same seed, the same homes", (text) => parseWhole(text, 0, 2 ** 31), 3)
    .action(async (options: StartOptions) => {
      const { start } = await import("../start/start.ts");
      await start(options);
    });
  examples(command, {
    start: "with the usual ports",
    "start --days 14": "with two weeks of history",
    "start --port 8080 --rpc-port 18545": "when other programs use the ports",
  });
}
