import type { Command } from "commander";
import { examples } from "../../lib/help.ts";
import { parsePort, parseWhole } from "../../lib/options.ts";
import type { BenchMeterOptions } from "../../meter/bench/bench.ts";

export function register(bench: Command): void {
  const command = bench
    .command("meter")
    .summary("what one meter process carries: signing, storing, sending, queueing")
    .description(
      "Measures the meter service through its own code: its pace beside the raw signing rate, its memory with a million readings\nqueued, and on a fresh one-validator network how many units it serves and how long a reading takes to be confirmed.",
    )
    .option("--units <number>", "of the network's load", (text) => parseWhole(text, 200, 20_000), 10_000)
    .option(
      "--intervals <number>",
      "how many intervals of 9 s the load lasts",
      (text) => parseWhole(text, 2, 9_600),
      14,
    )
    .option("--base-port <port>", "the first port that the network takes", parsePort)
    .option("--json <file>", "write the results to a file")
    .action(async (options: BenchMeterOptions) => {
      const { benchMeter } = await import("../../meter/bench/bench.ts");
      await benchMeter(options);
    });
  examples(command, {
    "bench meter --json meter.json": "print the table and write it to a file",
    "bench meter --intervals 96": "a whole day, in a quarter of an hour",
  });
}
