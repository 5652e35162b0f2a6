import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { CommandError } from "../../lib/errors.ts";
import { usageOf } from "../../network/bench/usage.ts";
import type { ServedMessage, ServedOptions } from "./served.ts";

export type Indexed = Extract<ServedMessage, { kind: "indexed" }>;

/** A community's web in another process, which says what it has indexed. */
export class ServedChild {
  readonly url: string;
  /** When it began to index, ms. */
  readonly beganAt: number;
  readonly indexed: Indexed[] = [];
  events = 0;
  readonly #process: ChildProcess;
  #wake: () => void = () => undefined;
  #gone = false;

  private constructor(child: ChildProcess, url: string, beganAt: number) {
    this.#process = child;
    this.url = url;
    this.beganAt = beganAt;
    child.once("exit", () => {
      this.#gone = true;
      this.#wake();
    });
  }

  /** @throws CommandError when it ends instead */
  static async start(options: ServedOptions): Promise<ServedChild> {
    const script = path.join(import.meta.dirname, "served.ts");
    const child = fork(script, [JSON.stringify(options)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const waiting: Indexed[] = [];
    return await new Promise((resolve, reject) => {
      let served: ServedChild | undefined;
      child.on("message", (message: ServedMessage) => {
        if (message.kind === "started") {
          served = new ServedChild(child, message.url, message.beganAt);
          for (const one of waiting) served.#note(one);
          resolve(served);
        } else if (served === undefined) waiting.push(message);
        else served.#note(message);
      });
      child.once("exit", (code) => reject(new CommandError(`The API did not start (exit code ${code}).`)));
    });
  }

  #note(message: Indexed): void {
    this.indexed.push(message);
    this.events += message.events;
    this.#wake();
  }

  /** Waits until a block has been indexed. @throws CommandError when the process ends before */
  async reach(block: number, onProgress: (block: number) => void = () => undefined): Promise<Indexed> {
    for (;;) {
      const last = this.indexed.at(-1);
      if (last !== undefined) {
        onProgress(last.block);
        if (last.block >= block) return last;
      }
      if (this.#gone) throw new CommandError("The API ended while it was measured.");
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** The most memory that the process has held, bytes. */
  get peakMemory(): number {
    return usageOf([this.#process.pid ?? 0]).peakMemoryBytes;
  }

  /** CPU seconds that it has used. */
  get cpuSeconds(): number {
    return usageOf([this.#process.pid ?? 0]).cpuSeconds;
  }

  async stop(): Promise<void> {
    if (this.#gone) return;
    const exit = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await exit;
  }
}
