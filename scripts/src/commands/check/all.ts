import { type Command, InvalidArgumentError } from "commander";
import { examples } from "../../lib/help.ts";
import { parsePort, parseWhole } from "../../lib/options.ts";
import type { SoakFlags } from "../../soak/cli.ts";

export function register(check: Command): void {
  const command = check
    .command("all")
    .summary("a whole community through a bad day; at the end every book must reconcile")
    .description(
      "Makes a network of three validators, an account node and a gateway, with a meter service, an API and homes that store, use\nand trade energy on it. Validators, Clef, the account node, gateway, meter service and API are killed, frozen and cut off\nat random. At the end the readings, the outbox, the chain on every node, the index and the statements must say the same.\nThe network is removed again; logs, databases and the report stay in .powerchain/soak. Ctrl-C ends the faults early.",
    )
    .option("--hours <count>", "how long to go on", parseHours, 2)
    .option(
      "--seed <number>",
      "of the homes, transfers and faults; the same seed draws the same",
      (text) => parseWhole(text, 0, 2 ** 32 - 10),
      1,
    )
    .option("--base-port <port>", "the first port that the network takes", parsePort)
    .option("--json <file>", "where to write the report (default: .powerchain/soak/report.json)")
    .action(async (flags: SoakFlags) => {
      const { checkAll } = await import("../../soak/cli.ts");
      await checkAll(flags);
    });
  examples(command, {
    "check all --hours 0.1": "six minutes, each kind of fault about once",
    "check all --hours 12 --seed 7 --json night.json": "a night, with a report",
  });
}

function parseHours(text: string): number {
  const hours = Number(text);
  if (Number.isFinite(hours) && hours >= 0.02 && hours <= 1_000) return hours;
  throw new InvalidArgumentError("Give a number of hours from 0.02 to 1000.");
}
