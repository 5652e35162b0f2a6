import { cpSync, globSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CommandError } from "../../lib/errors.ts";
import { ensureFolder, projectRoot, stateFolder } from "../../lib/paths.ts";
import { compileSources, errorsOf, type CompiledCode, type CompiledEvm, type SolcError } from "../solc.ts";
import { SWITCH, withMutants } from "./schema.ts";
import { findMutants, type Mutant } from "./sites.ts";

/** Interfaces and types have no behaviour; bench/ is not deployed. */
const SOURCES = { pattern: "contracts/**/*.sol", without: /contracts\/(interfaces|bench|types)\// };
const COPIED = [
  "contracts",
  "docs",
  "test",
  "scripts",
  "package.json",
  "tsconfig.json",
  "hardhat.config.ts",
  "artifacts",
];

export interface Prepared {
  mutants: Mutant[];
  /** Copies of the project with the mutants in their artifacts, one a worker: each brings its own mutant to life there. */
  folders: string[];
}

/** Finds the mutants of the sources that are wanted, and compiles what uses them with every one inside, in copies of the project. */
export function prepare(wanted: string, jobs: number, say: (text: string) => void): Prepared {
  const sources = readSources();
  const { sources: parsed } = compileSources(sources, { outputSelection: { "*": { "": ["ast"] } } });
  let id = 0;
  const all = Object.entries(sources).flatMap(([file, source]) =>
    findMutants(file, source, parsed[file]!.ast).map((mutant) => ({ id: ++id, ...mutant })),
  );
  const mutants = valid(
    sources,
    all.filter(({ file }) => file.includes(wanted)),
  );
  const code = compile(schemata(sources, mutants), new Set(mutants.map(({ file }) => file)), say);
  const home = ensureFolder(path.join(ensureFolder(stateFolder), "mutation"));
  const folders = Array.from({ length: jobs }, (_, index) => copyProject(path.join(home, String(index + 1))));
  for (const folder of folders) writeArtifacts(folder, code);
  return { mutants, folders };
}

function readSources(): Record<string, string> {
  const files = globSync(SOURCES.pattern, { cwd: projectRoot }).filter((file) => !SOURCES.without.test(file));
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(path.join(projectRoot, file), "utf8")]));
}

function schemata(sources: Record<string, string>, mutants: Mutant[]): Record<string, string> {
  const changed = Object.entries(sources).map(([file, source]) => {
    return [
      file,
      withMutants(
        source,
        mutants.filter((mutant) => mutant.file === file),
      ),
    ];
  });
  return { ...(Object.fromEntries(changed) as Record<string, string>), "contracts/Mutant.sol": SWITCH };
}

/** Without those that are no Solidity: the compiler says where, and the last mutant begun before that place is it. */
function valid(sources: Record<string, string>, mutants: Mutant[]): Mutant[] {
  const texts = schemata(sources, mutants);
  const errors = errorsOf(compileSources(texts, { outputSelection: { "*": { "*": ["abi"] } } }));
  if (errors.length === 0) return mutants;
  const wrong = new Set(errors.map((error) => culprit(error, texts)));
  return valid(
    sources,
    mutants.filter(({ id }) => !wrong.has(id)),
  );
}

function culprit({ sourceLocation, formattedMessage }: SolcError, texts: Record<string, string>): number {
  const text = sourceLocation && Buffer.from(texts[sourceLocation.file] ?? "").subarray(0, sourceLocation.end);
  const id = [...(text?.toString().matchAll(/mutant\((\d+)\)/g) ?? [])].at(-1)?.[1];
  if (id === undefined) throw new CommandError(`The mutants cannot be compiled:\n${formattedMessage}`);
  return Number(id);
}

/** What is deployed, in tests too; each is compiled by itself. */
const ROOTS = [
  "Bank",
  "EnergyPool",
  "EnergyToken",
  "EuroToken",
  "Governance",
  "Ledger",
  "Lens",
  "Market",
  "MeterGateway",
];
const DRIVER = "bench/MarketDriver";

/** Code by source and contract. */
type Code = Map<string, { bytecode: CompiledCode; deployedBytecode: CompiledCode }>;

/** Nothing is optimised, and the older pipeline is tried first: it takes a tenth of the time, and behaves the same. */
function compile(texts: Record<string, string>, changed: Set<string>, say: (text: string) => void): Code {
  const driver = {
    [`contracts/${DRIVER}.sol`]: readFileSync(path.join(projectRoot, `contracts/${DRIVER}.sol`), "utf8"),
  };
  const code: Code = new Map();
  for (const root of [...ROOTS, DRIVER]) {
    const file = `contracts/${root}.sol`;
    const used = compileSources(
      { [file]: readFileSync(path.join(projectRoot, file), "utf8") },
      { outputSelection: { "*": { "": ["ast"] } } },
    );
    if (!Object.keys(used.sources).some((source) => changed.has(source))) continue;
    say(`Compiling ${root} with its mutants …`);
    code.set(file, codeOf({ ...texts, ...driver }, root));
  }
  return code;
}

function codeOf(texts: Record<string, string>, root: string): CompiledEvm {
  const [file, name] = [`contracts/${root}.sol`, path.basename(root)];
  const wanted = ["evm.bytecode.object", "evm.deployedBytecode.object", "evm.deployedBytecode.immutableReferences"];
  const outputs = [false, true].map((viaIR) => () => {
    return compileSources(texts, {
      viaIR,
      optimizer: { enabled: false },
      outputSelection: { [file]: { [name]: wanted } },
    });
  });
  let failure = "";
  for (const compileOnce of outputs) {
    const output = compileOnce();
    const [error] = errorsOf(output);
    if (error === undefined) return output.contracts![file]![name]!.evm;
    failure = error.formattedMessage;
  }
  throw new CommandError(`${root} cannot be compiled with its mutants:\n${failure}`);
}

function copyProject(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  ensureFolder(folder);
  for (const each of COPIED) cpSync(path.join(projectRoot, each), path.join(folder, each), { recursive: true });
  symlinkSync(path.join(projectRoot, "node_modules"), path.join(folder, "node_modules"));
  // Code with every mutant inside is larger than a chain takes; Hardhat's own configuration asks the environment (hunt.ts).
  replaceIn(`${folder}/scripts/src/chain/rules.ts`, "} as const;", "  allowUnlimitedContractSize: true,\n} as const;");
  replaceIn(`${folder}/scripts/src/deploy/deployCommunity.ts`, "DEPLOY_GAS = 12_000_000n", "DEPLOY_GAS = 100_000_000n");
  return folder;
}

function replaceIn(file: string, was: string, becomes: string): void {
  const text = readFileSync(file, "utf8");
  if (!text.includes(was)) throw new Error(`${file} has no ${was}`);
  writeFileSync(file, text.replace(was, becomes));
}

function writeArtifacts(folder: string, code: Code): void {
  for (const [file, { bytecode, deployedBytecode }] of code) {
    const place = path.join(folder, "artifacts", file, `${path.basename(file, ".sol")}.json`);
    const artifact = JSON.parse(readFileSync(place, "utf8")) as Record<string, unknown>;
    artifact["bytecode"] = `0x${bytecode.object}`;
    artifact["deployedBytecode"] = `0x${deployedBytecode.object}`;
    artifact["immutableReferences"] = deployedBytecode.immutableReferences ?? {};
    writeFileSync(place, JSON.stringify(artifact));
  }
}
