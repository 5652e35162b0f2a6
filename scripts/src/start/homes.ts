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

/**
 * Modelled homes whose hour of the day is this machine's. Every second one has panels, so that each battery, which neighbours
 * share, is filled by somebody; their size makes a balanced market.
 */
export function demoHomes(seed: number, count: number, timeline: Timeline): HomeSeries[] {
  const { pastSteps, liveSteps } = timeline;
  const slices = slicesOf(timeline);
  const weather = weatherSeries(seed, modelStart(timeline.start), pastSteps + Math.ceil(liveSteps / slices));
  const homes = drawHomes(seed, count, { pv: 0.5, wind: 0, heatPump: 0, car: 0 });
  const [sunny, others] = [homes.filter(({ pv }) => pv), homes.filter(({ pv }) => !pv)];
  const ordered = others.flatMap((home, i) => [sunny[i] ?? [], home].flat());
  return balanced(ordered.map((home) => homeSeries(seed, home, weather))).map(({ loadWh, generationWh, ...rest }) => ({
    ...rest,
    loadWh: sliced(loadWh, pastSteps, slices),
    generationWh: sliced(generationWh, pastSteps, slices),
  }));
}

/** What of a stored kWh can be used again, in percent; the demo's batteries lose the rest. */
const USABLE = 90n;
const SMALLEST = 30;
const LARGEST = 300;

/**
 * The homes with panels of such a size that what they have left about covers what all lack: with more the price would stay at the
 * feed-in tariff, with less at the supplier's.
 */
export function balanced(homes: readonly HomeSeries[]): HomeSeries[] {
  for (let percent = SMALLEST; ; percent += 5) {
    const sized = homes.map((home) => resized(home, percent));
    const { surplusWh, lackWh } = balanceOf(sized);
    if ((surplusWh * USABLE) / 100n >= lackWh || percent >= LARGEST) return sized;
  }
}

function resized({ ratedW, generationWh, ...rest }: HomeSeries, percent: number): HomeSeries {
  return {
    ...rest,
    ratedW: Math.round((ratedW * percent) / 100),
    generationWh: generationWh.map((wh) => (wh * BigInt(percent)) / 100n),
  };
}

function balanceOf(homes: readonly HomeSeries[]): { surplusWh: bigint; lackWh: bigint } {
  let [surplusWh, lackWh] = [0n, 0n];
  for (const { loadWh, generationWh } of homes) {
    for (const [i, load] of loadWh.entries()) {
      const left = (generationWh[i] ?? 0n) - load;
      if (left > 0n) surplusWh += left;
      else lackWh -= left;
    }
  }
  return { surplusWh, lackWh };
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
