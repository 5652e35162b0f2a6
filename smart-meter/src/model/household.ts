/**
 * A household's electricity without heating and cars: people come, go, sleep and are active (a Markov chain a person over
 * quarter-hours, after Richardson, Thomson and Infield 2008, Energy and Buildings 40), and start appliances and light when
 * active (after Richardson et al. 2010, Energy and Buildings 42). The shapes are theirs, the probabilities our own round
 * figures, tuned so that a year lies near the German means (BDEW: about 2,000 kWh for one person, 4,900 for five).
 */
import { localTime, type LocalTime } from "./calendar.ts";
import type { Random } from "./random.ts";
import type { Weather } from "./weather.ts";

type Presence = "away" | "active" | "asleep";

export interface Appliance {
  name: string;
  watts: number;
  /** Quarter-hours that one use takes. */
  steps: number;
  usesAYear: number;
  /** Weight of starting in each hour of the day; not counted when nobody is active, unless it runs by itself. */
  hours: (hour: number) => number;
}

const bump = (hour: number, centre: number, width: number) => Math.exp(-(((hour - centre) / width) ** 2));
const meals = (hour: number) => 0.15 + bump(hour, 7.5, 1.2) + bump(hour, 12.5, 1.3) + 1.6 * bump(hour, 18.5, 1.6);
const daytime = (hour: number) => 0.3 + bump(hour, 10.5, 3) + bump(hour, 17, 2.5);
const evening = (hour: number) => 0.2 + 0.5 * bump(hour, 12, 4) + 2 * bump(hour, 20.5, 2.2);

/** Uses a year are of a household of two. */
export const APPLIANCES: readonly Appliance[] = [
  { name: "hob and oven", watts: 1700, steps: 2, usesAYear: 420, hours: meals },
  { name: "kettle and coffee", watts: 450, steps: 1, usesAYear: 900, hours: meals },
  { name: "dishwasher", watts: 600, steps: 6, usesAYear: 200, hours: evening },
  { name: "washing machine", watts: 450, steps: 7, usesAYear: 180, hours: daytime },
  { name: "tumble dryer", watts: 1100, steps: 5, usesAYear: 80, hours: daytime },
  { name: "television", watts: 120, steps: 10, usesAYear: 600, hours: evening },
  { name: "computer", watts: 90, steps: 8, usesAYear: 650, hours: evening },
  { name: "vacuum and iron", watts: 1100, steps: 2, usesAYear: 110, hours: daytime },
];

export interface Household {
  people: number;
  /** Standby, router, circulation pump. */
  baseW: number;
  fridgeW: number;
  lightW: number;
  /** How often appliances are used, 1 is the list's. */
  habit: number;
  /** Somebody works at home or is retired: days are not empty. */
  homeByDay: number;
}

export function drawHousehold(dice: Random): Household {
  const people = dice.pick([1, 2, 2, 2, 3, 4, 4, 5]);
  return {
    people,
    baseW: dice.between(50, 110) + 12 * people,
    fridgeW: dice.between(80, 130),
    lightW: dice.between(60, 120) + 25 * people,
    habit: dice.between(0.75, 1.3) * (0.5 + 0.25 * people),
    homeByDay: dice.between(0.1, 0.7),
  };
}

/** Probability that a person will be in another state a quarter-hour from now. */
function nextPresence(now: Presence, { hour, weekend }: LocalTime, homeByDay: number, dice: Random): Presence {
  const roll = dice.next();
  const late = weekend ? 1.5 : 0;
  if (now === "asleep") return roll < 0.01 + 0.45 * bump(hour, 6.7 + late, 0.9) ? "active" : now;
  if (now === "away") {
    if (hour > 22.5 || hour < 1) return roll < 0.4 ? "active" : now;
    return roll < (weekend ? 0.07 : 0.015) + 0.16 * bump(hour, 17.2, 1.6) ? "active" : now;
  }
  const bed = hour > 21 || hour < 5 ? 0.3 * Math.max(bump(hour, 23.2 + late / 2, 1), hour < 5 ? 1 : 0) : 0;
  if (roll < bed) return "asleep";
  const leave = weekend ? 0.03 : 0.012 + 0.35 * (1 - homeByDay) * bump(hour, 7.8, 0.9);
  return hour > 6 && hour < 21 && roll < bed + leave ? "away" : now;
}

/** What an appliance's hourly weights sum to over a day. */
const WEIGHTS = APPLIANCES.map(({ hours }) =>
  Array.from({ length: 24 }, (_, h) => hours(h + 0.5)).reduce((a, b) => a + b),
);
/** People are awake and at home for about this much of the weighted hours; dividing by it keeps the uses a year near the list's. */
const ACTIVE_SHARE = 0.55;

/** Probability that appliance `i` is started in a quarter-hour in which somebody is active. */
function startProbability(i: number, hour: number, habit: number): number {
  const { usesAYear, hours } = APPLIANCES[i] as Appliance;
  const usesADay = (usesAYear / 365) * habit;
  return Math.min(0.9, (usesADay * hours(hour)) / (WEIGHTS[i] as number) / 4 / ACTIVE_SHARE);
}

/** Light is wanted below about 60 W/m² outside (Richardson et al. 2009, Energy and Buildings 41), by those who are awake. */
function lighting(home: Household, weather: Weather, active: number): number {
  if (active === 0) return 0;
  const darkness = Math.min(1, Math.max(0, 1 - weather.globalIrradiance / 60));
  return home.lightW * darkness * (0.4 + (0.6 * active) / home.people);
}

/** Mean power (W) of each interval, in order; one call a quarter-hour. */
export function householdLoad(home: Household, dice: Random): (weather: Weather) => number {
  const people: Presence[] = Array.from({ length: home.people }, () => "asleep");
  const running = APPLIANCES.map(() => 0);
  const fridgePhase = dice.next();
  let step = 0;
  return (weather) => {
    const now = localTime(weather.time);
    people.forEach((state, i) => (people[i] = nextPresence(state, now, home.homeByDay, dice)));
    const active = people.filter((state) => state === "active").length;
    let watts = home.baseW + lighting(home, weather, active);
    watts += (step++ * 0.37 + fridgePhase) % 1 < 0.38 ? home.fridgeW : 0;
    APPLIANCES.forEach((appliance, i) => {
      const left = running[i] ?? 0;
      if (left > 0) running[i] = left - 1;
      else if (active > 0 && dice.chance(startProbability(i, now.hour, home.habit))) running[i] = appliance.steps - 1;
      else return;
      watts += appliance.watts;
    });
    return watts;
  };
}
