// Writes sdk/src/generated/abi.ts from the compiled contracts; with --check it only says whether it is up to date.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { abiSource } from "./abiSource.ts";

const root = path.resolve(import.meta.dirname, "../..");
const file = path.join(root, "sdk/src/generated/abi.ts");
const fresh = abiSource(path.join(root, "artifacts"));

if (!process.argv.includes("--check")) {
  writeFileSync(file, fresh);
} else if (readFileSync(file, "utf8") !== fresh) {
  process.stderr.write("sdk/src/generated/abi.ts is older than the contracts. Run: node sdk/tools/generateAbi.ts\n");
  process.exitCode = 1;
}
