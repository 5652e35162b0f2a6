/** One weather for a whole neighbourhood: clouds, temperature and wind, each quarter-hour, from one seed. */
import { INTERVAL } from "./carry.ts";
import { localTime } from "./calendar.ts";
import { random, type Random } from "./random.ts";
import { clearSky, sunPosition, type Place } from "./sun.ts";

export interface Weather {
  /** Middle of the interval, Unix seconds. */
  time: number;
  /** W/m², horizontal. */
  globalIrradiance: number;
  temperatureC: number;
  /** m/s at 10 m. */
  windSpeed: number;
}

/** Munich, where the household data files were made. */
export const MUNICH: Place = { latitudeDegrees: 48.14, longitudeDegrees: 11.58 };

/** Mean, spread and persistence (a quarter-hour's autocorrelation) of the clear-sky index by kind of day. */
const SKIES = {
  clear: { mean: 0.97, deviation: 0.03, persistence: 0.9 },
  broken: { mean: 0.62, deviation: 0.22, persistence: 0.75 },
  overcast: { mean: 0.27, deviation: 0.1, persistence: 0.93 },
} as const;
type Sky = keyof typeof SKIES;

/** Which sky follows which from one day to the next: a first-order Markov chain, as in Aguiar et al. (1988), Solar Energy 40. */
const NEXT_SKY: Record<Sky, [Sky, number][]> = {
  clear: [
    ["clear", 0.55],
    ["broken", 0.35],
    ["overcast", 0.1],
  ],
  broken: [
    ["clear", 0.25],
    ["broken", 0.45],
    ["overcast", 0.3],
  ],
  overcast: [
    ["clear", 0.1],
    ["broken", 0.4],
    ["overcast", 0.5],
  ],
};

function nextSky(sky: Sky, dice: Random): Sky {
  let rest = dice.next();
  for (const [name, probability] of NEXT_SKY[sky]) if ((rest -= probability) < 0) return name;
  return sky;
}

/** First-order autoregression with unit variance: x' = φx + √(1 − φ²)·ε. */
function autoregression(persistence: number, dice: Random): () => number {
  let x = dice.normal();
  const noise = Math.sqrt(1 - persistence ** 2);
  return () => (x = persistence * x + noise * dice.normal());
}

const clamp = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x));

/** Standard normal distribution function, Abramowitz and Stegun (1964) 26.2.17. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    0.3989422804 *
    Math.exp((-x * x) / 2) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}

/** Clear-sky index (irradiance over that of a clear sky), 0.05 … 1.1. */
function clouds(dice: Random): (day: number) => number {
  let sky: Sky = dice.pick(["clear", "broken", "overcast"]);
  let today = NaN;
  let x = 0;
  return (day) => {
    if (day !== today) [today, sky] = [day, nextSky(sky, dice)];
    const { mean, deviation, persistence } = SKIES[sky];
    x = persistence * x + Math.sqrt(1 - persistence ** 2) * dice.normal();
    return clamp(mean + deviation * x, 0.05, 1.1);
  };
}

/** Seasonal and daily cosine (Munich's climate: mean 9.5 °C, ± 9.8 K over the year, ± 4 K over the day) plus weather of some days. */
function temperature(dice: Random): (dayOfYear: number, hour: number) => number {
  const drift = autoregression(0.997, dice);
  return (dayOfYear, hour) =>
    9.5 -
    9.8 * Math.cos((2 * Math.PI * (dayOfYear - 18)) / 365.25) -
    4 * Math.cos((2 * Math.PI * (hour - 3)) / 24) +
    3.2 * drift();
}

/** Weibull-distributed speed (shape 2, scale 4.5 m/s at 10 m; Justus et al. 1978) with hours of persistence, stronger in winter. */
function wind(dice: Random): (dayOfYear: number) => number {
  const gust = autoregression(0.985, dice);
  return (dayOfYear) => {
    const scale = 4.5 * (1 + 0.15 * Math.cos((2 * Math.PI * dayOfYear) / 365.25));
    return scale * Math.sqrt(-Math.log(1 - clamp(normalCdf(gust()), 1e-9, 1 - 1e-9)));
  };
}

/** The weather of `intervals` quarter-hours from `start` (Unix seconds) on. */
export function weatherSeries(seed: number, start: number, intervals: number, place: Place = MUNICH): Weather[] {
  const cloud = clouds(random(seed, "clouds"));
  const warmth = temperature(random(seed, "temperature"));
  const air = wind(random(seed, "wind"));
  return Array.from({ length: intervals }, (_, i) => {
    const time = start + i * INTERVAL + INTERVAL / 2;
    const { day, dayOfYear, hour } = localTime(time);
    const { cosZenith } = sunPosition(time, place);
    return {
      time,
      globalIrradiance: clearSky(cosZenith) * cloud(day),
      temperatureC: warmth(dayOfYear, hour),
      windSpeed: air(dayOfYear),
    };
  });
}
