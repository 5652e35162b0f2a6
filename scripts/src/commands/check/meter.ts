import type { Command } from "commander";
import { examples } from "../../lib/help.ts";
import { parsePort, parseWhole } from "../../lib/options.ts";
import type { CheckMeterOptions } from "../../meter/check/check.ts";

export function register(check: Command): void {
  const command = check
    .command("meter")
    .summary("kill a meter again and again while the chain misbehaves")
    .description(
      "Each run kills a meter at one of its persistence boundaries and at a random moment, while requests are dropped,\ndelayed and doubled and the chain reorganises. Afterwards the chain's books must equal the source's readings to the Wh.",
    )
    .option("--runs <number>", "how many", (text) => parseWhole(text, 1, 100_000), 20)
    .option(
      "--seed <number>",
      "the same seed gives the same readings and kills",
      (text) => parseWhole(text, 0, 2 ** 31),
      1,
    )
    .option("--port <port>", "for the chain; the meter takes the next one", parsePort, 25_400)
    .option("--json <file>", "write every run")
    .action(async (options: CheckMeterOptions) => {
      const { checkMeter } = await import("../../meter/check/check.ts");
      await checkMeter(options);
    });
  examples(command, {
    "check meter --runs 200 --seed 1": "the long one",
    "check meter --runs 10": "each boundary once",
  });
}
