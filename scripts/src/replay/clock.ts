import { INTERVAL } from "@powerchain/smart-meter";
import type { EmbeddedChain } from "../chain/embedded.ts";

/** Tells at which time a quarter-hour of the data ends on the chain. */
export interface ReplayClock {
  /** Waits until the chain has come to the end of quarter-hour `step` - 1, that is, the start of `step`. */
  reach(step: number): Promise<void>;
  /** Interval ends on the chain for the quarter-hours of a round. */
  ends(firstStep: number, steps: number): Promise<number[]>;
  /** How many times faster than the data the chain's time ran, once it is over. */
  factor(steps: number): Promise<number>;
}

/** The chain's clock moves with the data: quarter-hours keep their own times. */
export function movedClock(chain: EmbeddedChain, start: number): ReplayClock {
  return {
    async reach(step) {
      const left = BigInt(start + step * INTERVAL) - (await chain.now());
      if (left > 0n) await chain.wait(left);
    },
    ends: (firstStep, steps) =>
      Promise.resolve(Array.from({ length: steps }, (_, i) => start + (firstStep + i + 1) * INTERVAL)),
    factor: () => Promise.resolve(1),
  };
}

/** Time passes by itself: a round's quarter-hours share the seconds since the round before. */
export async function compressedClock(now: () => Promise<number>): Promise<ReplayClock> {
  const begun = await now();
  let last = begun;
  return {
    reach: () => Promise.resolve(),
    async ends(_, steps) {
      const from = last;
      last = await now();
      return Array.from({ length: steps }, (_, i) => from + Math.floor(((last - from) * (i + 1)) / steps));
    },
    factor: async (steps) => (steps * INTERVAL) / Math.max(1, (await now()) - begun),
  };
}
