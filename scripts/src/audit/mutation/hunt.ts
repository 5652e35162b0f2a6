import { fork, type ChildProcess } from "node:child_process";
import { globSync } from "node:fs";
import path from "node:path";
import { CommandError } from "../../lib/errors.ts";
import type { Mutant } from "./sites.ts";
import type { Job, Verdict } from "./worker.ts";

export interface Outcome extends Mutant {
  /** The test that failed; undefined: it lives. */
  killedBy?: string;
}

/** A worker serves so many mutants and is then replaced: chains that tests leave behind take memory. */
const A_WORKER = 40;
/** Tests that take longer than this with a mutant have run into it. */
const MOST_MS = 20 * 60_000;
/**
 * The tests, by what they are worth here. Left out: gas (code with mutants inside costs another), and the whole streams, whose
 * beginnings are in streams.test.ts.
 */
const LEFT_OUT = /flat-cost|^test\/differential|market\/differential|replay-events|cycling/;

/** Where to ask first about a source, before it is known which tests kill its mutants. */
const ABOUT: [source: RegExp, tests: RegExp][] = [
  [/energy\/|EnergyPool|EnergyMath/, /test\/energy\//],
  [/Market|OrderBook|BookWords|TickBitmap|Fills/, /test\/market\//],
  [/Governance|Terms|Defaults/, /Governance/],
  [/Bank/, /Bank/],
  [/MeterGateway/, /MeterGateway/],
];

/** Runs the tests with each mutant alive; quickest and deadliest first. Workers run beside each other. */
export class Hunt {
  private readonly folders: string[];
  private readonly kills = new Map<string, Map<string, number>>();
  private readonly seconds = new Map<string, number>();

  constructor(folders: string[]) {
    this.folders = folders;
  }

  async run(mutants: Mutant[], onOutcome: (outcome: Outcome) => void): Promise<void> {
    const queue = [...mutants];
    const begunAgain = new Set<Mutant>();
    const serve = async (folder: string): Promise<void> => {
      while (queue.length > 0) {
        const worker = await this.start(folder);
        try {
          let alive = true;
          for (let i = 0; i < A_WORKER && queue.length > 0 && alive; i++) {
            const mutant = queue.shift()!;
            const outcome = await this.judge(worker, mutant);
            alive = outcome !== undefined; // it may be gone and still count as connected
            if (outcome === undefined && !begunAgain.has(mutant)) {
              begunAgain.add(mutant);
              queue.unshift(mutant);
            } else onOutcome(outcome ?? { ...mutant, killedBy: "no worker survives it" });
          }
        } finally {
          worker.kill();
        }
      }
    };
    await Promise.all(this.folders.map(serve));
  }

  /** Undefined: the worker was gone before all tests had been asked, which says nothing about the mutant. */
  private async judge(worker: ChildProcess, mutant: Mutant): Promise<Outcome | undefined> {
    for (const file of this.order(mutant.file)) {
      if (!(await this.trust(worker, file))) return undefined;
      const verdict = await this.ask(worker, { id: mutant.id, file });
      if (verdict === undefined) return undefined;
      if (verdict.failure === undefined) continue;
      const kills = this.kills.get(mutant.file) ?? new Map<string, number>();
      this.kills.set(mutant.file, kills.set(file, (kills.get(file) ?? 0) + 1));
      return { ...mutant, killedBy: `${file}: ${verdict.failure}` };
    }
    return mutant;
  }

  /** Before a file judges anything it must pass with nobody alive; which also tells how long it takes. False: the worker is gone. */
  private async trust(worker: ChildProcess, file: string): Promise<boolean> {
    if (this.seconds.has(file)) return true;
    const verdict = await this.ask(worker, { id: 0, file });
    if (verdict?.failure !== undefined) {
      throw new CommandError(`${file} fails without any mutant: ${verdict.failure}`);
    }
    if (verdict !== undefined) this.seconds.set(file, verdict.seconds);
    return verdict !== undefined;
  }

  private files(): string[] {
    const all = globSync("test/**/*.test.ts", { cwd: this.folders[0]! }).filter((file) => !LEFT_OUT.test(file));
    return [...all.sort(), "scripts/src/audit/mutation/streams.test.ts"];
  }

  /** Files that have killed mutants of this source first, by kills a second; then those about it, then quick ones. */
  private order(source: string): string[] {
    const kills = this.kills.get(source);
    const about = ABOUT.find(([sources]) => sources.test(source))?.[1] ?? /streams/;
    const worth = (file: string): number => {
      const seconds = Math.max(this.seconds.get(file) ?? 10, 0.1);
      return ((kills?.get(file) ?? 0) + (about.test(file) ? 0.5 : 0.01)) / seconds;
    };
    return this.files().sort((a, b) => worth(b) - worth(a));
  }

  /** Undefined: the worker is gone. */
  private async ask(worker: ChildProcess, job: Job): Promise<Verdict | undefined> {
    if (!worker.connected) return undefined;
    const verdict = await new Promise<Verdict | undefined>((resolve) => {
      const gone = (): void => (clearTimeout(timer), resolve(undefined));
      const stuck: Verdict = { failure: "the tests did not come to an end", seconds: 0 };
      const timer = setTimeout(() => (worker.kill("SIGKILL"), resolve(stuck)), MOST_MS);
      worker.once("exit", gone);
      worker.once("message", (answer: Verdict) => (clearTimeout(timer), resolve(answer)));
      worker.send(job, (error) => error !== null && gone());
    });
    worker.removeAllListeners("exit");
    worker.removeAllListeners("message");
    return verdict;
  }

  private async start(folder: string): Promise<ChildProcess> {
    const script = path.join(folder, "scripts/src/audit/mutation/worker.ts");
    const env = { ...process.env, POWERCHAIN_LONG_CODE: "true" };
    const worker = fork(script, { cwd: folder, env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
    await new Promise<void>((resolve, reject) => {
      worker.once("message", () => resolve());
      worker.once("exit", (code) => reject(new Error(`The test worker ended at its start with code ${String(code)}.`)));
    });
    worker.removeAllListeners("exit");
    return worker;
  }
}
