import { type Command, Option } from "commander";
import { examples, groups } from "../lib/help.ts";
import { parseWhole } from "../lib/options.ts";
import type { CheckFlags, IndexFlags } from "../index/run.ts";

const withNetwork = (command: Command): Command =>
  command
    .requiredOption("--network <names>", "networks to index, by commas")
    .option("--database <file>", "SQLite file or postgres:// address (default: .powerchain/index.db)");

export function register(program: Command): void {
  const index = program
    .command("index")
    .helpGroup(groups.community)
    .summary("the chain's history in a database: follow, check, rebuild")
    .description(
      "Turns what the contracts write into tables that can be searched and summed. `api` does this too, and serves them.",
    );
  withNetwork(index.command("run"))
    .description("Follows the chain until Ctrl-C. Can be killed at any time and goes on where it was.")
    .addOption(
      new Option("--wait <seconds>", "for another process on the same database")
        .argParser((text) => parseWhole(text, 0, 86_400))
        .default(0),
    )
    .action(async (flags: IndexFlags & { wait: number }) => {
      const { runIndex } = await import("../index/run.ts");
      await runIndex(flags);
    });
  withNetwork(index.command("rebuild"))
    .description("Forgets the tables and makes them anew from the first block. Names and address books stay.")
    .action(async (flags: IndexFlags) => {
      const { rebuildIndex } = await import("../index/run.ts");
      await rebuildIndex(flags);
    });
  index
    .command("check")
    .description(
      "Reads the chain afresh and holds every account, unit, session, ballot and order against the contracts at random blocks,\nand the database's tables against the fresh ones. The node must keep old states (ours do).",
    )
    .requiredOption("--network <name>", "the network")
    .option("--database <file>", "the index to check (default: .powerchain/index.db if it is there)")
    .option("--blocks <count>", "random blocks beside the last", (text) => parseWhole(text, 0, 10_000), 20)
    .option("--at <blocks>", "just these blocks, by commas", (text) =>
      text.split(",").map((one) => parseWhole(one.trim(), 0, Number.MAX_SAFE_INTEGER)),
    )
    .option("--seed <number>", "chooses the blocks", (text) => parseWhole(text, 0, 2 ** 32 - 1), 1)
    .option("--json <file>", "write the results to a file")
    .action(async (flags: CheckFlags) => {
      const { runIndexCheck } = await import("../index/run.ts");
      await runIndexCheck(flags);
    });
  examples(index, {
    "index run --network demo": "follow the network demo",
    "index check --network demo": "is what the index says what the chain says?",
    "index check --network demo --at 1200,1300": "at these blocks?",
    "index rebuild --network demo": "from the first block again",
  });
}
