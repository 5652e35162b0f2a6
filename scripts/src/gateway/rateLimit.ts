/** How much one may do: `perSecond` on average, `burst` at once. */
export interface Rate {
  perSecond: number;
  burst: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Token buckets by key (an address, a sender). Holds at most `maxKeys`; the one not used for longest is forgotten first, which
 * gives its owner a full bucket: the bound on memory is worth more than that.
 */
export class RateLimiter {
  readonly #rate: Rate;
  readonly #maxKeys: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate, maxKeys = 100_000) {
    this.#rate = rate;
    this.#maxKeys = maxKeys;
  }

  /** Takes `weight` tokens at `nowMs`; answers 0, or the milliseconds until so many are there (nothing is taken then). */
  take(key: string, weight: number, nowMs: number): number {
    const { perSecond, burst } = this.#rate;
    const old = this.#buckets.get(key);
    const passed = old === undefined ? 0 : Math.max(0, nowMs - old.at);
    const tokens = old === undefined ? burst : Math.min(burst, old.tokens + (passed / 1000) * perSecond);
    const enough = tokens >= weight;
    this.#store(key, { tokens: enough ? tokens - weight : tokens, at: nowMs });
    return enough ? 0 : Math.ceil(((weight - tokens) / perSecond) * 1000);
  }

  get size(): number {
    return this.#buckets.size;
  }

  #store(key: string, bucket: Bucket): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size <= this.#maxKeys) return;
    const oldest = this.#buckets.keys().next().value;
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
