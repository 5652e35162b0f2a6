import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { CommandError } from "../lib/errors.ts";
import { withLock } from "../lib/lock.ts";
import { cacheFolder, ensureFolder } from "../lib/paths.ts";
import { GETH_IMAGE, GETH_VERSION } from "./model.ts";

const run = promisify(execFile);
const PROGRAMS = ["geth", "clef", "bootnode"] as const;

/** Where Geth of our version is kept on this machine, for all projects. */
export const gethFolder = path.join(cacheFolder, `geth-${GETH_VERSION}`);

/**
 * The folder that holds geth, clef and bootnode of our version: the cache, else the PATH, else built with Go, or copied from
 * Docker's image, into the cache.
 * @throws CommandError that says how to get them when there is no way here
 */
export async function ensureGeth(say: (text: string) => void = () => undefined): Promise<string> {
  if (complete(gethFolder)) return gethFolder;
  const onPath = await folderOnPath();
  if (onPath?.version === GETH_VERSION && complete(onPath.folder)) return onPath.folder;
  const way = (await answers("go", ["version"]))
    ? build
    : (await answers("docker", ["version"]))
      ? copyFromImage
      : undefined;
  if (way === undefined) throw missing(onPath);
  // Several commands may find it missing at the same time: one gets it, the others wait.
  const lock = path.join(ensureFolder(cacheFolder), "build-geth.lock");
  await withLock(
    lock,
    () => say("another command is getting geth; waiting for it"),
    async () => {
      if (!complete(gethFolder)) await way(say);
    },
  );
  return gethFolder;
}

function complete(folder: string): boolean {
  return PROGRAMS.every((program) => existsSync(path.join(folder, program)));
}

interface Found {
  folder: string;
  version: string;
}

async function folderOnPath(): Promise<Found | undefined> {
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    const geth = path.join(folder, "geth");
    if (!existsSync(geth)) continue;
    const { stdout } = await run(geth, ["version"]).catch(() => ({ stdout: "" }));
    return { folder, version: /^Version: *([\d.]+)/m.exec(stdout)?.[1] ?? "unknown" };
  }
  return undefined;
}

async function answers(program: string, words: string[]): Promise<boolean> {
  return await run(program, words).then(
    () => true,
    () => false,
  );
}

function missing(onPath: Found | undefined): CommandError {
  const found =
    onPath === undefined
      ? "There is no geth here"
      : `The geth in ${onPath.folder} is version ${onPath.version}, or clef and bootnode are missing beside it`;
  return new CommandError(
    `${found}; version ${GETH_VERSION} with clef and bootnode is needed: it is the last that seals Clique blocks.`,
    {
      hint: `Install Go (https://go.dev/dl) and run this again: it builds all three in about 2 minutes. Or put geth, clef and bootnode ${GETH_VERSION} ("Geth & Tools") into ${gethFolder}. With Docker here, it takes them from the image ${GETH_IMAGE}.`,
    },
  );
}

async function build(say: (text: string) => void): Promise<void> {
  await intoCache(async (folder) => {
    for (const program of PROGRAMS) {
      say(`building ${program} ${GETH_VERSION} (about 2 minutes for all, once)`);
      await goInstall(program, folder, say);
    }
  });
}

/** The image's programs are linked statically: they run on every Linux. */
async function copyFromImage(say: (text: string) => void): Promise<void> {
  say(`getting geth ${GETH_VERSION} from ${GETH_IMAGE} (once)`);
  try {
    const container = (await run("docker", ["create", GETH_IMAGE])).stdout.trim();
    await intoCache(async (folder) => {
      for (const program of PROGRAMS) await run("docker", ["cp", `${container}:/usr/local/bin/${program}`, folder]);
    }).finally(async () => await run("docker", ["rm", container]));
  } catch (cause) {
    throw new CommandError(`Docker could not give geth ${GETH_VERSION}: ${(cause as Error).message}`, {
      hint: `Install Go (https://go.dev/dl) and run this again: it builds geth in about 2 minutes.`,
      cause,
    });
  }
}

/** Fills a folder beside the cache's and moves it there when whole, so that an interrupted run leaves nothing half. */
async function intoCache(fill: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(ensureFolder(cacheFolder), "build-geth-"));
  try {
    await fill(folder);
    if (!complete(gethFolder)) {
      rmSync(gethFolder, { recursive: true, force: true });
      renameSync(folder, gethFolder);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function goInstall(program: string, folder: string, say: (text: string) => void): Promise<void> {
  const module = `github.com/ethereum/go-ethereum/cmd/${program}@v${GETH_VERSION}`;
  // The flag is needed from Go 1.23 on, for a dependency that reaches into the runtime.
  const child = spawn("go", ["install", "-ldflags=-checklinkname=0 -s -w", module], {
    env: { ...process.env, GOBIN: folder, GOFLAGS: "" },
  });
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    const last = output.trimEnd().split("\n").at(-1);
    if (last !== undefined) say(`${program}: ${last.slice(0, 100)}`);
  });
  const code = await new Promise<number | null>((resolve) =>
    child.on("close", resolve).on("error", () => resolve(null)),
  );
  if (code === 0) return;
  throw new CommandError(
    `Building ${program} ${GETH_VERSION} failed: ${output.trim().split("\n").slice(-3).join(" ")}`,
    {
      hint: `Try it by hand: GOBIN=${gethFolder} go install -ldflags="-checklinkname=0 -s -w" ${module}`,
      retry: true,
    },
  );
}
