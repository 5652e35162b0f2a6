import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Promised } from "../lib/output.ts";
import { projectRoot } from "../lib/paths.ts";
import { run } from "../lib/run.ts";
import { none } from "./promises.ts";

/** Licences under which a community may run and pass on what the project brings along. */
const LICENCES = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "MPL-2.0",
  "OFL-1.1",
  "Python-2.0",
  "Unlicense",
  "Zlib",
]);

/** Packages whose package.json does not name a licence in the usual way, and what their files say. */
const READ_BY_HAND: Record<string, string> = {
  "dejavu-fonts-ttf": "Bitstream Vera licence and public domain: free to use, embed and pass on",
  "png-js": "MIT, in its LICENSE file",
};

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      link: z.boolean().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});
type Packages = z.infer<typeof Lock>["packages"];

const Manifest = z.object({ allowScripts: z.record(z.string(), z.boolean()) });
const AuditReport = z.object({
  metadata: z.object({ vulnerabilities: z.object({ high: z.number(), critical: z.number() }) }),
});

/** What the lock file brings in: where from, under which licence, what may run at installation, and what is known against it. */
export async function dependencyPromises(say: (text: string) => void): Promise<Promised[]> {
  const { packages } = Lock.parse(readJson("package-lock.json"));
  const of = (promise: string, value: number): Promised => none(promise, "package-lock.json", value, "packages");
  return [
    of("dependencies come from the registry, at the version locked", fromElsewhere(packages, say)),
    of("no dependency but the listed ones runs a script at installation", unlistedScripts(packages, say)),
    of("dependencies at run time are under free licences", otherLicences(packages, say)),
    await knownVulnerabilities(),
  ];
}

function fromElsewhere(packages: Packages, say: (text: string) => void): number {
  const found = Object.entries(packages).filter(
    ([, { resolved, link }]) => link !== true && /^(git|file|http:)/.test(resolved ?? ""),
  );
  for (const [name, { resolved }] of found) say(`${name} comes from ${String(resolved)}`);
  return found.length;
}

function unlistedScripts(packages: Packages, say: (text: string) => void): number {
  const { allowScripts } = Manifest.parse(readJson("package.json"));
  const found = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([where]) => nameOf(where))
    .filter((name) => !(name in allowScripts));
  for (const name of found) say(`${name} wants to run a script at installation and is not in allowScripts`);
  return found.length;
}

function otherLicences(packages: Packages, say: (text: string) => void): number {
  const found = Object.entries(packages).filter(
    ([where, { dev, link, license }]) =>
      where.startsWith("node_modules/") &&
      dev !== true &&
      link !== true &&
      !(nameOf(where) in READ_BY_HAND) &&
      !isFree(license),
  );
  for (const [where, { license }] of found) say(`${nameOf(where)}: ${license ?? "no licence stated"}`);
  return found.length;
}

/** "A OR B" is free when one is; "A AND B" when both are. */
function isFree(licence: string | undefined): boolean {
  if (licence === undefined) return false;
  const text = licence.replace(/[()]/g, "");
  return text.split(" OR ").some((choice) => choice.split(" AND ").every((each) => LICENCES.has(each.trim())));
}

async function knownVulnerabilities(): Promise<Promised> {
  const promise = "nothing of high or critical severity is known of dependencies at run time";
  const { output } = await run("npm", ["audit", "--omit=dev", "--json"]);
  try {
    const { high, critical } = AuditReport.parse(JSON.parse(output.slice(output.indexOf("{")))).metadata
      .vulnerabilities;
    return none(promise, "npm audit", high + critical, "advisories");
  } catch {
    const value = "the registry gave no answer";
    return { promise, evidence: "npm audit", value, unit: "", limit: "0", ok: false };
  }
}

function nameOf(where: string): string {
  return where.slice(where.lastIndexOf("node_modules/") + "node_modules/".length);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(projectRoot, file), "utf8"));
}
