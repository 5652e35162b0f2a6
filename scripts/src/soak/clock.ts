import { setTimeout as sleep } from "node:timers/promises";
import type { DataClock } from "../fleet/clock.ts";

/** More than a round can be delayed by what is done to the network, seconds: sessions are renewed before it. */
const DELAY_S = 180;

/**
 * Each quarter-hour of the data takes `stepS` seconds of the chain's time, and ends on a full multiple of it; a round that took
 * longer moves all that come after it.
 */
export function steadyClock(stepS: number, wall: () => number = Date.now): DataClock {
  const now = (): number => Math.floor(wall() / 1000);
  let reached = 0;
  let last = Math.floor(now() / stepS) * stepS;
  return {
    async reach(step) {
      const until = last + (step - reached) * stepS;
      reached = step;
      const left = until * 1000 - wall();
      if (left > 0) await sleep(left);
    },
    ends(_, steps) {
      const end = Math.max(last + steps * stepS, Math.floor(now() / stepS) * stepS);
      last = end;
      return Promise.resolve(Array.from({ length: steps }, (_, i) => end - (steps - 1 - i) * stepS));
    },
    horizon: (_, steps) => Promise.resolve(now() + 2 * steps * stepS + DELAY_S),
    factor: () => Promise.resolve(1),
  };
}
