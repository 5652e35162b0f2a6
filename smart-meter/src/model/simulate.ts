/**
 * A neighbourhood without a chain: homes use what they produce, the rest fills shared batteries, needs come out of them,
 * and the grid takes and gives what is left. Shows what the models do.
 */
import { battery, type Battery, type BatteryType } from "./battery.ts";
import { INTERVAL, INTERVALS_A_DAY } from "./carry.ts";
import { drawHomes, homeSeries, type Home, type HomeSeries } from "./home.ts";
import { weatherSeries, type Weather } from "./weather.ts";

export interface SimulationOptions {
  homes: number;
  days: number;
  seed: number;
  /** Unix seconds, UTC; a multiple of 900. */
  start: number;
  units: number;
  battery: BatteryType;
}

export const DEFAULT_BATTERY: BatteryType = {
  capacityWh: 40_000n,
  powerW: 20_000n,
  roundTrip: 0.9,
  monthlyLoss: 0.02,
};

/** Energy of one home or of all, in Wh. load = self + fromStorage + fromGrid; generation = self + toStorage + toGrid. */
export interface EnergyTotals {
  loadWh: bigint;
  generationWh: bigint;
  selfWh: bigint;
  toStorageWh: bigint;
  fromStorageWh: bigint;
  fromGridWh: bigint;
  toGridWh: bigint;
}

export interface Simulation {
  homes: { home: Home; totals: EnergyTotals }[];
  totals: EnergyTotals;
  /** Stored at the end, and lost to efficiency and standing: toStorage = stored + lost + fromStorage. */
  storedWh: bigint;
  lostWh: bigint;
  /** Sums over all homes for each interval, for charts. */
  series: { time: number; loadWh: bigint; generationWh: bigint; storedWh: bigint; gridWh: bigint }[];
  weather: Weather[];
}

export const noEnergy = (): EnergyTotals => ({
  loadWh: 0n,
  generationWh: 0n,
  selfWh: 0n,
  toStorageWh: 0n,
  fromStorageWh: 0n,
  fromGridWh: 0n,
  toGridWh: 0n,
});

function addTotals(into: EnergyTotals, from: EnergyTotals): void {
  for (const key of Object.keys(from) as (keyof EnergyTotals)[]) into[key] += from[key];
}

/** One home's quarter-hour against its battery. */
function settle(loadWh: bigint, generationWh: bigint, store: Battery): EnergyTotals {
  const selfWh = loadWh < generationWh ? loadWh : generationWh;
  const toStorageWh = store.charge(generationWh - selfWh);
  const fromStorageWh = store.discharge(loadWh - selfWh);
  return {
    loadWh,
    generationWh,
    selfWh,
    toStorageWh,
    fromStorageWh,
    fromGridWh: loadWh - selfWh - fromStorageWh,
    toGridWh: generationWh - selfWh - toStorageWh,
  };
}

function checkOptions({ homes, days, units, start }: SimulationOptions): void {
  const whole = (name: string, value: number, most: number) => {
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new RangeError(`simulate: ${name} is ${value}; give a whole number from 1 to ${most}`);
  };
  whole("homes", homes, 10_000);
  whole("days", days, 3_660);
  whole("units", units, homes);
  if (start % INTERVAL !== 0)
    throw new RangeError(`simulate: start ${start} is not on a quarter-hour (a multiple of 900)`);
}

export function simulate(options: SimulationOptions): Simulation {
  checkOptions(options);
  const intervals = options.days * INTERVALS_A_DAY;
  const weather = weatherSeries(options.seed, options.start, intervals);
  const homes = drawHomes(options.seed, options.homes);
  const series: HomeSeries[] = homes.map((home) => homeSeries(options.seed, home, weather));
  const stores = Array.from({ length: options.units }, () => battery(options.battery));
  const totals = homes.map(noEnergy);
  const sum = noEnergy();
  const lines: Simulation["series"] = [];
  for (let i = 0; i < intervals; i++) {
    const step = noEnergy();
    series.forEach((home, h) => {
      const store = stores[h % stores.length] as Battery;
      const part = settle(home.loadWh[i] as bigint, home.generationWh[i] as bigint, store);
      addTotals(totals[h] as EnergyTotals, part);
      addTotals(step, part);
    });
    addTotals(sum, step);
    stores.forEach((store) => store.endInterval());
    lines.push({
      time: options.start + i * INTERVAL,
      loadWh: step.loadWh,
      generationWh: step.generationWh,
      storedWh: stores.reduce((all, store) => all + store.storedWh(), 0n),
      gridWh: step.fromGridWh - step.toGridWh,
    });
  }
  const storedWh = lines.at(-1)?.storedWh ?? 0n;
  return {
    homes: homes.map((home, h) => ({ home, totals: totals[h] as EnergyTotals })),
    totals: sum,
    storedWh,
    lostWh: sum.toStorageWh - sum.fromStorageWh - storedWh,
    series: lines,
    weather,
  };
}
