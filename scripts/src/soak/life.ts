import { setTimeout as sleep } from "node:timers/promises";
import { type Recovery, drawFault, happenPatiently } from "../network/faults/faults.ts";
import { type Mishap, type Surroundings, befall, drawMishap } from "./mishaps.ts";

/** How long faults last, and the peace between them, ms. */
export interface Weather {
  lastsMs: readonly [number, number];
  peaceMs: readonly [number, number];
}

const MINUTE = 60_000;
/** Much else runs on this machine at the same time: how fast nodes catch up is what `check network` measures. */
const LEVEL_MS = 3 * MINUTE;

/** A short soak has short faults, so that each kind comes at least once; a long one has some that last a minute. */
export function weatherOf(forMs: number): Weather {
  const within = (ms: number, low: number, high: number): number => Math.min(high, Math.max(low, ms));
  return {
    lastsMs: [3_000, within(forMs / 60, 4_000, MINUTE)],
    peaceMs: [within(forMs / 180, 2_000, 8_000), within(forMs / 60, 3_000, 45_000)],
  };
}

export interface Misfortune {
  recoveries: Recovery[];
  mishaps: Mishap[];
}

export interface LivingOptions {
  around: Surroundings;
  weather: Weather;
  /** Two streams of numbers, so that one kind's pace does not change what the other draws. */
  random: { network: () => number; programs: () => number };
  signal: AbortSignal;
  /** Told of each fault when it begins and when it is over. */
  note: (entry: object) => void;
}

/** Draws faults of the network and of the programs around it, two rows beside each other, until the signal. */
export async function goThroughFaults(options: LivingOptions, seen: Misfortune): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const rows = [faults, mishaps].map(async (row) => {
    try {
      await row({ ...options, signal }, seen);
    } catch (error) {
      failed.abort();
      throw error;
    }
  });
  await Promise.allSettled(rows);
  await Promise.all(rows);
}

async function faults({ around, weather, random, signal, note }: LivingOptions, seen: Misfortune): Promise<void> {
  await peace(weather, random.network, signal);
  for (let i = 0; !signal.aborted; i++) {
    const fault = drawFault(around.network, i, random.network, weather.lastsMs);
    note({ begins: fault });
    const recovery = await happenPatiently(around.network, fault, () => undefined, LEVEL_MS);
    note({ over: recovery });
    seen.recoveries.push(recovery);
    await peace(weather, random.network, signal);
  }
}

async function mishaps({ around, weather, random, signal, note }: LivingOptions, seen: Misfortune): Promise<void> {
  await peace(weather, random.programs, signal);
  for (let i = 0; !signal.aborted; i++) {
    const drawn = drawMishap(i, random.programs, weather.lastsMs);
    note({ begins: drawn });
    const mishap = await befall(around, drawn);
    note({ over: mishap });
    seen.mishaps.push(mishap);
    await peace(weather, random.programs, signal);
  }
}

async function peace({ peaceMs: [low, high] }: Weather, random: () => number, signal: AbortSignal): Promise<void> {
  await sleep(low + random() * (high - low), undefined, { signal }).catch(() => undefined);
}
