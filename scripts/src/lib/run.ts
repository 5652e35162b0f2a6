import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
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
  const stop = (): void => void child.kill("SIGTERM");
  process.once("exit", stop);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exitCode) => resolve(exitCode ?? 137));
    });
    return { code, output };
  } finally {
    process.off("exit", stop);
    if (log !== undefined) await finished(log.end());
  }
}

/** The path of a program that a dependency installed. */
export function localProgram(name: string): string {
  return path.join(projectRoot, "node_modules", ".bin", name);
}
