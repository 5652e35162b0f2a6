import { Hono } from "hono";
import { moduleLog } from "../../lib/log.ts";
import { type Health, judgeHealth } from "../health.ts";
import { addServiceRoutes, createServer, listen } from "../serviceShell.ts";
import { type Snapshot, takeSnapshot } from "../snapshot.ts";
import { readNetwork } from "../store.ts";
import { act } from "./acts.ts";
import { type Action, type WatchState, initialState, watch } from "./core.ts";
import { WatchdogMetrics } from "./metrics.ts";
import { StuckTransactions } from "./stuck.ts";

const LOOK_MS = 2_000;
/** Sizes of folders change slowly and take time to sum. */
const LOOKS_PER_DISK = 15;

export interface RunningWatchdog {
  port: number;
  close(): Promise<void>;
}

/** Looks after a network on this machine until closed: says what changes, mends what can be, serves metrics. */
export async function openWatchdog(name: string, port: number, host = "127.0.0.1"): Promise<RunningWatchdog> {
  const watchdog = new Watchdog(name);
  const app = new Hono();
  addServiceRoutes(app, watchdog.metrics.registry, () => ({
    ready: watchdog.health?.state === "healthy" || watchdog.health?.state === "degraded",
    detail: watchdog.health ?? null,
  }));
  const server = createServer(app);
  const open = await listen(server, host, port, "the watchdog", "--port");
  watchdog.start();
  return {
    port: open,
    close: async () => {
      await watchdog.stop();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

class Watchdog {
  readonly metrics: WatchdogMetrics;
  health: Health | undefined;
  #state: WatchState = initialState;
  #looks = 0;
  readonly #stuck = new StuckTransactions();
  #stopped = false;
  #loop: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  readonly #name: string;
  readonly #log = moduleLog("watchdog");

  constructor(name: string) {
    this.#name = name;
    this.metrics = new WatchdogMetrics(name);
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#look().catch((error: unknown) => this.#log.error({ error: String(error) }, "could not look"));
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, LOOK_MS).unref();
      });
    }
  }

  async #look(): Promise<void> {
    // Read anew each time: validators may have been added.
    const network = readNetwork(this.#name);
    const snapshot = await takeSnapshot(network, this.#looks++ % LOOKS_PER_DISK === 0);
    this.health = judgeHealth(snapshot);
    this.metrics.update(snapshot, this.health);
    const [state, actions] = watch(this.#state, snapshot);
    this.#state = state;
    for (const action of actions) await this.#do(action);
    if (this.health.state === "healthy" || this.health.state === "degraded") await this.#handOverStuck(snapshot);
  }

  async #handOverStuck(snapshot: Snapshot): Promise<void> {
    const handed = await this.#stuck.look(snapshot).catch(() => 0);
    if (handed === 0) return;
    this.#log.warn({ transactions: handed }, "handed transactions to the validators that they had not heard of");
    this.metrics.mended("hand over");
  }

  async #do(action: Action): Promise<void> {
    if (action.kind === "say") {
      this.#log[action.level]({ advice: action.advice }, action.text);
      return;
    }
    try {
      const done = await act(readNetwork(this.#name), action);
      this.#log[action.kind === "price" ? "info" : "warn"](done);
      this.metrics.mended(action.kind);
    } catch (error) {
      this.#log.error({ action, error: String(error) }, "could not mend");
    }
  }
}
