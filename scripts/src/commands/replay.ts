import { type Command, InvalidArgumentError } from "commander";
import { examples, groups } from "../lib/help.ts";
import type { ReplayOptions } from "../replay/options.ts";

function whole(text: string): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError("Give a whole number from 1 on.");
  return Number(text);
}

export function register(program: Command): void {
  const command = program
    .command("replay")
    .helpGroup(groups.measure)
    .summary("play days of measured homes on a chain, and account for every Wh")
    .description(
      "Plays homes' quarter-hours on a fresh community: what a home does not use at once goes into its storage unit, what it\nlacks comes out of it within a session, both as signed readings. Ends with a table a home and a unit, and compares\nevery sum with the chain's.",
    )
    .option("-n, --network <name>", "a network of this machine, the URL of a node, or embedded", "embedded")
    .option("--data <folder>", "household files (hh_*.csv, pv_*.csv); without it homes are modelled")
    .option("--homes <number>", "how many homes", whole, 16)
    .option("--days <number>", "how many days", whole, 14)
    .option("--seed <number>", "of modelled homes", whole, 7)
    .option("--keep", "other commands find this community from now on, instead of the one that the network has")
    .option("--json <file>", "write tables and checks")
    .action(async (options: Omit<ReplayOptions, "data" | "json"> & { data?: string; json?: string }) => {
      const { runReplay } = await import("../replay/run.ts");
      await runReplay({ ...options, data: options.data, json: options.json });
    });
  examples(command, {
    replay: "two weeks of modelled homes on a chain in this program",
    "replay --data households --days 14 --network geth": "files, on the network of this machine",
    "index check --network geth": "afterwards: does the index say what the chain says?",
    "replay --days 2 --json replay.json": "a short one, with a file of all sums",
  });
}
