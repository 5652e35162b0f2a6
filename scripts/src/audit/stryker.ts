import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { CommandError } from "../lib/errors.ts";
import type { Promised } from "../lib/output.ts";
import { cacheFolder, ensureFolder, projectRoot, stateFolder } from "../lib/paths.ts";
import { run } from "../lib/run.ts";

/** Stryker and its runner, each at a version of its own. */
const PACKAGES = ["@stryker-mutator/core@10.0.0", "@stryker-mutator/mocha-runner@10.0.0", "mocha@11.8.0"];
const LEAST = 85;

interface Core {
  what: string;
  mutate: string[];
  /** A pattern. Stryker knows no braces, so it is given the files. */
  tests: string;
}

/** The pure parts of the programs, and the tests that must notice when they change. */
const CORES: Record<string, Core> = {
  sdk: {
    what: "the sdk's units",
    mutate: ["sdk/src/units.ts", "sdk/src/decimal.ts"],
    tests: "sdk/test/units.test.ts",
  },
  meter: {
    what: "the meter's core",
    mutate: ["smart-meter/src/outbox/core.ts", "smart-meter/src/reading/{channel,pipeline,register}.ts"],
    tests: "smart-meter/test/{channel,outbox,outboxCore,pipeline,reading,register}.test.ts",
  },
  indexer: {
    what: "the index's core",
    mutate: ["indexer/src/core/*.ts", "!indexer/src/core/schema.ts"],
    tests: "indexer/test/core/*.test.ts",
  },
};

const Report = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().optional(),
          location: z.object({ start: z.object({ line: z.number() }) }),
          status: z.string(),
        }),
      ),
    }),
  ),
});
type Files = z.infer<typeof Report>["files"];

/** Runs Stryker over the cores of the programs; `source` chooses one of them. */
export async function strykerPromises(
  { jobs, source }: { jobs: number; source?: string },
  say: (text: string) => void,
): Promise<Promised[]> {
  const folder = await findStryker(say);
  const promises: Promised[] = [];
  for (const [name, core] of Object.entries(CORES)) {
    if (source !== undefined && source !== name) continue;
    say(`Stryker changes ${core.what} …`);
    promises.push(promiseOf(core, await mutate(folder, name, core, jobs), say));
  }
  return promises;
}

function promiseOf(core: Core, files: Files, say: (text: string) => void): Promised {
  const all = Object.entries(files).flatMap(([file, { mutants }]) => mutants.map((mutant) => ({ file, ...mutant })));
  const tried = all.filter(({ status }) => !["Ignored", "CompileError", "RuntimeError"].includes(status));
  const living = tried.filter(({ status }) => status !== "Killed" && status !== "Timeout");
  for (const { file, location, mutatorName, replacement, status } of living) {
    say(`${status} ${file}:${location.start.line} ${mutatorName}: ${replacement ?? ""}`);
  }
  const percent = Math.floor((1_000 * (tried.length - living.length)) / Math.max(tried.length, 1)) / 10;
  return {
    promise: `the tests notice when ${core.what} is changed`,
    evidence: core.tests,
    value: percent,
    unit: `% of ${tried.length} mutants`,
    limit: `at least ${LEAST}`,
    ok: percent >= LEAST,
  };
}

async function mutate(folder: string, name: string, core: Core, jobs: number): Promise<Files> {
  const home = ensureFolder(path.join(stateFolder, "stryker"));
  const [config, report] = [path.join(home, `${name}.config.json`), path.join(home, `${name}.json`)];
  rmSync(report, { force: true });
  writeFileSync(
    config,
    JSON.stringify({
      plugins: ["@stryker-mutator/mocha-runner"],
      testRunner: "mocha",
      mochaOptions: { spec: globSync(core.tests, { cwd: projectRoot }), "no-config": true },
      mutate: core.mutate,
      coverageAnalysis: "perTest",
      concurrency: jobs,
      ignoreStatic: true,
      // Node runs the sources as they are; types are another suite's matter.
      checkers: [],
      tsconfigFile: "none",
      ignorePatterns: ["/artifacts", "/cache", "/coverage", "/docs", "/web", "/.powerchain", "/deployments"],
      tempDirName: path.join(home, "sandbox"),
      timeoutMS: 60_000,
      reporters: ["json"],
      jsonReporter: { fileName: report },
      allowConsoleColors: false,
    }),
  );
  const program = path.join(folder, "node_modules/.bin/stryker");
  const { output } = await run(program, ["run", config], { log: path.join(home, `${name}.log`) });
  if (!existsSync(report)) throw new CommandError(`Stryker failed:\n${output.trim().slice(-2_000)}`);
  return Report.parse(JSON.parse(readFileSync(report, "utf8"))).files;
}

/** Stryker in a folder of its own, got once: a program for measuring, not a dependency of the project. */
async function findStryker(say: (text: string) => void): Promise<string> {
  const folder = path.join(cacheFolder, "stryker-10.0.0");
  if (existsSync(path.join(folder, "node_modules/.bin/stryker"))) return folder;
  say("Getting Stryker 10.0.0 …");
  ensureFolder(folder);
  writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
  const args = ["install", "--save-exact", "--ignore-scripts", "--no-audit", "--no-fund", ...PACKAGES];
  const { code, output } = await run("npm", args, { cwd: folder });
  if (code === 0) return folder;
  rmSync(folder, { recursive: true, force: true });
  throw new CommandError(`Stryker could not be got:\n${output.trim().slice(-1_000)}`, {
    hint: "It needs a connection to the npm registry.",
    retry: true,
  });
}
