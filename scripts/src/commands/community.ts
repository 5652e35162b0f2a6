import type { Command } from "commander";
import type { CommunityOptions } from "../community/run.ts";
import { examples, groups } from "../lib/help.ts";
import { parseWhole } from "../lib/options.ts";

export function register(program: Command): void {
  const command = program
    .command("community")
    .helpGroup(groups.use)
    .summary("let homes live and trade on a chain, and see what it is worth to them")
    .description(
      "Homes use, store and trade energy on a fresh community: meters report, residents open sessions, keep what the next day\nneeds, offer the rest and buy what is missing, between feed-in tariff and retail price. Ends with each home's energy and\nbill, with and without neighbours, and compares every sum with the chain.",
    )
    .option("-n, --network <name>", "a network of this machine, the URL of a node, or embedded", "embedded")
    .option("--data <folder>", "household files (hh_*.csv, pv_*.csv)")
    .option("--model", "modelled homes (as without --data)")
    .option("--homes <number>", "how many homes", (text) => parseWhole(text, 8, 200), 16)
    .option("--days <number>", "how many days", (text) => parseWhole(text, 1, 366), 7)
    .option(
      "--seed <number>",
      "of the models, and of how homes begin to ask and bid",
      (text) => parseWhole(text, 0, 2 ** 31),
      7,
    )
    .option("--retail <price>", "EUR a kWh from the retailer", "0.31")
    .option("--feed-in <price>", "EUR a kWh fed into the grid", "0.08")
    .option("--tariffs <folder>", "prices from tariff files (energy.csv, grid.csv, levies.csv) instead")
    .option("--speed <times>", "on a live chain: so many times faster than life", (text) =>
      parseWhole(text, 1, 100_000),
    )
    .option("--fast", "on a live chain: as fast as its blocks come (the default)")
    .option("--keep", "other commands find this community from now on, instead of the one that the network has")
    .option("--json <file>", "write everything as JSON")
    .option("--report <file>", "write a page with charts (HTML)")
    .action(async (options: CommunityOptions) => {
      const { runCommunity } = await import("../community/run.ts");
      await runCommunity(options);
    });
  examples(command, {
    "community --days 7 --report community.html": "modelled homes on a chain in this program",
    "community --data households --days 30 --network geth --fast": "measured shapes, on the network of this machine",
    "index check --network geth": "afterwards: does the index say what the chain says?",
    "community --network geth --speed 720": "at a watchable pace: a day in two minutes",
  });
}
