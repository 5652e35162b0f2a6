import { Listr } from "listr2";
import { CommandError } from "../lib/errors.ts";
import { rendererOptions } from "../lib/progress.ts";
import { localProgram, run } from "../lib/run.ts";
import { type LintTool, lintTools } from "./tools.ts";

/** Runs the linters (all, or those named) and shows what they found; throws when one found something. */
export async function lint(names: string[], options: { fix: boolean }): Promise<void> {
  const chosen = chooseTools(names);
  const findings = new Map<string, string>();
  const check = async (tool: LintTool): Promise<void> => {
    const found = await runTool(tool, options.fix);
    if (found === undefined) return;
    findings.set(tool.name, found);
    throw new Error(`${tool.name}: see below`);
  };
  const inTurns = async (tools: LintTool[], concurrent: number): Promise<unknown> => {
    const tasks = tools.map((tool) => ({ title: `${tool.name}: ${tool.checks}`, task: () => check(tool) }));
    return await new Listr(tasks, { ...rendererOptions(), exitOnError: false, concurrent }).run();
  };
  // The others read the ABI that compiling gives. Fixing writes files, so one tool at a time.
  const isCompiler = (tool: LintTool): boolean => tool.name === "compile";
  await inTurns(chosen.filter(isCompiler), 1);
  await inTurns(
    chosen.filter((tool) => !isCompiler(tool)),
    options.fix ? 1 : 2,
  );
  for (const [name, found] of findings) process.stdout.write(`\n── ${name} ──\n${found.trim()}\n`);
  process.stdout.write(`\n${chosen.length - findings.size} of ${chosen.length} checks ok\n`);
  if (findings.size > 0) {
    throw new CommandError(`Findings by ${[...findings.keys()].join(", ")}.`, {
      hint: "Many are mended by ./powerchain lint --fix.",
    });
  }
}

function chooseTools(names: string[]): LintTool[] {
  const unknown = names.filter((name) => !lintTools.some((tool) => tool.name === name));
  if (unknown.length > 0) {
    throw new CommandError(`There is no check called ${unknown.join(", ")}.`, {
      hint: `The checks are ${lintTools.map((tool) => tool.name).join(", ")}.`,
    });
  }
  return names.length === 0 ? lintTools : lintTools.filter((tool) => names.includes(tool.name));
}

/** What the tool found, or undefined when it found nothing. */
async function runTool(tool: LintTool, fix: boolean): Promise<string | undefined> {
  let found = "";
  for (const [program = "", ...args] of tool.commands(fix)) {
    const { code, output } = await run(program === "node" ? process.execPath : localProgram(program), args);
    if (code !== 0) found += `${output}\n`;
  }
  return found === "" ? undefined : found;
}
