import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { CommandError } from "../lib/errors.ts";
import type { Promised } from "../lib/output.ts";
import { projectRoot } from "../lib/paths.ts";
import { localProgram, run } from "../lib/run.ts";

const LEAST = 95;
/** Not deployed: drivers for measurements. */
const LEFT_OUT = /contracts\/bench\/|^test\//;

interface Lines {
  file: string;
  hit: number;
  missed: number[];
}

/** Runs the contracts' tests with Hardhat's coverage and lists the lines that none of them reaches. */
export async function coveragePromises(say: (text: string) => void): Promise<Promised[]> {
  say("The contracts' tests run with coverage …");
  const { code, output } = await run(localProgram("hardhat"), ["test", "mocha", "--coverage"], {
    env: { POWERCHAIN_LONG_CODE: "true" },
  });
  const report = path.join(projectRoot, "coverage/lcov.info");
  if (!existsSync(report)) throw new CommandError(`There is no coverage:\n${output.trim().slice(-2_000)}`);
  // Some tests of gas may fail: code that counts its lines costs more.
  if (code !== 0) say("Some tests failed; code that is counted costs more gas.");
  const files = readLcov(readFileSync(report, "utf8")).filter(({ file }) => !LEFT_OUT.test(file));
  const [hit, missed] = [sum(files, (each) => each.hit), sum(files, (each) => each.missed.length)];
  for (const each of files)
    if (each.missed.length > 0) say(`not reached: ${each.file}, lines ${each.missed.join(", ")}`);
  const percent = Math.floor((1_000 * hit) / (hit + missed)) / 10;
  return [
    {
      promise: "the tests reach the lines of the contracts",
      evidence: "test/**/*.test.ts, coverage/lcov.info",
      value: percent,
      unit: `% of ${hit + missed} lines`,
      limit: `at least ${LEAST}`,
      ok: percent >= LEAST,
    },
  ];
}

/** The lines of each file of an lcov report. */
export function readLcov(text: string): Lines[] {
  return text
    .split("end_of_record")
    .filter((record) => record.includes("SF:"))
    .map((record) => {
      const file = /SF:(.*)/.exec(record)![1]!.trim();
      const lines = [...record.matchAll(/^DA:(\d+),(\d+)/gm)].map(
        ([, line, times]) => [Number(line), Number(times)] as const,
      );
      return {
        file,
        hit: lines.filter(([, times]) => times > 0).length,
        missed: lines.filter(([, times]) => times === 0).map(([line]) => line),
      };
    });
}

const sum = (files: Lines[], of: (file: Lines) => number): number => files.reduce((total, file) => total + of(file), 0);
