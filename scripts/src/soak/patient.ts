import { setTimeout as sleep } from "node:timers/promises";
import { type Hex, type Transport, HttpRequestError, TimeoutError, http, keccak256 } from "viem";

/** Where a resident's programs ask just now. */
export interface Line {
  url: string;
  /** Nobody is waited for any more. */
  closed?: boolean;
}

const ANSWER_MS = 10_000;
const AGAIN_MS = 1_000;
/** The numbers of a gateway's answers that say "the node is away" and "too much at once". */
const LATER = new Set<unknown>([-32_603, -32_005]);
/** What a node answers to a transaction that it has, or that is in a block. */
const KNOWN = /already known|known transaction|nonce too low/i;

/** JSON-RPC that waits while the other side is away, for up to `patienceMs`: what a resident's program does on a bad day. */
export function patientHttp(line: Line, patienceMs: number): Transport {
  return (parameters) => {
    const base = http(line.url, { retryCount: 0, timeout: ANSWER_MS })(parameters);
    const request = async (call: { method: string; params?: unknown }): Promise<unknown> => {
      const deadline = Date.now() + patienceMs;
      for (let tries = 1; ; tries++) {
        try {
          const once = http(line.url, { retryCount: 0, timeout: ANSWER_MS })({ ...parameters, retryCount: 0 });
          return await once.request(call as never);
        } catch (error) {
          if (call.method === "eth_sendRawTransaction" && tries > 1 && KNOWN.test(String(error)))
            return keccak256((call.params as [Hex])[0]);
          if (!isAway(error) || Date.now() > deadline || line.closed === true) throw error;
          await sleep(AGAIN_MS);
        }
      }
    };
    return { ...base, request: request as typeof base.request };
  };
}

/** Nothing answered, or something that stands in front said that the node is away or busy. */
function isAway(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof HttpRequestError || at instanceof TimeoutError) return true;
    if (LATER.has((at as { code?: unknown }).code)) return true;
  }
  return false;
}
