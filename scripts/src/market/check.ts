import { ensureCompiled } from "../deploy/compile.ts";
import { printTable, type Result, reportResults } from "../lib/output.ts";
import { withProgress } from "../lib/progress.ts";
import { type DifferentialReport, runMarketDifferential } from "./differential.ts";

/** How often progress is said, in orders. */
const SAY_EVERY = 500;
/** Orders of one stream. The next one draws with the next seed on a new chain, so that a long check needs no more memory. */
const STREAM = 50_000;

/** `check market`: prints what was compared, and fails when there was a difference. */
export async function checkMarket(flags: { orders: number; seed: number; json?: string }): Promise<void> {
  const { orders, seed } = flags;
  const started = Date.now();
  const report = await withProgress(`Compare ${orders} orders with the plain market`, async (say) => {
    await ensureCompiled(say);
    return await runStreams(orders, seed, say);
  });
  const seconds = Math.round((Date.now() - started) / 1000);
  const lines = [...report.done, ...[...report.refused].map(([name, count]) => [`refused: ${name}`, count] as const)];
  printTable(
    ["commands", { title: "count", align: "right" }],
    lines.map(([name, count]) => [name, String(count)]),
  );
  process.stdout.write("\n");
  const { difference, commands, trades } = report;
  const more = { seed, seconds, commands: Object.fromEntries(lines), difference };
  reportResults(resultsOf(report, orders), { json: flags.json, more });
  if (difference !== undefined) process.stderr.write(`The first difference: ${difference}\n`);
  else process.stderr.write(`${commands} commands, ${trades} trades, ${seconds} s, from seed ${seed}\n`);
}

/** One stream after the other, until there are enough orders or a difference. */
async function runStreams(orders: number, seed: number, say: (text: string) => void): Promise<DifferentialReport> {
  let all: DifferentialReport | undefined;
  for (let i = 0; (all?.orders ?? 0) < orders && all?.difference === undefined; i++) {
    const before = all?.orders ?? 0;
    let said = before;
    const report = await runMarketDifferential({
      orders: Math.min(STREAM, orders - before),
      seed: seed + i,
      progress: (done) => {
        if (before + done < said) return;
        said = before + done + SAY_EVERY;
        say(`${before + done} of ${orders} orders, no difference`);
      },
    });
    if (report.difference !== undefined) report.difference = `seed ${seed + i}, ${report.difference}`;
    all = all === undefined ? report : sumOf(all, report);
  }
  return all!;
}

function sumOf(a: DifferentialReport, b: DifferentialReport): DifferentialReport {
  return {
    orders: a.orders + b.orders,
    commands: a.commands + b.commands,
    trades: a.trades + b.trades,
    refused: countsOf(a.refused, b.refused),
    done: countsOf(a.done, b.done),
    quotes: a.quotes + b.quotes,
    mostOpen: Math.max(a.mostOpen, b.mostOpen),
    difference: b.difference,
  };
}

function countsOf(a: Map<string, number>, b: Map<string, number>): Map<string, number> {
  const sum = new Map(a);
  for (const [name, count] of b) sum.set(name, (sum.get(name) ?? 0) + count);
  return sum;
}

function resultsOf(report: DifferentialReport, orders: number): Result[] {
  const kinds = (table: Map<string, number>): number => table.size;
  const { difference, mostOpen } = report;
  return [
    { name: "differences", value: difference === undefined ? 0 : 1, unit: "", limit: 0, ok: difference === undefined },
    { name: "orders", value: report.orders, unit: "", limit: `at least ${orders}`, ok: report.orders >= orders },
    { name: "commands", value: report.commands, unit: "", limit: "", ok: true },
    { name: "trades", value: report.trades, unit: "", limit: "at least 1", ok: report.trades > 0 },
    {
      name: "quotes equal to what then happened",
      value: report.quotes,
      unit: "",
      limit: "at least 1",
      ok: report.quotes > 0,
    },
    { name: "kinds of commands", value: kinds(report.done), unit: "", limit: 6, ok: kinds(report.done) === 6 },
    { name: "kinds of refusals", value: kinds(report.refused), unit: "", limit: "", ok: true },
    { name: "most open orders at a time", value: mostOpen, unit: "", limit: "", ok: true },
  ];
}
