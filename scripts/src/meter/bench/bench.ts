import { spawn } from "node:child_process";
import path from "node:path";
import { ensureCompiled } from "../../deploy/compile.ts";
import { CommandError } from "../../lib/errors.ts";
import { heapGrowth, nodeFlags } from "../../lib/memory.ts";
import { type Result, reportResults } from "../../lib/output.ts";
import { withProgress } from "../../lib/progress.ts";
import type { LoadOrder, LoadOutcome } from "./load.ts";
import { withNetwork } from "./network.ts";

export interface BenchMeterOptions {
  units: number;
  intervals: number;
  basePort: number | undefined;
  json: string | undefined;
}

/** 96 readings a day, a hundred times as fast as life: one each 9 seconds. */
const INTERVAL_S = 9;
/** A community of this size has its latency measured. */
const COMMUNITY_UNITS = 200;
const QUEUED = 1_000_000;
const PACE = { units: 4_000, intervals: 30 };

interface Pace {
  raw: { wall: number; cpu: number };
  /** Until the node had taken the last reading; until it was settled. */
  sentSeconds: number;
  settledSeconds: number;
  busy: number;
  settled: number;
  wanted: number;
}

/** `powerchain bench meter`: what one meter process carries. */
export async function benchMeter({ units, intervals, basePort, json }: BenchMeterOptions): Promise<void> {
  const results = await withProgress("Measure the meter", async (say) => {
    await ensureCompiled(say);
    say(`signing, storing and sending ${PACE.units * PACE.intervals} readings`);
    const pace = await measurePace();
    say(
      `${pace.settled} readings in ${round(pace.sentSeconds)} s, ${Math.round(pace.raw.wall)} signatures a second alone`,
    );
    say(`queueing ${QUEUED} readings`);
    const queued = await child<{ waiting: number; peakBytes: number }>("queued.ts", String(QUEUED));
    say(`${queued.waiting} readings queued in ${Math.round(queued.peakBytes / 1e6)} MB`);
    const live = await withNetwork({ units, basePort, say }, async (chain) => {
      const load = async (order: Omit<LoadOrder, "chain" | "interval">): Promise<LoadOutcome> =>
        await child<LoadOutcome>("load.ts", JSON.stringify({ chain, interval: INTERVAL_S, ...order }));
      say(`${COMMUNITY_UNITS} units: from reading to confirmed`);
      const quiet = await load({ units: COMMUNITY_UNITS, intervals: 6 });
      say(`${units} units, a hundred times as fast as life, for ${intervals * INTERVAL_S} s`);
      return { quiet, full: await load({ units, intervals }) };
    });
    return [...paceRows(pace), queuedRow(queued), ...liveRows(live, units, intervals)];
  });
  reportResults(results, { json });
}

/** The service against a stand-in for a node, so that it is the meter that is measured. */
async function measurePace(): Promise<Pace> {
  const pool = `0x${"33".repeat(20)}`;
  const node = start("standIn.ts", pool);
  try {
    const port = await firstLine(node);
    return await child<Pace>("pace.ts", `http://127.0.0.1:${port}`, pool, String(PACE.units), String(PACE.intervals));
  } finally {
    node.kill();
  }
}

function start(file: string, ...args: string[]) {
  const script = path.join(import.meta.dirname, file);
  const growth = `--heap-growing-percent=${heapGrowth.meter}`;
  return spawn(process.execPath, [...nodeFlags, growth, script, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function firstLine(program: ReturnType<typeof start>): Promise<string> {
  let said = "";
  for await (const chunk of program.stdout) {
    said += String(chunk);
    if (said.includes("\n")) return said.split("\n")[0] as string;
  }
  throw new CommandError("A measured program ended early.", { retry: true });
}

/** Runs a program to its end and reads its last line as JSON. */
async function child<T>(file: string, ...args: string[]): Promise<T> {
  const program = start(file, ...args);
  const leave = (): void => void program.kill("SIGKILL");
  process.once("exit", leave);
  let said = "";
  program.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => program.once("close", resolve));
  process.off("exit", leave);
  if (code !== 0) throw new CommandError(`${file} ended with code ${String(code)}.`, { retry: true });
  return JSON.parse(said.trim().split("\n").at(-1) as string) as T;
}

const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
const told = (name: string, value: number, unit: string): Result => ({ name, value, unit, limit: "", ok: true });
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Infinity;

function paceRows({ raw, sentSeconds, settledSeconds, busy, settled, wanted }: Pace): Result[] {
  const ratio = wanted / sentSeconds / raw.wall;
  return [
    {
      name: "readings signed one by one, stored and sent, over the raw signing rate",
      value: round(ratio),
      unit: "",
      limit: "at least 0.5",
      ok: ratio >= 0.5 && settled === wanted,
    },
    told("  the same until all were settled, too", round(settled / settledSeconds / raw.wall), ""),
    told("  the same by processor time of all threads", round(settled / busy / raw.cpu), ""),
    told("  readings a second", Math.round(wanted / sentSeconds), "1/s"),
    told("  signatures a second of the native library alone", Math.round(raw.wall), "1/s"),
  ];
}

function queuedRow({ waiting, peakBytes }: { waiting: number; peakBytes: number }): Result {
  const megabytes = Math.round(peakBytes / 1e6);
  return {
    name: `memory with ${waiting} readings queued`,
    value: megabytes,
    unit: "MB",
    limit: "at most 300",
    ok: megabytes <= 300 && waiting >= QUEUED,
  };
}

function liveRows(
  { quiet, full }: { quiet: LoadOutcome; full: LoadOutcome },
  units: number,
  intervals: number,
): Result[] {
  const p95 = percentile(quiet.latencies, 0.95);
  // What came at an interval's end has until the next one.
  const rate = full.settled / Math.max(full.seconds, intervals * INTERVAL_S);
  const wanted = Math.floor(units / INTERVAL_S);
  return [
    {
      name: `${units} units, a reading each ${INTERVAL_S} s, one validator`,
      value: Math.round(rate),
      unit: "readings/s",
      limit: `at least ${wanted}`,
      ok: rate >= wanted && full.settled === full.wanted,
    },
    told("  from an interval's end until nothing waited, longest", round(Math.max(...full.drained)), "s"),
    told("  from reading to confirmed, p95", round(percentile(full.latencies, 0.95)), "s"),
    told("  processor time of the meter", round(full.cpuSeconds / full.seconds), "cores"),
    told("  memory of the meter at its highest", Math.round(full.peakBytes / 1e6), "MB"),
    {
      name: `${COMMUNITY_UNITS} units: from reading to confirmed, p95`,
      value: round(p95),
      unit: "s",
      limit: "at most 4",
      ok: p95 <= 4 && quiet.settled === quiet.wanted,
    },
  ];
}
