import { FAIL_POINTS } from "@powerchain/smart-meter";
import pc from "picocolors";
import { ensureCompiled } from "../../deploy/compile.ts";
import { type Cast, foundCast } from "../../fleet/cast.ts";
import { type Result, printTable, reportResults } from "../../lib/output.ts";
import { type Anvil, startAnvil } from "./anvil.ts";
import { type FaultRun, faultRun } from "./run.ts";

export interface CheckMeterOptions {
  runs: number;
  seed: number;
  port: number;
  json: string | undefined;
}

const UNITS = 2;
const INTERVALS = 60;

/** `powerchain check meter`: kills a meter at every boundary and at random, while the chain misbehaves. */
export async function checkMeter({ runs, seed, port, json }: CheckMeterOptions): Promise<void> {
  await ensureCompiled((text) => void process.stderr.write(`${text}\n`));
  const done = await playFaults({ runs, seed, port }, (result) => process.stderr.write(`${lineOf(result)}\n`));
  const bad = done.filter((result) => !isGood(result));
  if (bad.length > 0) {
    printTable(
      ["run", "killed at", "difference Wh", "problem"],
      bad.map((r) => [
        String(r.run),
        r.kills.join(", "),
        String(r.difference),
        [r.problem, ...r.details.slice(0, 4)].filter(Boolean).join("; "),
      ]),
    );
  }
  reportResults(resultsOf(done), { json, more: { seed, runs: done } });
}

const isGood = ({ difference, drained, problem }: FaultRun): boolean =>
  difference === 0n && drained && problem === undefined;

function lineOf(result: FaultRun): string {
  const mark = isGood(result) ? pc.green("ok") : pc.red("NOT OK");
  return `${mark} run ${result.run}: killed at ${result.kills.join(", ")}; ${result.reorgs} reorganisations, ${result.readings} readings, ${result.seconds.toFixed(1)} s`;
}

/** Each run has a chain, a community and a meter of its own. */
export async function playFaults(
  { runs, seed, port }: { runs: number; seed: number; port: number },
  onRun: (run: FaultRun) => void = () => undefined,
): Promise<FaultRun[]> {
  const done: FaultRun[] = [];
  for (let run = 0; run < runs; run++) {
    const result = await playFault(run, seed, port);
    onRun(result);
    done.push(result);
  }
  return done;
}

/** Deeper than any reorganisation of a run: what founds the community stays. */
const SETTLED_BLOCKS = 16;

async function playFault(run: number, seed: number, port: number): Promise<FaultRun> {
  // The chain begins long enough ago for the readings' intervals to lie after the units' registration and before now.
  const anvil = await startAnvil(port, Math.floor(Date.now() / 1000) - (INTERVALS + 20) * 900);
  try {
    const cast = await community(anvil);
    const { timestamp } = await cast.chain.publicClient.getBlock();
    const start = Math.ceil(Number(timestamp) / 900) * 900 + 900;
    await anvil.request("evm_setNextBlockTimestamp", start + INTERVALS * 900 + 900);
    await anvil.request("anvil_mine", SETTLED_BLOCKS);
    return await faultRun(run, { anvil, cast, seed, port: port + 1, start, intervals: INTERVALS });
  } finally {
    await anvil.stop();
  }
}

async function community(anvil: Anvil): Promise<Cast> {
  const target = {
    name: "anvil",
    transport: anvil.transport,
    pollingInterval: 50,
    simulateAt: "latest" as const,
    embedded: undefined,
    rpcUrl: anvil.url,
    close: () => Promise.resolve(),
  };
  const units = Array.from({ length: UNITS }, () => ({ owner: 0, capacityWh: 0n, powerW: 0n }));
  return await foundCast(target, { homes: 2, units, sessionSeconds: 7_200n });
}

function resultsOf(done: FaultRun[]): Result[] {
  const lost = done.filter(({ difference }) => difference !== 0n).length;
  const stuck = done.filter(({ drained, problem }) => !drained || problem !== undefined).length;
  const reached = FAIL_POINTS.filter((point) =>
    done.some(({ kills }) => kills.some((kill) => kill.startsWith(`${point}:`) && !kill.endsWith(")"))),
  );
  const sum = (of: (run: FaultRun) => number): number => done.reduce((total, run) => total + of(run), 0);
  const told = (name: string, value: number, unit: string): Result => ({ name, value, unit, limit: "", ok: true });
  return [
    { name: "runs whose books differ from the source", value: lost, unit: "runs", limit: "0", ok: lost === 0 },
    { name: "runs that did not end by themselves", value: stuck, unit: "runs", limit: "0", ok: stuck === 0 },
    told("runs", done.length, "runs"),
    told(
      "kills",
      sum(({ kills }) => kills.filter((kill) => !kill.endsWith(")")).length),
      "kills",
    ),
    told(`boundaries killed at, of ${FAIL_POINTS.length}`, reached.length, "places"),
    told(
      "reorganisations",
      sum(({ reorgs }) => reorgs),
      "events",
    ),
    told(
      "readings",
      sum(({ readings }) => readings),
      "readings",
    ),
  ];
}
