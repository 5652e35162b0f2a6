import { readFileSync } from "node:fs";
import pc from "picocolors";
import { contractNames } from "@powerchain/sdk";
import { ensureCompiled } from "../deploy/compile.ts";
import { EMBEDDED, type Target, openTarget } from "../deploy/target.ts";
import { CommandError, describeError } from "../lib/errors.ts";
import { writeJson } from "../lib/output.ts";
import type { Scenario } from "./model.ts";
import { parseScenario } from "./parse.ts";
import { type ScenarioReport, type StepReport, playScenario } from "./play.ts";

export interface ScenarioCommandOptions {
  network: string;
  json?: string;
  realTime: boolean;
  quiet: boolean;
}

/** On the embedded chain every story begins here; the contracts are deployed in the seconds before. */
export const STORY_BEGINS = new Date("2026-01-01T12:00:00Z");

type FileReport = { file: string } & (ScenarioReport | { passed: false; error: string });

/** `powerchain scenario`: plays files one after the other, each on contracts of its own; fails when one came out differently. */
export async function runScenarios(files: string[], options: ScenarioCommandOptions): Promise<void> {
  const reports: FileReport[] = [];
  for (const file of files) reports.push(await playFile(file, options));
  if (options.json !== undefined) {
    const passed = reports.every((report) => report.passed);
    writeJson(options.json, reports.length === 1 ? reports[0] : { passed, scenarios: reports });
  }
  const failed = reports.filter((report) => !report.passed);
  if (files.length > 1) process.stdout.write(`${files.length - failed.length} of ${files.length} scenarios passed\n`);
  if (failed.length > 0) process.exitCode = 1;
}

async function playFile(file: string, options: ScenarioCommandOptions): Promise<FileReport> {
  try {
    const scenario = readScenario(file, options);
    const report = await playOn(scenario, options);
    printEnd(file, report);
    return { file, ...report };
  } catch (error) {
    const { message, hint } = describeError(error);
    process.stderr.write(`${pc.red("Error:")} ${file}: ${message}\n${hint === undefined ? "" : `${hint}\n`}`);
    return { file, passed: false, error: message };
  }
}

function readScenario(file: string, { network, realTime }: ScenarioCommandOptions): Scenario {
  const scenario = parseScenario(readText(file));
  const wait = scenario.steps.find(({ kind }) => kind === "wait");
  if (wait !== undefined && network !== EMBEDDED && !realTime) {
    throw new CommandError(`The scenario waits (line ${wait.line}), and time on "${network}" only passes by itself.`, {
      hint: "Add --real-time to wait for it, or play it on --network embedded.",
    });
  }
  return scenario;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new CommandError(`It cannot be read: ${(cause as Error).message}.`, { hint: "Check the path.", cause });
  }
}

async function playOn(scenario: Scenario, options: ScenarioCommandOptions): Promise<ScenarioReport> {
  const startsAt = new Date(STORY_BEGINS.getTime() - contractNames.length * 1000);
  const target: Target = await openTarget(options.network, { clock: "exact", startsAt });
  try {
    await ensureCompiled((text) => void process.stderr.write(`${text}\n`));
    process.stdout.write(`${pc.bold(scenario.name)} on ${target.name}\n`);
    return await playScenario(scenario, target, {
      onStep: options.quiet ? undefined : printStep,
      say: (text) => void process.stderr.write(`  ${text}\n`),
    });
  } finally {
    await target.close();
  }
}

function printStep({ line, step, outcome, gasUsed, error, difference }: StepReport): void {
  const mark = outcome === "different" ? pc.red("NOT OK") : pc.green("ok    ");
  const gas = gasUsed === undefined ? "" : `  ${pc.dim(`${Number(gasUsed).toLocaleString("en")} gas`)}`;
  const failed = error === undefined || difference !== undefined ? "" : `  ${pc.dim(`fails: ${error.name}`)}`;
  process.stdout.write(`${mark} line ${String(line).padStart(4)}  ${step}${gas}${failed}\n`);
}

function printEnd(file: string, report: ScenarioReport): void {
  const difference = report.steps.at(-1)?.difference;
  if (difference === undefined) {
    process.stdout.write(
      `${pc.green("passed")}: ${report.steps.length} steps, ${Number(report.gasUsed).toLocaleString("en")} gas, ${report.seconds} s\n`,
    );
    return;
  }
  const { line, what, expected, found } = difference;
  process.stdout.write(
    `${pc.red("different")} at ${file}:${line}\n  ${what}\n  expected  ${expected}\n  found     ${found}\n`,
  );
}
