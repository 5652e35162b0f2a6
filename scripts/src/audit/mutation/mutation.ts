import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { ensureCompiled } from "../../deploy/compile.ts";
import { type Promised, writeJson } from "../../lib/output.ts";
import { projectRoot, stateFolder } from "../../lib/paths.ts";
import { Hunt, type Outcome } from "./hunt.ts";
import { prepare } from "./prepare.ts";
import type { Mutant } from "./sites.ts";

export interface MutationOptions {
  /** Mutants of each source; 0: all. */
  sample: number;
  seed: number;
  /** Workers beside each other. */
  jobs: number;
  /** Only sources whose path has this in it. */
  source?: string;
}

const LEAST = 90;
const Explained = z.array(
  z.strictObject({
    file: z.string(),
    /** What the line says besides, where the change alone is not telling. */
    line: z.string().default(""),
    was: z.string(),
    becomes: z.string(),
    why: z.string().min(20),
  }),
);
type Explained = z.infer<typeof Explained>;

/** Changes the contracts in one place at a time, and counts how often a test notices. */
export async function mutationPromises(options: MutationOptions, say: (text: string) => void): Promise<Promised[]> {
  const explained = readExplained();
  await ensureCompiled(say);
  const { mutants, folders } = prepare(options.source ?? "", options.jobs, say);
  const chosen = choose(mutants, options);
  say(`${mutants.length} mutants, of which ${chosen.length} are tried, by ${options.jobs} workers.`);
  const hunt = new Hunt(folders);
  const outcomes: Outcome[] = [];
  await hunt.run(chosen, (outcome) => {
    outcomes.push(outcome);
    say(`${outcomes.length}/${chosen.length} ${tell(outcome)}`);
  });
  const report = path.join(stateFolder, "mutation.json");
  writeJson(report, { all: mutants.length, seed: options.seed, outcomes });
  return promisesOf(mutants, outcomes, explained, say);
}

/** The changes that no test can notice, or need not. */
export function readExplained(): Explained {
  return Explained.parse(parse(readFileSync(path.join(projectRoot, "contracts/mutants.yaml"), "utf8")));
}

function promisesOf(
  mutants: Mutant[],
  outcomes: Outcome[],
  explained: Explained,
  say: (text: string) => void,
): Promised[] {
  const living = outcomes.filter(({ killedBy }) => killedBy === undefined);
  const unexplained = living.filter(
    (mutant) =>
      !explained.some(({ file, line, was, becomes }) => {
        const same = mutant.file === file && oneLine(mutant.was) === was && oneLine(mutant.becomes) === becomes;
        return same && lineOf(mutant).includes(line);
      }),
  );
  for (const mutant of unexplained) say(`not explained: ${tell(mutant)}`);
  const killed = outcomes.length - living.length;
  const percent = Math.floor((1_000 * killed) / Math.max(outcomes.length, 1)) / 10;
  const evidence = "contracts/mutants.yaml, .powerchain/mutation.json";
  return [
    {
      promise: "the tests notice when the contracts are changed",
      evidence,
      value: percent,
      unit: `% of ${outcomes.length} mutants (of ${mutants.length})`,
      limit: `at least ${LEAST}`,
      ok: percent >= LEAST,
    },
    {
      promise: "each change that they do not notice is explained",
      evidence,
      value: unexplained.length,
      unit: "mutants",
      limit: "0",
      ok: unexplained.length === 0,
    },
  ];
}

function lineOf({ file, line }: Mutant): string {
  return readFileSync(path.join(projectRoot, file), "utf8").split("\n")[line - 1] ?? "";
}

function choose(mutants: Mutant[], { sample, seed }: MutationOptions): Mutant[] {
  const shuffled = [...mutants].sort((a, b) => draw(a.id, seed) - draw(b.id, seed));
  const taken = new Map<string, number>();
  return shuffled.filter(({ file }) => {
    const count = (taken.get(file) ?? 0) + 1;
    taken.set(file, count);
    return sample === 0 || count <= sample;
  });
}

/** A number for a mutant that only the seed decides (xorshift-multiply, as in MurmurHash3's last step). */
function draw(id: number, seed: number): number {
  let x = Math.imul(id, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function tell({ id, file, line, operator, was, becomes, killedBy }: Outcome): string {
  const change = `${oneLine(was)} → ${becomes === "" ? "(nothing)" : oneLine(becomes)}`;
  return `#${id} ${file}:${line} ${operator}: ${change}: ${killedBy === undefined ? "LIVES" : `killed by ${oneLine(killedBy)}`}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 160);
}
