// `node scripts/src/lint/checkLockFile.ts [--fix]`: is package-lock.json good for every platform?
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../lib/paths.ts";
import { type LockFile, missingPlatforms, withAllPlatforms } from "./lockFile.ts";

const file = path.join(projectRoot, "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8")) as LockFile;
const missing = missingPlatforms(lock);

if (missing.length > 0 && process.argv.includes("--fix")) {
  writeFileSync(file, `${JSON.stringify(withAllPlatforms(lock), null, 2)}\n`);
} else if (missing.length > 0) {
  const names = missing.map(({ name, version }) => `  ${name} ${version}`);
  process.stderr.write(`package-lock.json lacks packages of other platforms, so npm ci fails:\n${names.join("\n")}\n`);
  process.exitCode = 1;
}
