import { type Failure, type Rules, type Verdict, codes, failure, judgeBody } from "./calls.ts";
import { weightOf } from "./methods.ts";
import { type GatewayMetrics, createMetrics } from "./metrics.ts";
import type { GatewayOptions } from "./options.ts";
import { RateLimiter } from "./rateLimit.ts";
import { type Answer, UpstreamWatch, forward } from "./upstream.ts";

export interface Reply {
  status: 200 | 400 | 413 | 429 | 502 | 503;
  body: Answer | Failure | (Answer | Failure)[];
  /** Seconds after which to try again. */
  retryAfterS?: number;
}

/** Decides what passes between residents and the account node. Knows neither HTTP nor WebSocket. */
export class Gateway {
  readonly options: GatewayOptions;
  readonly metrics: GatewayMetrics = createMetrics();
  readonly upstream: UpstreamWatch;
  readonly #callers: RateLimiter;
  readonly #senders: RateLimiter;

  constructor(options: GatewayOptions) {
    this.options = options;
    this.upstream = new UpstreamWatch(options.upstream, (head) => this.metrics.head.set(head));
    this.#callers = new RateLimiter({ perSecond: options.callsPerSecond, burst: options.callsPerSecond * 5 });
    this.#senders = new RateLimiter({
      perSecond: options.transactionsPerSecond,
      burst: options.transactionsPerSecond * 10,
    });
  }

  /** Judges a request's body; undefined chain id means that the account node has never answered. */
  judge(text: string, webSocket: boolean): ReturnType<typeof judgeBody> | undefined {
    const { chainId, head } = this.upstream;
    if (chainId === undefined) return undefined;
    const { maxBatch, maxLogBlocks, maxTransactionBytes, maxGas } = this.options;
    const rules: Rules = {
      maxBatch,
      maxLogBlocks,
      webSocket,
      transaction: { chainId, maxBytes: maxTransactionBytes, maxGas },
    };
    return judgeBody(text, rules, head);
  }

  /** Answers a request over HTTP. `caller` is the resident's address on the Internet. */
  async handle(text: string, caller: string): Promise<Reply> {
    const judged = this.judge(text, false);
    if (judged === undefined) return this.#unavailable();
    if ("failure" in judged) {
      this.metrics.refused.inc({ reason: judged.reason });
      return this.#limited(caller, 1) ?? { status: 400, body: judged.failure };
    }
    const weight = judged.verdicts.reduce(
      (sum, verdict) => sum + ("call" in verdict ? weightOf(verdict.call.method) : 1),
      0,
    );
    const limited = this.#limited(caller, weight);
    if (limited !== undefined) return limited;
    return await this.#answer(judged.verdicts, judged.batch);
  }

  /** Takes from a caller's allowance; a reply when it is used up. */
  #limited(caller: string, weight: number): Reply | undefined {
    const waitMs = this.#callers.take(caller, weight, Date.now());
    if (waitMs === 0) return undefined;
    this.metrics.refused.inc({ reason: "rate" });
    const retryAfterS = Math.ceil(waitMs / 1000);
    return {
      status: 429,
      retryAfterS,
      body: failure(null, codes.limit, `Too many calls from ${caller}; try again in ${retryAfterS} s.`),
    };
  }

  /** Takes one call from a caller's allowance; for WebSocket messages. */
  allows(caller: string, weight: number): boolean {
    return this.#limited(caller, weight) === undefined;
  }

  /** Turns a verdict into a failure when its sender has sent too much, and counts it. */
  admit(verdict: Verdict): Verdict {
    if ("failure" in verdict) {
      this.metrics.refused.inc({ reason: verdict.reason });
      return verdict;
    }
    const waitMs = verdict.sender === undefined ? 0 : this.#senders.take(verdict.sender, 1, Date.now());
    if (waitMs === 0) {
      this.metrics.calls.inc({ method: verdict.call.method });
      return verdict;
    }
    this.metrics.refused.inc({ reason: "sender rate" });
    const message = `Too many transactions of ${verdict.sender}; try again in ${Math.ceil(waitMs / 1000)} s.`;
    return { failure: failure(verdict.call.id, codes.limit, message), reason: "sender rate" };
  }

  async #answer(verdicts: Verdict[], batch: boolean): Promise<Reply> {
    const admitted = verdicts.map((verdict) => this.admit(verdict));
    const calls = admitted.flatMap((verdict) => ("call" in verdict ? [verdict.call] : []));
    const answers = calls.length === 0 ? [] : await this.#forward(calls);
    if (answers === undefined) return this.#unavailable();
    const bodies = admitted.map((verdict) => ("failure" in verdict ? verdict.failure : (answers.shift() as Answer)));
    return { status: 200, body: batch ? bodies : (bodies[0] as Answer) };
  }

  async #forward(calls: Parameters<typeof forward>[1]): Promise<Answer[] | undefined> {
    const done = this.metrics.upstreamSeconds.startTimer();
    try {
      return await forward(this.options.upstream, calls);
    } catch {
      this.metrics.upstreamErrors.inc();
      return undefined;
    } finally {
      done();
    }
  }

  #unavailable(): Reply {
    return {
      status: 503,
      retryAfterS: 5,
      body: failure(
        null,
        codes.internal,
        "The community's node does not answer just now; try again in 5 s. What was sent may have arrived: look before sending anew.",
      ),
    };
  }
}
