import type { Logger } from "pino";
import { ReorganisedError } from "../chain/reader.ts";
import type { CommunityIndex } from "./communityIndex.ts";

export const FIRST_WAIT_MS = 250;
export const LONGEST_WAIT_MS = 10_000;
/** Behind a subscription the head is asked for all the same: a subscription may die silently. */
const POLL_BEHIND_SUBSCRIPTION_MS = 5_000;
/** A node that was restarted takes a subscription again. */
const SUBSCRIBE_AGAIN_MS = 30_000;

export interface FollowerOptions {
  log: Logger;
  /** How often to ask for a new head where the node does not tell. */
  pollMs?: number;
  /** How long to poll alone after a subscription was lost. */
  subscribeAgainMs?: number;
}

/** Keeps one community's index at the chain's head until it is stopped. */
export class Follower {
  readonly index: CommunityIndex;
  /** Why the index does not move just now. */
  failure: Error | undefined;
  readonly #log: Logger;
  readonly #pollMs: number;
  readonly #subscribeAgainMs: number;
  #subscribeAgainAt = 0;
  #stopped = false;
  #wake: () => void = () => undefined;
  #watch: { stop(): void } | undefined;
  #woken = false;
  #subscribed = false;
  #done: Promise<void> = Promise.resolve();

  constructor(index: CommunityIndex, options: FollowerOptions) {
    this.index = index;
    this.#log = options.log.child({ community: index.name });
    this.#pollMs = options.pollMs ?? 500;
    this.#subscribeAgainMs = options.subscribeAgainMs ?? SUBSCRIBE_AGAIN_MS;
  }

  start(): void {
    this.#done = this.#run();
  }

  /** Ends after the span in hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#watch?.stop();
    this.#wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    let wait = FIRST_WAIT_MS;
    while (!this.#stopped) {
      try {
        this.#subscribe();
        this.#woken = false;
        await this.index.catchUp(() => this.#stopped);
        this.failure = undefined;
        wait = FIRST_WAIT_MS;
        if (!this.#woken) await this.#sleep(this.#subscribed ? POLL_BEHIND_SUBSCRIPTION_MS : this.#pollMs);
      } catch (error) {
        if (error instanceof ReorganisedError) continue; // the next round takes it back
        this.failure = error as Error;
        this.#log.warn({ error: this.failure.message, wait }, "not in step with the chain");
        await this.#sleep(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    }
  }

  /** Where there is no subscription (any more) and it is time to ask for one. */
  #subscribe(): void {
    const { rpc } = this.index.reader;
    if (this.#subscribed || rpc.watchHeads === undefined || performance.now() < this.#subscribeAgainAt) return;
    this.#subscribed = true;
    this.#watch = rpc.watchHeads(
      () => this.#wakeUp(),
      () => {
        this.#subscribed = false;
        this.#subscribeAgainAt = performance.now() + this.#subscribeAgainMs;
        this.#wakeUp();
      },
    );
  }

  #wakeUp(): void {
    this.#woken = true;
    this.#wake();
  }

  #sleep(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
