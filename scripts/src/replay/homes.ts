import {
  type HomeSeries,
  INTERVALS_A_DAY,
  drawHomes,
  homeSeries,
  readHomes,
  weatherSeries,
} from "@powerchain/smart-meter";
import type { ReplayOptions } from "./options.ts";

export interface ReplayHomes {
  /** Start of the first quarter-hour, Unix seconds. */
  start: number;
  homes: HomeSeries[];
  /** Where they come from, in words. */
  source: string;
}

/** Modelled homes live from here on: Monday, 17 April 2023, 00:00 in Central Europe. */
const MODEL_START = Date.UTC(2023, 3, 16, 22) / 1000;

/** Measured-shape homes from files, or modelled ones; half of them have panels. */
export function loadHomes({
  data,
  homes,
  days,
  seed,
}: Pick<ReplayOptions, "data" | "homes" | "days" | "seed">): ReplayHomes {
  if (data !== undefined) return { ...readHomes(data, { homes, days }), source: `files of ${data}` };
  const weather = weatherSeries(seed, MODEL_START, days * INTERVALS_A_DAY);
  const drawn = drawHomes(seed, homes, { pv: 0.5, wind: 0, heatPump: 0, car: 0 });
  // As with files: panels on every second home.
  const ordered = interleave(
    drawn.filter((home) => home.pv),
    drawn.filter((home) => !home.pv),
  );
  return {
    start: MODEL_START,
    homes: ordered.map((home) => homeSeries(seed, home, weather)),
    source: `models, seed ${seed}`,
  };
}

function interleave<Item>(first: Item[], second: Item[]): Item[] {
  const longest = Math.max(first.length, second.length);
  return Array.from({ length: longest }, (_, i) => [first[i], second[i]])
    .flat()
    .filter((item) => item !== undefined);
}
