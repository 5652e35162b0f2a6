import type { Command } from "commander";
import { examples, groups } from "../lib/help.ts";
import { parseWhole } from "../lib/options.ts";
import type { InitOptions } from "../meter/init.ts";
import type { SimulateOptions } from "../meter/simulate.ts";

const CONFIG = ["-c, --config <file>", "the meter's configuration", "meter.yaml"] as const;

export function register(program: Command): void {
  const meter = program
    .command("meter")
    .helpGroup(groups.community)
    .summary("a storage unit's meter: readings in, signed reports out")
    .description(
      "The service beside a battery: it reads meters, numbers and signs what they say, and delivers it to the chain exactly once.",
    );
  addService(meter);
  addTools(meter);
  examples(meter, {
    "meter init --folder my-meter": "keys, password and a commented configuration",
    "meter run --config my-meter/meter.yaml": "the service",
    "meter status --config my-meter/meter.yaml": "what waits, what was settled, what was not booked",
    "meter simulate --homes 40 --days 30 --seed 7": "what the models do, without a chain",
  });
}

function addService(meter: Command): void {
  const run = meter
    .command("run")
    .summary("run the service")
    .description(
      "Runs until SIGTERM or Ctrl-C. POWERCHAIN_LOG=info shows what it does, as JSON lines on standard error.",
    )
    .option(...CONFIG)
    .option("--until-done", "end when all files are read and everything is settled", false)
    .action(async (options: { config: string; untilDone: boolean }) => {
      const { runMeter } = await import("../meter/run.ts");
      await runMeter(options);
    });
  examples(run, { "meter run --config meter.yaml": "until Ctrl-C", "meter run --until-done": "for files" });
  const init = meter
    .command("init")
    .summary("make keys and a configuration")
    .option("--folder <folder>", "where", "meter")
    .option("--units <number>", "how many storage units", (text) => parseWhole(text, 1, 1000), 1)
    .option("-n, --network <name>", "the network that it reports to", "geth")
    .option("--light", "keystores that open at once, and protect less well", false)
    .action(async (options: InitOptions) => {
      const { initMeter } = await import("../meter/init.ts");
      await initMeter(options);
    });
  examples(init, { "meter init --folder my-meter --units 2": "a meter for two batteries" });
}

function addTools(meter: Command): void {
  const status = meter
    .command("status")
    .summary("what waits, what was settled, what was not booked and why")
    .option(...CONFIG)
    .option("--json <file>", "write it as JSON")
    .action(async ({ config, json }: { config: string; json?: string }) => {
      const { showStatus } = await import("../meter/status.ts");
      showStatus(config, json);
    });
  examples(status, { "meter status --config meter.yaml": "also while the service runs" });
  const exported = meter
    .command("export")
    .summary("everything reported, with its transaction, as CSV")
    .option(...CONFIG)
    .option("--out <file>", "without it: standard output")
    .action(async ({ config, out }: { config: string; out?: string }) => {
      const { exportReadings } = await import("../meter/export.ts");
      await exportReadings(config, out);
    });
  examples(exported, { "meter export --out readings.csv": "for a spreadsheet" });
  const simulate = meter
    .command("simulate")
    .summary("what modelled homes do, without a chain: a table and plots")
    .option("--homes <number>", "how many", (text) => parseWhole(text, 1, 10_000), 40)
    .option("--days <number>", "how many", (text) => parseWhole(text, 1, 3_660), 30)
    .option(
      "--seed <number>",
      "the same seed gives the same homes and weather",
      (text) => parseWhole(text, 0, 2 ** 31),
      7,
    )
    .option("--start <day>", "first day", "2023-04-17")
    .option("--out <folder>", "for the plots (SVG)", "simulation")
    .option("--json", "print everything as JSON instead of the table", false)
    .action(async (options: SimulateOptions) => {
      const { runSimulation } = await import("../meter/simulate.ts");
      runSimulation(options);
    });
  examples(simulate, { "meter simulate --homes 40 --days 30 --seed 7 --json > simulation.json": "for a program" });
}
