import type { Command } from "commander";
import type { FaultsFlags } from "../../index/faults.ts";
import { examples } from "../../lib/help.ts";
import { parseWhole } from "../../lib/options.ts";

export function register(check: Command): void {
  const command = check
    .command("index")
    .summary("the index on a chain that reorganises, fails and is killed")
    .description(
      "Indexes recorded chains while they reorganise by up to 30 blocks and more, log pages get lost or come twice, calls fail\nand the process dies before or after a write. At the end every table must be, to the byte, the one of a clean reading.\nAbout a second a run. For the index of a network that runs: powerchain index check.",
    )
    .option("--runs <count>", "how often", (text) => parseWhole(text, 1, 100_000), 200)
    .option(
      "--seed <number>",
      "of the first run; each run takes the next",
      (text) => parseWhole(text, 0, 2 ** 31 - 1),
      1,
    )
    .option("--json <file>", "write the report to a file")
    .action(async (flags: FaultsFlags) => {
      const { checkIndexFaults } = await import("../../index/faults.ts");
      await checkIndexFaults(flags);
    });
  examples(command, {
    "check index": "200 runs",
    "check index --runs 10 --seed 7 --json index.json": "ten others, with a report",
  });
}
