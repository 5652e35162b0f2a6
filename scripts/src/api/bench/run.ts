import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureCompiled } from "../../deploy/compile.ts";
import { type Result, reportResults } from "../../lib/output.ts";
import { runSteps } from "../../lib/progress.ts";
import { type ChainMeasured, measureChain, medianOf, p95Of } from "./chainPart.ts";
import { type MonthMeasured, measureMonths, p95 } from "./monthPart.ts";

export interface ApiBenchFlags {
  accounts: number;
  readings: number;
  seconds: number;
  seed: number;
  basePort?: number;
  json?: string;
}

const HOMES = 100;
const MB = 1024 ** 2;

/** `powerchain bench api` */
export async function runBenchApi(flags: ApiBenchFlags): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "powerchain-bench-api-"));
  const measured: { chain?: ChainMeasured; months?: MonthMeasured } = {};
  const { accounts, seed, basePort, seconds } = flags;
  try {
    await runSteps(
      [
        {
          title: "Measure the index on a chain at full load",
          run: async (_, say) => {
            await ensureCompiled(say);
            measured.chain = await measureChain({ folder, accounts, seed, basePort, say });
          },
        },
        {
          title: `Measure the API with ${flags.readings} readings`,
          run: async (_, say) => {
            measured.months = await measureMonths(folder, {
              quarters: Math.ceil(flags.readings / HOMES),
              seconds,
              say,
            });
          },
        },
      ],
      {},
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { chain, months } = measured as Required<typeof measured>;
  const figures = { ...months, month: undefined, statement: undefined }; // the single times say nothing
  reportResults([...chainRows(chain), ...monthRows(months)], {
    json: flags.json,
    more: { ...flags, chain, months: figures },
  });
}

function chainRows(chain: ChainMeasured): Result[] {
  const [indexed, delivered] = [medianOf(chain.indexed), medianOf(chain.delivered)];
  const share = indexed / delivered;
  const lag = p95Of(chain.lags);
  return [
    told("events on the chain", chain.events, ""),
    told("events indexed", Math.round(indexed), "1/s"),
    told("events delivered by eth_getLogs", Math.round(delivered), "1/s"),
    { name: "indexed over delivered", value: round(share), unit: "", limit: "at least 0.5", ok: share >= 0.5 },
    { name: "lag behind the chain at full load, p95", value: round(lag), unit: "s", limit: "at most 2", ok: lag <= 2 },
    told("the same, counted from the blocks' own times", round(p95Of(chain.lagsFromTimestamp)), "s"),
    told("memory of the index at full load, at most held", Math.round(chain.memory / MB), "MB"),
  ];
}

function monthRows(months: MonthMeasured): Result[] {
  const [month, memory] = [p95(months.month), months.memoryAtMillion / MB];
  const failed = months.month.failed + months.statement.failed;
  return [
    told("readings in the database", months.readings, ""),
    told("events indexed to get there", months.events, ""),
    told("events indexed, of recorded blocks", Math.round(months.events / months.indexSeconds), "1/s"),
    {
      name: "an account's month at 100 requests/s, p95",
      value: round(month),
      unit: "ms",
      limit: "at most 30",
      ok: months.month.times.length > 0 && month <= 30,
    },
    told("an account's statement at 10 requests/s, p95", round(p95(months.statement)), "ms"),
    { name: "requests that failed", value: failed, unit: "", limit: "exactly 0", ok: failed === 0 },
    {
      name: "memory at 1,000,000 events, at most held",
      value: Math.round(memory),
      unit: "MB",
      limit: "at most 300",
      ok: memory <= 300,
    },
    told("memory after all requests, at most held", Math.round(months.memoryAtEnd / MB), "MB"),
  ];
}

function told(name: string, value: number, unit: string): Result {
  return { name, value, unit, limit: "", ok: true };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
