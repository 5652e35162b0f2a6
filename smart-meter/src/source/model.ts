/** Modelled homes as a source: what a home has over is produced into the unit, what it lacks is consumed out of it. */
import { INTERVAL, INTERVALS_A_DAY } from "../model/carry.ts";
import { drawHomes, homeSeries } from "../model/home.ts";
import { weatherSeries } from "../model/weather.ts";
import { MICRO, type Sample } from "../reading/types.ts";
import { pause, type Source } from "./source.ts";

export interface ModelConfig {
  name: string;
  seed: number;
  /** Which of the seed's homes, from 1. */
  homes: { home: number; producedChannel?: string; consumedChannel?: string }[];
  /** Unix seconds of the first quarter-hour; without it, the one that runs when the meter first starts. */
  start?: number;
}

/** A year of weather; then it comes again. */
const DAYS = 365;

export function modelSource({ name, seed, homes, start }: ModelConfig): Source {
  const most = Math.max(...homes.map(({ home }) => home));
  return {
    name,
    async run({ take, connected, place, signal, now }) {
      // The place keeps the start, too: "start/next quarter-hour".
      const [begun = 0, done = 0] = place?.split("/").map(Number) ?? [
        start ?? Math.floor(now() / INTERVAL) * INTERVAL,
        0,
      ];
      const weather = weatherSeries(seed, begun, DAYS * INTERVALS_A_DAY);
      const drawn = drawHomes(seed, most);
      const series = homes.map(({ home }) => homeSeries(seed, drawn[home - 1] as (typeof drawn)[number], weather));
      connected(true);
      for (let i = done; !signal.aborted; i++) {
        const end = begun + (i + 1) * INTERVAL;
        while (now() < end && !signal.aborted) await pause(Math.min(1_000, (end - now()) * 1000), signal);
        if (signal.aborted) return;
        const samples = homes.flatMap(({ producedChannel, consumedChannel }, h): Sample[] => {
          const at = i % weather.length;
          const [load = 0n, made = 0n] = [series[h]?.loadWh[at], series[h]?.generationWh[at]];
          const one = (channel: string | undefined, wh: bigint): Sample[] =>
            channel === undefined ? [] : [{ type: "interval", channel, at: end, microWh: (wh > 0n ? wh : 0n) * MICRO }];
          return [...one(producedChannel, made - load), ...one(consumedChannel, load - made)];
        });
        await take(samples, `${begun}/${i + 1}`);
      }
    },
  };
}
