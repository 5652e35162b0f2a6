// Stands in for the solc that Slither expects: answers --version, and gives the answer of npm's solc (via IR, Berlin, as
// hardhat.config.ts has it) in the shape of --combined-json. Slither has no other way to a contract that needs via IR.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { projectRoot } from "../lib/paths.ts";

interface CompiledContract {
  abi: unknown;
  evm: {
    bytecode: { object: string; sourceMap: string };
    deployedBytecode: { object: string; sourceMap: string };
    methodIdentifiers: Record<string, string>;
  };
  userdoc: unknown;
  devdoc: unknown;
}
interface Output {
  errors?: { severity: string; formattedMessage: string }[];
  contracts: Record<string, Record<string, CompiledContract>>;
  sources: Record<string, { id: number; ast: unknown }>;
}
interface Solc {
  version(): string;
  compile(input: string, callbacks: { import(file: string): { contents: string } | { error: string } }): string;
}

const solc = createRequire(import.meta.url)("solc") as Solc;

if (process.argv.includes("--version")) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else {
  const file = process.argv.find((argument, i) => i > 1 && argument.endsWith(".sol"));
  if (file === undefined) throw new Error("no Solidity file was given");
  process.stdout.write(JSON.stringify(combined(compile(file))));
}

function compile(file: string): Output {
  const input = {
    language: "Solidity",
    sources: { [file]: { content: readFileSync(file, "utf8") } },
    settings: {
      evmVersion: "berlin",
      viaIR: true,
      optimizer: { enabled: true, runs: 1_000_000 },
      outputSelection: {
        "*": {
          "": ["ast"],
          "*": ["abi", "userdoc", "devdoc", "evm.bytecode", "evm.deployedBytecode", "evm.methodIdentifiers"],
        },
      },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport })) as Output;
  const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return output;
}

function readImport(file: string): { contents: string } | { error: string } {
  const places = [file, path.join(projectRoot, file), path.join(projectRoot, "node_modules", file)];
  const found = places.find((place) => existsSync(place));
  return found === undefined ? { error: `${file} is not there` } : { contents: readFileSync(found, "utf8") };
}

function combined(output: Output): unknown {
  const contracts = Object.entries(output.contracts).flatMap(([file, byName]) =>
    Object.entries(byName).map(([name, contract]) => [
      `${file}:${name}`,
      {
        abi: contract.abi,
        bin: contract.evm.bytecode.object,
        "bin-runtime": contract.evm.deployedBytecode.object,
        srcmap: contract.evm.bytecode.sourceMap,
        "srcmap-runtime": contract.evm.deployedBytecode.sourceMap,
        hashes: contract.evm.methodIdentifiers,
        userdoc: contract.userdoc,
        devdoc: contract.devdoc,
      },
    ]),
  );
  const files = Object.entries(output.sources).sort(([, a], [, b]) => a.id - b.id);
  return {
    contracts: Object.fromEntries(contracts) as unknown,
    sourceList: files.map(([file]) => file),
    sources: Object.fromEntries(files.map(([file, { ast }]) => [file, { AST: ast }])),
    version: solc.version(),
  };
}
