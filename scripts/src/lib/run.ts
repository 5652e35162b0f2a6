import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { constants } from "node:os";
import { finished } from "node:stream/promises";
import path from "node:path";
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
}

/** Runs a program to its end without a shell and gathers what it prints. */
export async function run(program: string, args: string[], options: RunOptions = {}): Promise<Ran> {
  const child = spawn(program, args, {
    cwd: options.cwd ?? projectRoot,
    env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = options.log === undefined ? undefined : createWriteStream(options.log);
  let output = "";
  let rest = "";
  const take = (chunk: string): void => {
    output += chunk;
    log?.write(chunk);
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) options.onLine?.(line);
  };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  const release = endWithUs(child);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exitCode) => resolve(exitCode ?? 137));
    });
    return { code, output };
  } finally {
    release();
    if (log !== undefined) await finished(log.end());
  }
}

/** A program that we run must not outlive us, however we end; returns what takes that back. */
function endWithUs(child: ChildProcess): () => void {
  const stop = (): void => void child.kill("SIGTERM");
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

/** The path of a program that a dependency installed. */
export function localProgram(name: string): string {
  return path.join(projectRoot, "node_modules", ".bin", name);
}
