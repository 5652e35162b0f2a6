import path from "node:path";
import { Listr } from "listr2";
import pc from "picocolors";
import { CommandError, describeError } from "../lib/errors.ts";
import { printTable } from "../lib/output.ts";
import { ensureFolder, shownPath, stateFolder } from "../lib/paths.ts";
import { rendererOptions } from "../lib/progress.ts";
import { localProgram, run } from "../lib/run.ts";
import { ensureNeed } from "./needs.ts";
import { type Counts, judge } from "./runners.ts";
import { type Suite, suites } from "./suites.ts";

/** Seconds after which a suite that says nothing hangs; no test takes so long, on any machine. */
const SILENCE = 600;

interface Outcome extends Counts {
  suite: Suite;
  seconds: number;
  log: string;
  /** What to show of the failures, when there are any. */
  failures: string;
}

export function listSuites(): void {
  const rows = suites.map((suite) => [suite.name, suite.about, suite.needs.join(", ") || "nothing more"]);
  printTable(["suite", "tests", "needs"], rows);
}

/** Runs the suites (all, or those named), prints what failed in full, and ends with "N passed, N failed" on a line of its own. */
export async function runTests(names: string[], options: { jobs: number }): Promise<void> {
  const chosen = chooseSuites(names);
  const outcomes: Outcome[] = [];
  const tasks = chosen.map((suite) => ({
    title: suite.name,
    task: async (_: unknown, task: { title: string; output: string }) => {
      const say = (text: string): void => void (process.stdout.isTTY && (task.output = text));
      const outcome = await runSuite(suite, say);
      outcomes.push(outcome);
      const title = `${suite.name}: ${outcome.passed} passed, ${outcome.failed} failed (${outcome.seconds} s)`;
      if (outcome.failed > 0) throw new Error(title);
      task.title = title;
    },
  }));
  await new Listr(tasks, { ...rendererOptions(), concurrent: options.jobs, exitOnError: false }).run();
  showOutcomes(outcomes);
}

function chooseSuites(names: string[]): Suite[] {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new CommandError(`There is no suite called ${unknown.join(", ")}.`, {
      hint: `The suites are ${suites.map((suite) => suite.name).join(", ")}.`,
    });
  }
  return names.length === 0 ? suites : suites.filter((suite) => names.includes(suite.name));
}

async function runSuite(suite: Suite, say: (text: string) => void): Promise<Outcome> {
  const folder = ensureFolder(path.join(stateFolder, "test-logs"));
  const log = path.join(folder, `${suite.name}.log`);
  const started = Date.now();
  const outcome = await execute(suite, log, path.join(folder, `${suite.name}.json`), say).catch((error: unknown) => {
    const { message, hint } = describeError(error);
    return { passed: 0, failed: 1, failures: [message, hint].filter(Boolean).join("\n") };
  });
  return { suite, log, seconds: Math.round((Date.now() - started) / 1000), ...outcome };
}

async function execute(suite: Suite, log: string, report: string, say: (text: string) => void) {
  for (const need of suite.needs) await ensureNeed(need, say);
  const [program = "", ...args] = suite.command(report);
  const onLine = (line: string): void => void (line.trim() !== "" && say(line.trim()));
  const { code, output } = await run(path.isAbsolute(program) ? program : localProgram(program), args, {
    log,
    onLine,
    silence: SILENCE,
    ...(suite.cwd === undefined ? {} : { cwd: suite.cwd }),
  });
  return judge(suite, code, output, suite.count(output, report));
}

function showOutcomes(outcomes: Outcome[]): void {
  for (const { suite, failures, log, failed } of outcomes) {
    if (failed === 0) continue;
    process.stdout.write(
      `\n${pc.bold(pc.red(`── ${suite.name} ──`))}  whole output: ${shownPath(log)}\n${failures.trimEnd()}\n`,
    );
  }
  const right = (title: string) => ({ title, align: "right" as const });
  process.stdout.write("\n");
  printTable(
    ["suite", right("passed"), right("failed"), right("seconds")],
    outcomes.map((o) => [o.suite.name, String(o.passed), String(o.failed), String(o.seconds)]),
  );
  const sum = (key: "passed" | "failed"): number => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  process.stdout.write(`\n${sum("passed")} passed, ${sum("failed")} failed\n`);
  if (sum("failed") > 0) process.exitCode = 1;
}
