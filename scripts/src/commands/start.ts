import type { Command } from "commander";
import { examples, groups } from "../lib/help.ts";
import { parsePort } from "../lib/options.ts";

export function register(program: Command): void {
  const command = program
    .command("start")
    .helpGroup(groups.use)
    .summary("a small community on a chain inside this program")
    .description("Runs a small community on a chain inside this program until Ctrl-C. Nothing is kept.")
    .option("--rpc-port <port>", "where the chain's JSON-RPC answers", parsePort, 8545)
    .action(async (options: { rpcPort: number }) => {
      const { start } = await import("../start/start.ts");
      await start(options);
    });
  examples(command, {
    start: "with the usual ports",
    "start --rpc-port 18545": "when another chain already uses port 8545",
  });
}
