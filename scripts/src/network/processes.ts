import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * The process that a pid file names, if it is alive and its command line holds `mark`: after a crash or a restart of the
 * machine the number may be another program's.
 */
export function runningPid(pidFile: string, mark: string): number | undefined {
  const pid = Number(readIfThere(pidFile));
  return Number.isInteger(pid) && pid > 0 && commandLine(pid).includes(mark) ? pid : undefined;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** The command line of a process, words parted by spaces; empty when it does not run (or has ended and was not yet collected). */
export function commandLine(pid: number): string {
  const text = readIfThere(`/proc/${pid}/cmdline`);
  if (text !== undefined) return text.replaceAll("\0", " ");
  if (process.platform === "linux") return "";
  try {
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return "";
  }
}

export function isAlive(pid: number): boolean {
  return commandLine(pid) !== "";
}

/** Starts a program that outlives this one; what it says goes to `logFile`. */
export function spawnDetached(
  command: string,
  args: string[],
  options: { cwd: string; logFile: string; env?: Record<string, string> },
): number {
  mkdirSync(path.dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, "a");
  try {
    const child = spawn(command, args, {
      cwd: options.cwd,
      detached: true,
      stdio: ["ignore", log, log],
      env: { ...process.env, ...options.env },
    });
    child.on("error", () => undefined);
    child.unref();
    return child.pid ?? 0;
  } finally {
    closeSync(log);
  }
}

/** Sends a signal; a process that has just ended is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Waits until `done` answers a value; undefined when it did not within `timeoutMs`. */
export async function until<Value>(
  done: () => Promise<Value | undefined> | Value | undefined,
  timeoutMs: number,
  everyMs = 100,
): Promise<Value | undefined> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await done();
    if (value !== undefined) return value;
    if (Date.now() >= end) return undefined;
    await sleep(everyMs);
  }
}

/** Asks a process to end and makes it after `graceMs`. */
export async function endProcess(pid: number, graceMs: number): Promise<void> {
  signal(pid, "SIGTERM");
  const gone = () => (isAlive(pid) ? undefined : true);
  if (await until(gone, graceMs, 50)) return;
  signal(pid, "SIGKILL");
  await until(gone, 5_000, 50);
}
