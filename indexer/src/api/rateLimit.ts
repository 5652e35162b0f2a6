import type { MiddlewareHandler } from "hono";
import type { ApiContext, Env } from "./context.ts";
import { ApiProblem, answerProblem } from "./problem.ts";

export interface RateLimit {
  /** Requests a second that one address may send for ever. */
  perSecond: number;
  /** How many it may send at once. */
  burst: number;
}

const MOST_ADDRESSES = 50_000;

/** A token bucket for each address that asks. */
export function rateLimit(
  { perSecond, burst }: RateLimit,
  addressOf: (c: ApiContext) => string,
): MiddlewareHandler<Env> {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return async (c, next) => {
    const address = addressOf(c);
    const now = performance.now() / 1_000;
    const { tokens, at } = buckets.get(address) ?? { tokens: burst, at: now };
    const left = Math.min(burst, tokens + (now - at) * perSecond) - 1;
    // Written anew, so that the map's first entries are those not seen for the longest.
    buckets.delete(address);
    buckets.set(address, { tokens: Math.max(0, left), at: now });
    if (buckets.size > MOST_ADDRESSES) buckets.delete(buckets.keys().next().value as string);
    if (left >= 0) return next();
    const wait = Math.max(1, Math.ceil(-left / perSecond));
    c.header("retry-after", String(wait));
    const problem = answerProblem(
      c,
      new ApiProblem(429, `More than ${perSecond} requests a second.`, `Ask again in ${wait} s.`),
    );
    problem.headers.set("retry-after", String(wait));
    return problem;
  };
}
