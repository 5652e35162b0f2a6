import type { Command } from "commander";
import { examples } from "../../lib/help.ts";
import type { CheckFlags } from "../../network/faults/cli.ts";

export function register(check: Command): void {
  const command = check
    .command("network")
    .summary("a network under load through power cuts, frozen programs and wrong clocks")
    .description(
      "Makes a fresh network, lets residents trade through its gateway without a pause, and makes faults happen, each kind first\nonce and then at random: validators, Clef, the account node or all killed at once, a validator frozen, a clock put ahead.\nAt the end every balance on every node is compared with a plain account of all transfers. The network is removed again.",
    )
    .option("--minutes <count>", "how long to go on", "10")
    .option("--seed <number>", "of the faults and transfers; the same seed draws the same", "1")
    .option("--validators <count>", "of the network", "3")
    .option("--base-port <port>", "the first port that the network takes")
    .option("--json <file>", "write the report to a file")
    .action(async (flags: CheckFlags) => {
      const { runCheckNetwork } = await import("../../network/faults/cli.ts");
      await runCheckNetwork(flags);
    });
  examples(command, {
    "check network --minutes 10 --seed 1": "ten minutes",
    "check network --minutes 600 --seed 7 --json night.json": "a night, with a report",
  });
}
