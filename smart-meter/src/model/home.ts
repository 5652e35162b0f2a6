/** A home of the models: a household and, drawn by lot, sun, wind, heat pump and car. Whole Wh a quarter-hour. */
import { wattCarry } from "./carry.ts";
import { carLoad, drawCar, type Car } from "./ev.ts";
import { pvPower, windPower, type PvSystem, type WindTurbine } from "./generation.ts";
import { heatPumpPower, type HeatPump } from "./heatpump.ts";
import { drawHousehold, householdLoad, type Household } from "./household.ts";
import { random, type Random } from "./random.ts";
import { type Weather } from "./weather.ts";

export interface Home {
  name: string;
  household: Household;
  pv?: PvSystem;
  wind?: WindTurbine;
  heatPump?: HeatPump;
  car?: Car;
}

/** What one home uses and produces in each interval, in Wh. */
export interface HomeSeries {
  name: string;
  /** Rated power of what produces, W; 0 without. */
  ratedW: number;
  loadWh: bigint[];
  generationWh: bigint[];
}

/** What share of the homes has each thing. */
export interface Shares {
  pv: number;
  wind: number;
  heatPump: number;
  car: number;
}

export const DEFAULT_SHARES: Shares = { pv: 0.5, wind: 0.03, heatPump: 0.25, car: 0.25 };

function drawPv(dice: Random): PvSystem {
  const ratedW = dice.whole(8, 25) * 400;
  return {
    ratedW,
    inverterW: Math.round(ratedW * 0.9),
    tiltDegrees: dice.between(15, 45),
    azimuthDegrees: dice.normal(180, 40),
  };
}

function drawHeatPump(dice: Random): HeatPump {
  return { lossWPerK: dice.between(90, 220), maxW: 4000, heating: dice.pick(["floor", "radiator"] as const) };
}

/** Every `1/share`-th home gets a thing, so that few homes have their part too; which ones depends on the seed. */
function lots(seed: number, homes: number, share: number, label: string): Set<number> {
  const dice = random(seed, "lots", label);
  const order = Array.from({ length: homes }, (_, i) => ({ i, key: dice.next() }));
  order.sort((a, b) => a.key - b.key);
  return new Set(order.slice(0, Math.round(homes * share)).map(({ i }) => i));
}

export function drawHomes(seed: number, count: number, shares: Shares = DEFAULT_SHARES): Home[] {
  const lot = (label: keyof Shares) => lots(seed, count, shares[label], label);
  const [pv, wind, heat, car] = [lot("pv"), lot("wind"), lot("heatPump"), lot("car")];
  return Array.from({ length: count }, (_, i) => {
    const dice = random(seed, "home", i);
    const home: Home = { name: `home-${String(i + 1).padStart(2, "0")}`, household: drawHousehold(dice) };
    if (pv.has(i)) home.pv = drawPv(dice);
    if (wind.has(i)) home.wind = { ratedW: dice.whole(1, 5) * 1000, hubHeight: 18 };
    if (heat.has(i)) home.heatPump = drawHeatPump(dice);
    if (car.has(i)) home.car = drawCar(dice);
    return home;
  });
}

/** Power of a home's loads and generators, each carried into whole Wh by itself. */
export function homeSeries(seed: number, home: Home, weather: readonly Weather[]): HomeSeries {
  const household = householdLoad(home.household, random(seed, home.name, "household"));
  const car = home.car && carLoad(home.car, random(seed, home.name, "car"));
  const [load, generation] = [wattCarry(), wattCarry()];
  const series: HomeSeries = {
    name: home.name,
    ratedW: (home.pv?.ratedW ?? 0) + (home.wind?.ratedW ?? 0),
    loadWh: [],
    generationWh: [],
  };
  for (const now of weather) {
    const heat = home.heatPump ? heatPumpPower(home.heatPump, now) : 0;
    series.loadWh.push(load(household(now) + heat + (car?.(now) ?? 0)));
    const sun = home.pv ? pvPower(home.pv, now) : 0;
    series.generationWh.push(generation(sun + (home.wind ? windPower(home.wind, now) : 0)));
  }
  return series;
}
