import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../lib/paths.ts";

export interface Counts {
  passed: number;
  failed: number;
}

/** How a suite is run, and how its outcome is read. */
export interface Runner {
  /** A program of node_modules/.bin and its arguments; `report` is a file that it may write its figures to. */
  command: (report: string) => string[];
  cwd?: string;
  /** The figures, from what it printed or wrote. */
  count: (output: string, report: string) => Counts;
  /** The part of the output that explains the failures. */
  failures: (output: string) => string;
}

/** Plain mocha, on the TypeScript sources as they are. */
export function mocha(...globs: string[]): Runner {
  return { command: () => ["mocha", "--forbid-only", ...globs], count: countSpec, failures: fromFailing };
}

/** Hardhat's own runner: "mocha" for test/**\/*.test.ts, "solidity" for test/**\/*.t.sol. */
export function hardhat(kind: "mocha" | "solidity"): Runner {
  return { command: () => ["hardhat", "test", kind], count: countSpec, failures: fromFailing };
}

export function vitest(folder: string): Runner {
  return {
    command: (report) => ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    cwd: path.join(projectRoot, folder),
    count: (_, report) => countVitest(readFileSync(report, "utf8")),
    failures: (output) => from(output, /Failed (Tests|Suites)/),
  };
}

/** Each linter counts as a test. */
export function lint(): Runner {
  return {
    command: () => [path.join(projectRoot, "powerchain"), "lint"],
    count: countLint,
    failures: (output) => from(output, /^── /m),
  };
}

/** A run that ends badly without a failed test, or has no test at all, has failed too. */
export function judge(runner: Runner, code: number, output: string, counts: Counts): Counts & { failures: string } {
  const { passed, failed } = counts;
  if (failed > 0) return { passed, failed, failures: runner.failures(output) };
  if (code !== 0)
    return { passed, failed: 1, failures: `${runner.failures(output)}\nIt ended with exit code ${code}.` };
  if (passed === 0) return { passed, failed: 1, failures: "It has no tests." };
  return { passed, failed, failures: "" };
}

/** Mocha's and Hardhat's summaries: "12 passing (3s)", "1 failing". A run may have several. */
export function countSpec(output: string): Counts {
  const sum = (word: string): number =>
    [...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}\\b`, "gm"))].reduce(
      (total, match) => total + Number(match[1]),
      0,
    );
  return { passed: sum("passing"), failed: sum("failing") };
}

export function countVitest(report: string): Counts {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(report) as Record<string, number>;
  // A file that cannot even be loaded fails as a suite without a test.
  const failed = (numFailedTests ?? 0) > 0 ? numFailedTests : numFailedTestSuites;
  return { passed: numPassedTests ?? 0, failed: failed ?? 0 };
}

export function countLint(output: string): Counts {
  const match = /^(\d+) of (\d+) checks ok$/m.exec(output);
  const [passed, all] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  return { passed, failed: all - passed };
}

function fromFailing(output: string): string {
  return from(output, /^\s*\d+ failing\b/m);
}

/** The output from the first match on; its last lines when there is none (the run broke off). */
function from(output: string, start: RegExp): string {
  const at = output.search(start);
  return at < 0 ? output.trimEnd().split("\n").slice(-200).join("\n") : output.slice(at);
}
