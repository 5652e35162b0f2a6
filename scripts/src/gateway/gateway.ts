import { type Call, type Failure, type Verdict, codes, failure, judgeBody, judgeTransaction } from "./calls.ts";
import { callerKey } from "./caller.ts";
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
    const { maxBatch, maxLogBlocks } = this.options;
    return judgeBody(text, { maxBatch, maxLogBlocks, webSocket }, head);
  }

  /** Answers a request over HTTP that was let in. `caller` is the resident's address on the Internet. */
  async handle(text: string, caller: string): Promise<Reply> {
    const judged = this.judge(text, false);
    if (judged === undefined) return this.#unavailable();
    if ("failure" in judged) {
      this.metrics.refused.inc({ reason: judged.reason });
      return { status: 400, body: judged.failure };
    }
    const limited = this.#limited(caller, weightOfAll(judged.verdicts));
    if (limited !== undefined) return limited;
    return await this.#answer(judged.verdicts, judged.batch);
  }

  /** Lets a request or message in before it is read, at the price of one call; a reply when the caller has had too many. */
  enter(caller: string): Reply | undefined {
    return this.#limited(caller, 1);
  }

  /** Takes from a caller's allowance; a reply when it is used up. */
  #limited(caller: string, weight: number): Reply | undefined {
    const waitMs = this.#callers.take(callerKey(caller), weight, Date.now());
    if (waitMs === 0) return undefined;
    this.metrics.refused.inc({ reason: "rate" });
    const retryAfterS = Math.ceil(waitMs / 1000);
    return {
      status: 429,
      retryAfterS,
      body: failure(null, codes.limit, `Too many calls from ${caller}; try again in ${retryAfterS} s.`),
    };
  }

  /** Takes what a message over WebSocket weighs from its caller's allowance. */
  allows(caller: string, verdicts: readonly Verdict[]): boolean {
    return this.#limited(caller, weightOfAll(verdicts)) === undefined;
  }

  /** Turns a verdict into a failure when its transaction is not good or its sender has sent too much, and counts it. */
  admit(verdict: Verdict): Verdict {
    const admitted = "call" in verdict ? this.#admitCall(verdict.call) : verdict;
    if ("call" in admitted) this.metrics.calls.inc({ method: admitted.call.method });
    else this.metrics.refused.inc({ reason: admitted.reason });
    return admitted;
  }

  #admitCall(call: Call): Verdict {
    const { chainId } = this.upstream;
    if (call.method !== "eth_sendRawTransaction") return { call };
    if (chainId === undefined) {
      const message = "The community's node does not answer just now.";
      return { failure: failure(call.id, codes.internal, message), reason: "node away" };
    }
    const { maxTransactionBytes: maxBytes, maxGas } = this.options;
    const judged = judgeTransaction(call, { chainId, maxBytes, maxGas });
    if (!("sender" in judged)) return judged;
    const waitMs = this.#senders.take(judged.sender, 1, Date.now());
    if (waitMs === 0) return { call };
    const message = `Too many transactions of ${judged.sender}; try again in ${Math.ceil(waitMs / 1000)} s.`;
    return { failure: failure(call.id, codes.limit, message), reason: "sender rate" };
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

/** What the calls of a message weigh beyond the one that it was let in for. */
function weightOfAll(verdicts: readonly Verdict[]): number {
  return verdicts.reduce((sum, verdict) => sum + ("call" in verdict ? weightOf(verdict.call.method) : 1), -1);
}
