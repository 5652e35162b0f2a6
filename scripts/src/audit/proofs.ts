import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { CommandError } from "../lib/errors.ts";
import type { Promised } from "../lib/output.ts";
import { projectRoot } from "../lib/paths.ts";
import { compileSources, errorsOf } from "./solc.ts";

/** A property of a library: a contract of test/proofs whose assertions the solver must prove for all arguments. */
export interface Property {
  file: string;
  contract: string;
  /** What it means, in a sentence. */
  meaning: string;
  /** The change to a library that must make it false. */
  mutant: { file: string; was: string; becomes: string };
}

/** What the solver said of a contract's assertions. */
interface Verdict {
  proved: number;
  refuted: number;
  /** Neither: the solver gave up, or met what it cannot express. */
  open: string[];
}

const PROPERTY = /((?:\/\/\/.*\n)+)contract (\w+) \{/g;
const MUTANT = /@custom:mutant (\w+): `(.*?)` becomes `(.*?)`/;

/** Every property is proved; and with its library changed, refuted by a counterexample: so that no proof is empty. */
export function proofPromises(say: (text: string) => void): Promised[] {
  const properties = readProperties();
  let [proved, refuted] = [0, 0];
  for (const property of properties) {
    const asItIs = prove(property, false);
    const changed = prove(property, true);
    if (asItIs.proved > 0 && asItIs.refuted + asItIs.open.length === 0) proved++;
    if (changed.refuted > 0) refuted++;
    say(`${property.contract}: ${words(asItIs)}; with its mutant ${words(changed)}`);
  }
  const evidence = "solc's SMTChecker, test/proofs";
  const row = (promise: string, value: number): Promised => {
    return {
      promise,
      evidence,
      value,
      unit: "properties",
      limit: `${properties.length}`,
      ok: value === properties.length,
    };
  };
  return [
    row("properties of the arithmetic and the book are proved for all values", proved),
    row("each is refuted when its library is changed", refuted),
  ];
}

export function readProperties(): Property[] {
  const files = globSync("test/proofs/*.sol", { cwd: projectRoot }).sort();
  return files.flatMap((file) => {
    const source = readFileSync(path.join(projectRoot, file), "utf8");
    return [...source.matchAll(PROPERTY)].map(([, notes = "", contract = ""]) => readProperty(file, contract, notes));
  });
}

function readProperty(file: string, contract: string, notes: string): Property {
  const [, library = "", was = "", becomes = ""] = MUTANT.exec(notes) ?? [];
  const meaning = /@notice (.*)/.exec(notes)?.[1] ?? "";
  const mutant = { file: `contracts/libraries/${library}.sol`, was, becomes };
  if (meaning === "" || was === "") {
    throw new CommandError(`${contract} in ${file} lacks its meaning or its mutant.`, {
      hint: "Write @notice and @custom:mutant above it, as the others have them.",
    });
  }
  return { file, contract, meaning, mutant };
}

/** Asks the solver about one contract, with its library as it is or changed. */
export function prove({ file, contract, mutant }: Property, changed: boolean): Verdict {
  const sources = { [file]: readFileSync(path.join(projectRoot, file), "utf8") };
  if (changed) sources[mutant.file] = changedSource(mutant);
  const modelChecker = {
    engine: "bmc",
    solvers: ["z3"],
    targets: ["assert"],
    contracts: { [file]: [contract] },
    showProvedSafe: true,
    showUnproved: true,
    showUnsupported: true,
  };
  const output = compileSources(sources, { modelChecker, outputSelection: {} });
  const [error] = errorsOf(output);
  if (error !== undefined) throw new CommandError(`${file} cannot be compiled:\n${error.formattedMessage}`);
  const verdict: Verdict = { proved: 0, refuted: 0, open: [] };
  for (const { message } of output.errors ?? []) {
    if (message.includes("is safe!")) verdict.proved++;
    else if (message.includes("Assertion violation happens here")) verdict.refuted++;
    else if (/BMC|SMT|model checker/i.test(message)) verdict.open.push(message.split("\n")[0]!);
  }
  return verdict;
}

function changedSource({ file, was, becomes }: Property["mutant"]): string {
  const source = readFileSync(path.join(projectRoot, file), "utf8");
  if (source.split(was).length !== 2) {
    throw new CommandError(`\`${was}\` does not stand exactly once in ${file}.`, {
      hint: "The mutant of a property follows its library: mend it in test/proofs.",
    });
  }
  return source.replace(was, () => becomes);
}

function words({ proved, refuted, open }: Verdict): string {
  if (open.length > 0) return `not decided (${open[0]})`;
  return refuted > 0 ? "refuted" : proved > 0 ? "proved" : "nothing asserted";
}
