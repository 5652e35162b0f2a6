import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { CommandError } from "../lib/errors.ts";
import type { Promised } from "../lib/output.ts";
import { cacheFolder, ensureFolder, projectRoot } from "../lib/paths.ts";
import { run } from "../lib/run.ts";
import { none } from "./promises.ts";

const VERSION = "0.11.6";
const contracts = [
  "Ledger",
  "EnergyToken",
  "EuroToken",
  "Governance",
  "EnergyPool",
  "MeterGateway",
  "Market",
  "Bank",
  "Lens",
];

const Explained = z.array(
  z.strictObject({
    check: z.string(),
    /** The start of the finding's first element: "Contract.function" or a file below node_modules. */
    where: z.string(),
    why: z.string().min(20),
  }),
);
type Explanation = z.infer<typeof Explained>[number];

const Report = z.object({
  success: z.boolean(),
  error: z.string().nullable(),
  results: z.object({
    detectors: z
      .array(
        z.object({
          check: z.string(),
          impact: z.enum(["High", "Medium", "Low", "Informational", "Optimization"]),
          description: z.string(),
        }),
      )
      .default([]),
  }),
});
type Finding = z.infer<typeof Report>["results"]["detectors"][number];

/** Runs Slither over all contracts; every finding of high or medium impact must be explained in contracts/slither.yaml. */
export async function slitherPromises(say: (text: string) => void): Promise<Promised[]> {
  const program = await findSlither(say);
  say("Slither reads the contracts …");
  const findings = await analyse(program);
  const explanations = readExplanations();
  const used = new Set<Explanation>();
  const unexplained = findings.filter((finding) => {
    const explanation = explanations.find((each) => explains(each, finding));
    if (explanation !== undefined) used.add(explanation);
    return explanation === undefined;
  });
  for (const { impact, check, description } of unexplained) {
    if (impact === "High" || impact === "Medium") say(`${impact} ${check}: ${description.trim()}`);
  }
  const count = (impact: Finding["impact"]): number => unexplained.filter((each) => each.impact === impact).length;
  const idle = explanations.filter((each) => !used.has(each));
  for (const { check, where } of idle)
    say(`contracts/slither.yaml explains ${check} in ${where}, which Slither does not find.`);
  const evidence = `Slither ${VERSION}, contracts/slither.yaml`;
  return [
    none("no finding of high impact is unexplained", evidence, count("High"), "findings"),
    none("no finding of medium impact is unexplained", evidence, count("Medium"), "findings"),
    none("no explanation is of nothing", evidence, idle.length, "entries"),
  ];
}

function explains({ check, where }: Explanation, finding: Finding): boolean {
  return finding.check === check && finding.description.includes(where);
}

function readExplanations(): Explanation[] {
  return Explained.parse(parse(readFileSync(path.join(projectRoot, "contracts/slither.yaml"), "utf8")));
}

async function analyse(program: string): Promise<Finding[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "powerchain-slither-"));
  try {
    const all = path.join(folder, "All.sol");
    const imports = contracts.map((name) => `import "${path.join(projectRoot, "contracts", `${name}.sol`)}";\n`);
    writeFileSync(all, `// SPDX-License-Identifier: MIT\npragma solidity 0.8.30;\n${imports.join("")}`);
    const solc = path.join(folder, "solc");
    const script = path.join(import.meta.dirname, "solcForSlither.ts");
    writeFileSync(solc, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`, { mode: 0o755 });
    const json = path.join(folder, "report.json");
    // Slither ends with the number of findings; only the report says whether it worked.
    const { output } = await run(program, [all, "--solc", solc, "--json", json]);
    if (!existsSync(json)) throw new CommandError(`Slither failed:\n${output.trim().slice(-2_000)}`);
    const report = Report.parse(JSON.parse(readFileSync(json, "utf8")));
    if (!report.success) throw new CommandError(`Slither failed: ${String(report.error)}`);
    return report.results.detectors;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Slither in a folder of its own, got once from PyPI. */
async function findSlither(say: (text: string) => void): Promise<string> {
  const folder = path.join(cacheFolder, `slither-${VERSION}`);
  const program = path.join(folder, "bin/slither");
  if (existsSync(program)) return program;
  say(`Getting Slither ${VERSION} …`);
  ensureFolder(cacheFolder);
  const made = await tryRun("python3", ["-m", "venv", folder]);
  const got =
    made && (await tryRun(path.join(folder, "bin/pip"), ["install", "--quiet", `slither-analyzer==${VERSION}`]));
  if (got) return program;
  rmSync(folder, { recursive: true, force: true });
  throw new CommandError("Slither could not be got.", {
    hint: "It needs Python 3 with venv (Debian: python3-venv) and a connection to PyPI.",
    retry: true,
  });
}

async function tryRun(program: string, args: string[]): Promise<boolean> {
  try {
    return (await run(program, args)).code === 0;
  } catch {
    return false;
  }
}
