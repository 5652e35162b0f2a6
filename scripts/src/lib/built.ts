import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CommandError } from "./errors.ts";
import { withLock } from "./lock.ts";
import { ensureFolder, projectRoot, stateFolder } from "./paths.ts";
import { localProgram, run } from "./run.ts";

/** Something that is made from sources, and made again when they have changed. */
export interface Build {
  /** Names its stamp and lock: "contracts". */
  name: string;
  /** What is said before it is made: "Compiling the contracts …". */
  title: string;
  /** Patterns of the files that it is made from, from the project's folder. */
  sources: string[];
  /** A file that is there once it was made, from the project's folder. */
  output: string;
  /** A program of node_modules/.bin with its arguments, and the folder to run it in. */
  command: string[];
  folder?: string;
}

/**
 * Makes it if it is missing or older than its sources; says so before it does.
 * @throws CommandError with the builder's output when it fails
 */
export async function ensureBuilt(build: Build, say: (text: string) => void = () => undefined): Promise<void> {
  if (isFresh(build)) return;
  const lock = path.join(ensureFolder(stateFolder), `${build.name}.lock`);
  // One builder at a time: several commands may start together on a fresh clone.
  const wait = (): void => say(`Another command is making the ${build.name}; waiting for it …`);
  await withLock(lock, wait, async () => {
    if (isFresh(build)) return;
    say(build.title);
    const wanted = sourcesHash(build);
    const [program = "", ...args] = build.command;
    const cwd = path.join(projectRoot, build.folder ?? "");
    const { code, output } = await run(localProgram(program), args, { cwd });
    if (code !== 0) {
      throw new CommandError(`Making the ${build.name} failed:\n${output.trim()}`, {
        hint: "Mend what it says and run the command again.",
      });
    }
    writeFileSync(stampOf(build), wanted);
  });
}

const stampOf = ({ name }: Build): string => path.join(stateFolder, `${name}.sha256`);

function isFresh(build: Build): boolean {
  const stamp = stampOf(build);
  return (
    existsSync(stamp) &&
    existsSync(path.join(projectRoot, build.output)) &&
    readFileSync(stamp, "utf8") === sourcesHash(build)
  );
}

function sourcesHash({ sources }: Build): string {
  const hash = createHash("sha256");
  for (const file of globSync([...sources, "package-lock.json"], { cwd: projectRoot }).sort()) {
    const whole = path.join(projectRoot, file);
    if (statSync(whole).isFile()) hash.update(file).update(readFileSync(whole));
  }
  return hash.digest("hex");
}
