import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "../lib/errors.ts";
import { ensureFolder, projectRoot, stateFolder } from "../lib/paths.ts";
import { localProgram, run } from "../lib/run.ts";

const stamp = path.join(stateFolder, "contracts.sha256");
const lock = path.join(stateFolder, "compile.lock");
/** A compile takes under a minute; a lock this old was left by a program that was killed. */
const STALE_LOCK_MS = 180_000;

/** Compiles the contracts if their sources have changed since they were last compiled; says so before it does. */
export async function ensureCompiled(say: (text: string) => void = () => undefined): Promise<void> {
  if (isFresh()) return;
  await withLock(say, async () => {
    if (isFresh()) return;
    say("Compiling the contracts …");
    const wanted = sourcesHash();
    const { code, output } = await run(localProgram("hardhat"), ["build"]);
    if (code !== 0) {
      throw new CommandError(`The contracts do not compile:\n${output.trim()}`, {
        hint: "Mend them and run the command again.",
      });
    }
    writeFileSync(stamp, wanted);
  });
}

function isFresh(): boolean {
  return (
    existsSync(stamp) &&
    existsSync(path.join(projectRoot, "artifacts/contracts/Lens.sol/Lens.json")) &&
    readFileSync(stamp, "utf8") === sourcesHash()
  );
}

function sourcesHash(): string {
  const hash = createHash("sha256");
  const files = globSync("contracts/**/*.sol", { cwd: projectRoot }).sort();
  for (const file of [...files, "hardhat.config.ts", "package-lock.json"]) {
    hash.update(file).update(readFileSync(path.join(projectRoot, file)));
  }
  return hash.digest("hex");
}

/** One compiler at a time: several commands may start together on a fresh clone. */
async function withLock(say: (text: string) => void, work: () => Promise<void>): Promise<void> {
  ensureFolder(stateFolder);
  let told = false;
  while (!tryLock()) {
    if (!told) say("Another command is compiling the contracts; waiting for it …");
    told = true;
    await sleep(200);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function tryLock(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > STALE_LOCK_MS) rmSync(lock, { recursive: true, force: true });
  return false;
}
