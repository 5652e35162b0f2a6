import { type HomeSeries, INTERVAL, drawHomes, homeSeries, weatherSeries } from "@powerchain/smart-meter";

/** A spring day in Central Europe, 00:00 local time: a demo has sun in every season. */
const SPRING_MIDNIGHT = Date.UTC(2023, 4, 14, 22) / 1000;
const DAY = 86_400;

/** How the time of a demo runs: past days by quarter-hours, then life as it goes, by slices of a quarter-hour. */
export interface Timeline {
  /** Unix seconds at which the past begins. */
  start: number;
  /** Quarter-hours of the past. */
  pastSteps: number;
  /** Seconds of one step from now on; divides a quarter-hour. */
  sliceSeconds: number;
  /** Slices until the models end. */
  liveSteps: number;
}

export interface TimelineOptions {
  now: Date;
  pastDays: number;
  liveDays: number;
  sliceSeconds: number;
}

/** Ends its past with the last full quarter-hour. */
export function timelineUntil({ now, pastDays, liveDays, sliceSeconds }: TimelineOptions): Timeline {
  const end = Math.floor(now.getTime() / 1000 / INTERVAL) * INTERVAL;
  return {
    start: end - pastDays * DAY,
    pastSteps: (pastDays * DAY) / INTERVAL,
    sliceSeconds,
    liveSteps: (liveDays * DAY) / sliceSeconds,
  };
}

/** Slices of a quarter-hour. */
export const slicesOf = ({ sliceSeconds }: Timeline): number => INTERVAL / sliceSeconds;

/** Modelled homes, every second one with panels, whose hour of the day is this machine's. */
export function demoHomes(seed: number, count: number, timeline: Timeline): HomeSeries[] {
  const { pastSteps, liveSteps } = timeline;
  const slices = slicesOf(timeline);
  const weather = weatherSeries(seed, modelStart(timeline.start), pastSteps + Math.ceil(liveSteps / slices));
  const homes = drawHomes(seed, count, { pv: 0.5, wind: 0, heatPump: 0, car: 0 });
  return homes.map((home) => {
    const { loadWh, generationWh, ...rest } = homeSeries(seed, home, weather);
    return {
      ...rest,
      loadWh: sliced(loadWh, pastSteps, slices),
      generationWh: sliced(generationWh, pastSteps, slices),
    };
  });
}

/** The moment in the models' spring with the same time of day. */
function modelStart(start: number): number {
  const local = new Date(start * 1000);
  const sinceMidnight = local.getHours() * 3600 + local.getMinutes() * 60;
  return SPRING_MIDNIGHT + Math.floor(sinceMidnight / INTERVAL) * INTERVAL;
}

/** Quarter-hours from `past` on are cut into slices of whole Wh with the same sum. */
export function sliced(quarterHours: readonly bigint[], past: number, slices: number): bigint[] {
  const parts = BigInt(slices);
  const cut = quarterHours
    .slice(past)
    .flatMap((wh) => Array.from({ length: slices }, (_, i) => (wh * BigInt(i + 1)) / parts - (wh * BigInt(i)) / parts));
  return [...quarterHours.slice(0, past), ...cut];
}
