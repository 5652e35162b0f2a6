import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { projectRoot } from "./paths.ts";

export interface Ran {
  /** The exit code; 128 + n when it was ended by signal n. */
  code: number;
  /** Standard output and error together, in the order they came. */
  output: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** A file that gets the whole output as it comes. */
  log?: string;
  onLine?: (line: string) => void;
  /** Seconds without a word after which the program and all that it started are ended; its output says so then. */
  silence?: number;
}

/** How long a program that was told to end has for it, in milliseconds. */
const LAST_WORDS = 5_000;

/** Runs a program to its end without a shell and gathers what it prints. */
export async function run(program: string, args: string[], options: RunOptions = {}): Promise<Ran> {
  const child = spawn(program, args, {
    cwd: options.cwd ?? projectRoot,
    env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, to end it with all that it started.
    detached: options.silence !== undefined,
  });
  const log = options.log === undefined ? undefined : createWriteStream(options.log);
  let output = "";
  let rest = "";
  const take = (chunk: string): void => {
    watch?.heard();
    output += chunk;
    log?.write(chunk);
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) options.onLine?.(line);
  };
  const watch = options.silence === undefined ? undefined : watchSilence(child, options.silence, take);
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  const release = endWithUs(() => (watch === undefined ? child.kill("SIGTERM") : endGroup(child, "SIGTERM")));
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exitCode, signal) => resolve(exitCode ?? 128 + constants.signals[signal ?? "SIGKILL"]));
    });
    return { code, output };
  } finally {
    watch?.stop();
    release();
    if (log !== undefined) await finished(log.end());
  }
}

/** Ends a silent program and its group, first kindly, and lets go of its pipes, which what left the group may hold. */
function watchSilence(
  child: ChildProcessByStdio<null, Readable, Readable>,
  seconds: number,
  tell: (text: string) => void,
): { heard: () => void; stop: () => void } {
  let over = false;
  const timer = setTimeout(() => void giveUp(), seconds * 1000);
  const giveUp = async (): Promise<void> => {
    over = true;
    tell(`\nIt said nothing for ${seconds} seconds and was ended.\n`);
    endGroup(child, "SIGTERM");
    await sleep(LAST_WORDS);
    endGroup(child, "SIGKILL");
    child.stdout.destroy();
    child.stderr.destroy();
  };
  return { heard: () => void (over || timer.refresh()), stop: () => clearTimeout(timer) };
}

/** A program that we run must not outlive us, however we end; returns what takes that back. */
function endWithUs(stop: () => unknown): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const onSignal = (signal: NodeJS.Signals): void => {
    stop();
    process.exit(128 + constants.signals[signal]);
  };
  process.once("exit", stop);
  for (const signal of signals) process.once(signal, onSignal);
  return () => {
    process.off("exit", stop);
    for (const signal of signals) process.off(signal, onSignal);
  };
}

/** A signal to the whole group that a detached program leads, as long as one of it is there. */
function endGroup(leader: ChildProcess, signal: NodeJS.Signals): void {
  if (leader.pid === undefined) return;
  try {
    process.kill(-leader.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The path of a program that a dependency installed. */
export function localProgram(name: string): string {
  return path.join(projectRoot, "node_modules", ".bin", name);
}
