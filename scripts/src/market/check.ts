import { ensureCompiled } from "../deploy/compile.ts";
import { printTable, type Result, reportResults } from "../lib/output.ts";
import { withProgress } from "../lib/progress.ts";
import { type DifferentialReport, runMarketDifferential } from "./differential.ts";

/** How often progress is said, in orders. */
const SAY_EVERY = 500;

/** `check market`: prints what was compared, and fails when there was a difference. */
export async function checkMarket(flags: { orders: number; seed: number; json?: string }): Promise<void> {
  const { orders, seed } = flags;
  const started = Date.now();
  const report = await withProgress(`Compare ${orders} orders with the plain market`, async (say) => {
    await ensureCompiled(say);
    let said = 0;
    return await runMarketDifferential({
      orders,
      seed,
      progress: (done) => {
        if (done < said) return;
        said = done + SAY_EVERY;
        say(`${done} of ${orders} orders, no difference`);
      },
    });
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
  else process.stderr.write(`${commands} commands, ${trades} trades, ${seconds} s, seed ${seed}\n`);
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
