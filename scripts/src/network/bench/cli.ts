import { ensureCompiled } from "../../deploy/compile.ts";
import { CommandError } from "../../lib/errors.ts";
import { printTable, reportResults } from "../../lib/output.ts";
import { withProgress } from "../../lib/progress.ts";
import type { Measured } from "./measure.ts";
import { type NetworkMeasured, benchChain, benchResults, round } from "./run.ts";

export interface ChainFlags {
  validators: string;
  accounts: string;
  inFlight?: string;
  seed: string;
  basePort?: string;
  json?: string;
}

export async function runBenchChain(flags: ChainFlags): Promise<void> {
  const validators = flags.validators.split(",").map((text) => whole("--validators", text, 1, 21));
  const accounts = whole("--accounts", flags.accounts, 100, 20_000);
  const inFlight = flags.inFlight === undefined ? undefined : whole("--in-flight", flags.inFlight, 500, 100_000);
  const seed = whole("--seed", flags.seed, 0, 2 ** 32 - 1);
  const basePort = flags.basePort === undefined ? undefined : whole("--base-port", flags.basePort, 1024, 65_000);
  const measured = await withProgress("Measure the chain", async (say) => {
    await ensureCompiled(say);
    return await benchChain({ validators, accounts, inFlight, seed, basePort, say });
  });
  for (const network of measured) printNetwork(network);
  reportResults(benchResults(measured, accounts), {
    json: flags.json,
    more: { accounts, inFlight, seed, networks: measured },
  });
}

function whole(flag: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new CommandError(`${flag} takes whole numbers from ${low} to ${high}, not ${text}.`);
}

const right = (title: string) => ({ title, align: "right" as const });
const columns = [
  "load",
  ...[
    "sent",
    "accepted",
    "mined",
    "failed",
    "lost",
    "1/s",
    "p50 s",
    "p95 s",
    "p99 s",
    "gas each",
    "Mgas/s",
    "cores",
    "memory",
    "reorganised",
  ].map(right),
];

function printNetwork({ validators, loads }: NetworkMeasured): void {
  process.stdout.write(`\n${validators} validator${validators === 1 ? "" : "s"}\n`);
  printTable(columns, loads.map(cells));
  const refusals = loads.flatMap((load) => load.refusals.map((text) => `${load.name} refused: ${text}`));
  process.stdout.write(`${refusals.map((line) => `${line}\n`).join("")}\n`);
}

function cells(load: Measured): string[] {
  const readings = load.readings > load.mined ? ` (${Math.round(load.readingsPerSecond)} readings)` : "";
  return [
    load.name,
    ...[load.sent, load.accepted, load.mined, load.failed, load.lost].map(String),
    `${Math.round(load.perSecond)}${readings}`,
    ...[load.latencyP50, load.latencyP95, load.latencyP99].map((value) => value.toFixed(2)),
    String(Math.round(load.gasEach)),
    String(round(load.gasPerSecond / 1e6, 1)),
    load.cores.toFixed(2),
    `${Math.round(load.memoryBytes / 1024 ** 2)} MB`,
    String(load.reorganised),
  ];
}
