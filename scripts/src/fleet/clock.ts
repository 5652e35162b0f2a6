import { setTimeout as sleep } from "node:timers/promises";
import { INTERVAL } from "@powerchain/smart-meter";
import type { EmbeddedChain } from "../chain/embedded.ts";

/** Tells at which time a quarter-hour of the data ends on the chain. */
export interface DataClock {
  /** Waits until the chain has come to the end of quarter-hour `step` - 1, that is, the start of `step`. */
  reach(step: number): Promise<void>;
  /** Interval ends on the chain for the quarter-hours of a round. */
  ends(firstStep: number, steps: number): Promise<number[]>;
  /** When, on the chain, a round that begins now will certainly be over. */
  horizon(firstStep: number, steps: number): Promise<number>;
  /** How many times faster than the data the chain's time ran, once it is over. */
  factor(steps: number): Promise<number>;
}

/** The chain's clock moves with the data: quarter-hours keep their own times. */
export function movedClock(chain: EmbeddedChain, start: number): DataClock {
  return {
    async reach(step) {
      const left = BigInt(start + step * INTERVAL) - (await chain.now());
      if (left > 0n) await chain.wait(left);
    },
    ends: (firstStep, steps) =>
      Promise.resolve(Array.from({ length: steps }, (_, i) => start + (firstStep + i + 1) * INTERVAL)),
    horizon: (firstStep, steps) => Promise.resolve(start + (firstStep + steps) * INTERVAL),
    factor: () => Promise.resolve(1),
  };
}

/** No round takes longer than this on a live chain, unless it is paced. */
const LONGEST_ROUND = 60;

/**
 * Time passes by itself: a round's quarter-hours share the seconds since the round before.
 * @param speed how many times faster than the data it should go; without it as fast as the chain takes it
 */
export async function compressedClock(
  now: () => Promise<number>,
  speed?: number,
  signal?: AbortSignal,
): Promise<DataClock> {
  const begun = await now();
  const wall = Date.now();
  let last = begun;
  const seconds = (steps: number): number => (speed === undefined ? 0 : (steps * INTERVAL) / speed);
  return {
    async reach(step) {
      const left = wall + seconds(step) * 1000 - Date.now();
      if (left > 0) await sleep(left, undefined, { signal }).catch(() => undefined);
    },
    async ends(_, steps) {
      const from = last;
      last = await now();
      return Array.from({ length: steps }, (_, i) => from + Math.floor(((last - from) * (i + 1)) / steps));
    },
    horizon: async (_, steps) => (await now()) + LONGEST_ROUND + Math.ceil(seconds(steps) * 2),
    factor: async (steps) => (steps * INTERVAL) / Math.max(1, (await now()) - begun),
  };
}
