import type { Hex } from "viem";
import type { IpcClient, RpcOutcome } from "../ipc.ts";
import type { Observer } from "./observer.ts";
import type { SignedLoad } from "./signing.ts";

export interface SendOptions {
  /** Transactions sent and not yet in a block, at most: more would only lengthen the nodes' queues. */
  inFlight: number;
  batch: number;
  timeoutMs: number;
}

export interface SendOutcome {
  accepted: number;
  refused: string[];
  startedAt: number;
  /** When each was sent, in the order given. */
  sentAt: number[];
  /** Those that no block held in time. */
  missing: Hex[];
}

/** Sends transactions through connections in turn, batch by batch, never more in flight than allowed, until all are in blocks. */
export async function sendAll(
  clients: IpcClient[],
  observer: Observer,
  load: SignedLoad[],
  options: SendOptions,
): Promise<SendOutcome> {
  const sender = new Sender(clients, observer, load, options);
  return await sender.run();
}

class Sender {
  readonly #clients: IpcClient[];
  readonly #observer: Observer;
  readonly #load: SignedLoad[];
  readonly #options: SendOptions;
  readonly #refused: string[] = [];
  readonly #sentAt: number[] = [];
  #accepted = 0;
  #next = 0;
  /** Index up to which all are in blocks, so that counting does not begin anew each time. */
  #done = new Set<number>();
  #open: number[] = [];
  #busy = new Set<IpcClient>();
  #wake: () => void = () => undefined;

  constructor(clients: IpcClient[], observer: Observer, load: SignedLoad[], options: SendOptions) {
    this.#clients = clients;
    this.#observer = observer;
    this.#load = load;
    this.#options = options;
    observer.onBlock(() => this.#wake());
  }

  async run(): Promise<SendOutcome> {
    const startedAt = Date.now();
    const end = startedAt + this.#options.timeoutMs;
    while ((this.#next < this.#load.length || this.#countOpen() > 0 || this.#busy.size > 0) && Date.now() < end) {
      this.#sendMore();
      await this.#pause();
    }
    const missing = this.#load.map(({ hash }) => hash).filter((hash) => !this.#observer.minedAt.has(hash));
    return { accepted: this.#accepted, refused: this.#refused, startedAt, sentAt: this.#sentAt, missing };
  }

  #sendMore(): void {
    for (const client of this.#clients) {
      if (this.#busy.has(client) || this.#next >= this.#load.length) continue;
      const room = this.#options.inFlight - this.#countOpen();
      const count = Math.min(this.#options.batch, this.#load.length - this.#next);
      if (room < count) return;
      void this.#sendBatch(client, this.#next, count);
      this.#next += count;
    }
  }

  async #sendBatch(client: IpcClient, first: number, count: number): Promise<void> {
    this.#busy.add(client);
    const now = Date.now();
    const indices = Array.from({ length: count }, (_, i) => first + i);
    for (const i of indices) {
      this.#sentAt[i] = now;
      this.#open.push(i);
    }
    const calls = indices.map((i) => ({ method: "eth_sendRawTransaction", params: [this.#load[i]?.raw] }));
    const outcomes = await client
      .batch(calls, this.#options.timeoutMs)
      .catch((error: unknown): RpcOutcome[] => [{ error: error as never }]);
    this.#note(outcomes, indices);
    this.#busy.delete(client);
    this.#wake();
  }

  #note(outcomes: RpcOutcome[], indices: number[]): void {
    for (const [at, outcome] of outcomes.entries()) {
      if ("result" in outcome) {
        this.#accepted++;
        continue;
      }
      this.#refused.push(outcome.error.message);
      const index = indices[at];
      if (index !== undefined) this.#done.add(index);
    }
  }

  /** How many were sent and are in no block yet. */
  #countOpen(): number {
    this.#open = this.#open.filter(
      (i) => !this.#done.has(i) && !this.#observer.minedAt.has(this.#load[i]?.hash ?? "0x"),
    );
    return this.#open.length;
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 100);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
