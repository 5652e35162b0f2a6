import { differingTables } from "../../../indexer/src/check/dump.ts";
import { type Ended, cleanRun, faultyRun } from "../../../indexer/test/helpers/faultyRun.ts";
import { playStory } from "../../../indexer/test/helpers/story.ts";
import { record } from "../../../indexer/test/helpers/unsteadyNode.ts";
import { ensureCompiled } from "../deploy/compile.ts";
import { type Result, reportResults } from "../lib/output.ts";
import { withProgress } from "../lib/progress.ts";

export interface FaultsFlags {
  runs: number;
  seed: number;
  json?: string;
}

const COMMANDS = 200;
/** Blocks that can be taken back one by one: enough for any reorganisation of these runs, and too few for most. */
const UNDO_DEPTHS = [1_024, 5];
/** Every so many runs the chain is another one. */
const RUNS_A_CHAIN = 25;

interface Run extends Omit<Ended, "digests"> {
  seed: number;
  undoDepth: number;
  /** Tables that are not as after a clean run. */
  differing: string[];
}

/** `powerchain check index` */
export async function checkIndexFaults({ runs: count, seed, json }: FaultsFlags): Promise<void> {
  const runs: Run[] = [];
  await withProgress(`Index a faulty chain ${count} times`, async (say) => {
    await ensureCompiled(say);
    for (let first = 0; first < count; first += RUNS_A_CHAIN) {
      say(`run ${first} of ${count}: another chain`);
      const story = await playStory(seed + first, COMMANDS);
      const recorded = await record(story);
      for (let i = first; i < Math.min(count, first + RUNS_A_CHAIN); i++) {
        const undoDepth = UNDO_DEPTHS[i % UNDO_DEPTHS.length] as number;
        const clean = await cleanRun(story, recorded, undoDepth);
        const { digests, ...figures } = await faultyRun(story, recorded, seed + i, undoDepth);
        runs.push({ seed: seed + i, undoDepth, differing: differingTables(clean, digests), ...figures });
        say(`run ${i + 1} of ${count}`);
      }
    }
  });
  for (const run of runs.filter(({ differing }) => differing.length > 0)) {
    process.stderr.write(`seed ${run.seed}, undo depth ${run.undoDepth}: ${run.differing.join(", ")} differ\n`);
  }
  reportResults(resultsOf(runs, count), { json, more: { seed, runs } });
}

function resultsOf(runs: Run[], count: number): Result[] {
  const sum = (of: (run: Run) => number): number => runs.reduce((total, run) => total + of(run), 0);
  const some = (name: string, value: number): Result => ({ name, value, unit: "", limit: "at least 1", ok: value > 0 });
  const different = runs.filter(({ differing }) => differing.length > 0).length;
  return [
    { name: "runs", value: runs.length, unit: "", limit: `exactly ${count}`, ok: runs.length === count },
    { name: "runs whose tables differ from a clean one's", value: different, unit: "", limit: 0, ok: different === 0 },
    some(
      "reorganisations",
      sum(({ reorganisations }) => reorganisations),
    ),
    some("blocks replaced at once, at most", Math.max(...runs.map(({ deepest }) => deepest))),
    some(
      "kills",
      sum(({ kills }) => kills),
    ),
    some(
      "failed calls, lost pages, changes while reading",
      sum(({ errors }) => errors),
    ),
  ];
}
