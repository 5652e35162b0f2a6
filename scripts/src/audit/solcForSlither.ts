// Stands in for the solc that Slither expects: answers --version, and gives the answer of npm's solc (via IR, Berlin, as
// hardhat.config.ts has it) in the shape of --combined-json. Slither has no other way to a contract that needs via IR.
import { readFileSync } from "node:fs";
import { compileSources, errorsOf, solc, type SolcOutput } from "./solc.ts";

if (process.argv.includes("--version")) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else {
  const file = process.argv.find((argument, i) => i > 1 && argument.endsWith(".sol"));
  if (file === undefined) throw new Error("no Solidity file was given");
  process.stdout.write(JSON.stringify(combined(compile(file))));
}

function compile(file: string): SolcOutput {
  const output = compileSources(
    { [file]: readFileSync(file, "utf8") },
    {
      viaIR: true,
      optimizer: { enabled: true, runs: 1_000_000 },
      outputSelection: {
        "*": {
          "": ["ast"],
          "*": ["abi", "userdoc", "devdoc", "evm.bytecode", "evm.deployedBytecode", "evm.methodIdentifiers"],
        },
      },
    },
  );
  const errors = errorsOf(output);
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return output;
}

function combined(output: SolcOutput): unknown {
  const contracts = Object.entries(output.contracts ?? {}).flatMap(([file, byName]) =>
    Object.entries(byName).map(([name, contract]) => [
      `${file}:${name}`,
      {
        abi: contract["abi"],
        bin: contract.evm.bytecode.object,
        "bin-runtime": contract.evm.deployedBytecode.object,
        srcmap: contract.evm.bytecode.sourceMap,
        "srcmap-runtime": contract.evm.deployedBytecode.sourceMap,
        hashes: contract.evm.methodIdentifiers,
        userdoc: contract["userdoc"],
        devdoc: contract["devdoc"],
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
