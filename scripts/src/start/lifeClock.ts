import { setTimeout as sleep } from "node:timers/promises";
import { INTERVAL } from "@powerchain/smart-meter";
import type { EmbeddedChain } from "../chain/embedded.ts";
import type { DataClock } from "../fleet/clock.ts";
import type { Timeline } from "./homes.ts";

export interface LifeClockOptions {
  chain: EmbeddedChain;
  timeline: Timeline;
  signal: AbortSignal;
  /** Called once, when the past is over; the chain must run by the time of day afterwards. */
  goLive: () => Promise<void>;
}

/** The chain's clock jumps through the past with the data, and then runs as time does. */
export function lifeClock({ chain, timeline, signal, goLive }: LifeClockOptions): DataClock {
  const { start, pastSteps, sliceSeconds } = timeline;
  const pastEnd = (step: number): number => start + step * INTERVAL;
  let live: { begun: number; last: number } | undefined;
  const begin = async (): Promise<{ begun: number; last: number }> => {
    await goLive();
    return { begun: Date.now(), last: Number(await chain.now()) };
  };
  return {
    async reach(step) {
      if (step < pastSteps) {
        const left = BigInt(pastEnd(step)) - (await chain.now());
        if (left > 0n) await chain.wait(left);
        return;
      }
      live ??= await begin();
      const left = live.begun + (step - pastSteps) * sliceSeconds * 1000 - Date.now();
      if (left > 0) await sleep(left, undefined, { signal }).catch(() => undefined);
    },
    async ends(first, steps) {
      if (live === undefined || first < pastSteps)
        return Array.from({ length: steps }, (_, i) => pastEnd(first + i + 1));
      const from = live.last;
      live.last = Number(await chain.now());
      const passed = live.last - from;
      return Array.from({ length: steps }, (_, i) => from + Math.floor((passed * (i + 1)) / steps));
    },
    horizon: async (first, steps) =>
      first < pastSteps ? pastEnd(first + steps) : Number(await chain.now()) + 60 + steps * sliceSeconds * 2,
    factor: () => Promise.resolve(1),
  };
}
