import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { nodeFlags } from "../lib/memory.ts";
import { projectRoot } from "../lib/paths.ts";
import { endProcess, isAlive, runningPid, signal, spawnDetached } from "../network/processes.ts";

export interface ProgramSetting {
  name: string;
  /** The words after `./powerchain`. */
  command: string[];
  port: number;
  logFile: string;
  /** Names the process, so that one that outlived an earlier run is found and ended. */
  pidFile: string;
  env?: Record<string, string>;
}

const LOOK_MS = 500;
const GRACE_MS = 10_000;

/** A program of the community that is started again whenever it has ended, as systemd would do it. */
export class Program {
  readonly setting: ProgramSetting;
  /** How often it ended without anybody having ended it. */
  fell = 0;
  #pid: number | undefined;
  /** While somebody keeps it down. */
  #kept = false;
  #closed = false;
  #watch: Promise<void> | undefined;

  constructor(setting: ProgramSetting) {
    this.setting = setting;
  }

  /** Starts it; what an earlier run that was killed left behind is ended first. */
  async open(): Promise<void> {
    const left = runningPid(this.setting.pidFile, this.setting.command.join(" "));
    if (left !== undefined) await endProcess(left, GRACE_MS);
    this.start();
  }

  start(): void {
    const { command, logFile, pidFile, env } = this.setting;
    const cli = path.join(projectRoot, "scripts/src/cli.ts");
    const flags = [...nodeFlags, cli, ...command];
    this.#pid = spawnDetached(process.execPath, flags, {
      cwd: projectRoot,
      logFile,
      env: { POWERCHAIN_LOG: "info", NODE_COMPILE_CACHE: path.join(tmpdir(), "powerchain-compile-cache"), ...env },
    });
    mkdirSync(path.dirname(pidFile), { recursive: true });
    writeFileSync(pidFile, String(this.#pid));
    this.#kept = false;
    this.#watch ??= this.#keepUp();
  }

  async #keepUp(): Promise<void> {
    while (!this.#closed) {
      await sleep(LOOK_MS);
      if (this.#closed || this.#kept || (this.#pid !== undefined && isAlive(this.#pid))) continue;
      this.fell++;
      this.start();
    }
  }

  /** Ends it at once, and keeps it down until `start`. */
  kill(): void {
    this.#kept = true;
    this.#signal("SIGKILL");
  }

  freeze(): void {
    this.#signal("SIGSTOP");
  }

  thaw(): void {
    this.#signal("SIGCONT");
  }

  #signal(name: NodeJS.Signals): void {
    if (this.#pid !== undefined && isAlive(this.#pid)) signal(this.#pid, name);
  }

  /** Whether it says that it can serve. */
  async isReady(): Promise<boolean> {
    return await fetch(`http://127.0.0.1:${this.setting.port}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  /** What it shows at /readyz; undefined while it does not answer. */
  async figures<Figures>(): Promise<Figures | undefined> {
    return await fetch(`http://127.0.0.1:${this.setting.port}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
      async (answer) => (await answer.json()) as Figures,
      () => undefined,
    );
  }

  async stop(): Promise<void> {
    this.#closed = true;
    await this.#watch;
    this.thaw();
    if (this.#pid !== undefined && isAlive(this.#pid)) await endProcess(this.#pid, GRACE_MS);
  }
}
