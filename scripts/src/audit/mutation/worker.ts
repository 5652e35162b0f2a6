// A process of its own that runs the contracts' tests again and again, each time with another mutant alive in the artifacts.
// It works in a copy of the project; `hunt.ts` starts it and tells it which mutant is next.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import { forgetCommunity } from "../../../../test/helpers/community.ts";
import { forgetStage } from "../../../../test/helpers/marketStage.ts";
import { withAlive } from "./schema.ts";

/** What the worker is asked: to run this file with this mutant alive; 0: none. */
export interface Job {
  id: number;
  file: string;
}

/** The first test that failed; none: the mutant lives. */
export interface Verdict {
  failure?: string;
  seconds: number;
}

/** Tests of gas and of the code itself among others: with mutants inside it is longer and costs another. */
const ABOUT_CODE = /costs? (the same within|one read|nothing more)|keeps every contract under|deploys nothing that can/;

const root = process.cwd();
const artifacts = globSync("artifacts/contracts/**/*.json", { cwd: root }).map((file) => {
  const place = path.join(root, file);
  return { place, artifact: JSON.parse(readFileSync(place, "utf8")) as Record<string, unknown> };
});
const loaded = new Map<string, Mocha>();
let alive: number | undefined;

process.on("message", (job: Job) => void judge(job).then((verdict) => process.send!(verdict)));
process.send!("ready");

async function judge({ id, file }: Job): Promise<Verdict> {
  if (id !== alive) await enliven(id);
  const began = Date.now();
  const failure = await firstFailure(file);
  return { seconds: (Date.now() - began) / 1000, ...(failure === undefined ? {} : { failure }) };
}

async function enliven(id: number): Promise<void> {
  alive = id;
  await forgetCommunity();
  await forgetStage();
  for (const { place, artifact } of artifacts) {
    const { bytecode, deployedBytecode } = artifact as { bytecode?: string; deployedBytecode?: string };
    if (bytecode === undefined || deployedBytecode === undefined || bytecode.length < 100) continue;
    const changed = {
      ...artifact,
      bytecode: withAlive(bytecode, id),
      deployedBytecode: withAlive(deployedBytecode, id),
    };
    writeFileSync(place, JSON.stringify(changed));
  }
}

async function firstFailure(file: string): Promise<string | undefined> {
  const mocha = loaded.get(file) ?? (await load(file));
  return await new Promise((resolve) => {
    let first: string | undefined;
    const runner = mocha.run(() => {
      runner.dispose(); // else each run leaves its listeners to the process
      resolve(first);
    });
    runner.on(
      "fail",
      (test: Mocha.Runnable, error: Error) => (first ??= `${test.fullTitle()}: ${error.message.slice(0, 200)}`),
    );
  });
}

async function load(file: string): Promise<Mocha> {
  const mocha = new Mocha({
    grep: ABOUT_CODE,
    invert: true,
    bail: true,
    timeout: 120_000,
    reporter: class {} as unknown as string,
  });
  mocha.cleanReferencesAfterRun(false);
  mocha.addFile(path.join(root, file));
  await mocha.loadFilesAsync();
  loaded.set(file, mocha);
  return mocha;
}
