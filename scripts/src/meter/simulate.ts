import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  COLOURS,
  type Chart,
  DEFAULT_BATTERY,
  type EnergyTotals,
  type Simulation,
  chartSvg,
  simulate,
} from "@powerchain/smart-meter";
import { CommandError } from "../lib/errors.ts";
import { printTable } from "../lib/output.ts";
import { shownPath } from "../lib/paths.ts";

export interface SimulateOptions {
  homes: number;
  days: number;
  seed: number;
  start: string;
  out: string;
  json: boolean;
}

/** A quarter of the homes, at least one, share a battery each. */
const HOMES_A_UNIT = 4;

/** `powerchain meter simulate`: what the models do, without a chain. */
export function runSimulation(options: SimulateOptions): void {
  const start = Date.parse(`${options.start}T00:00:00+01:00`) / 1000;
  if (Number.isNaN(start))
    throw new CommandError(`"${options.start}" is no day.`, { hint: "Give --start as 2023-04-17." });
  const units = Math.max(1, Math.round(options.homes / HOMES_A_UNIT));
  const { homes, days, seed } = options;
  const simulation = simulate({ homes, days, seed, start, units, battery: DEFAULT_BATTERY });
  mkdirSync(options.out, { recursive: true });
  const plots = chartsOf(simulation, days).map(([name, chart]) => {
    const file = path.join(options.out, `${name}.svg`);
    writeFileSync(file, chartSvg(chart));
    return file;
  });
  if (options.json)
    return void process.stdout.write(`${JSON.stringify(jsonOf(simulation, options, units, plots), replacer, 2)}\n`);
  print(simulation, units, plots);
}

const replacer = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? value.toString() : value);

function jsonOf(
  { homes, totals, storedWh, lostWh, series }: Simulation,
  { days, seed, start }: SimulateOptions,
  units: number,
  plots: string[],
) {
  return { seed, start, days, units, battery: DEFAULT_BATTERY, totals, storedWh, lostWh, homes, series, plots };
}

type Row = Simulation["series"][number];

/** The first week quarter-hour by quarter-hour, and all days as daily sums. */
function chartsOf({ series, weather }: Simulation, days: number): [string, Chart][] {
  const kw = (wh: bigint): number => Number(wh) / 250;
  const week = series.slice(0, 96 * 7);
  const line = (label: string, colour: string, rows: Row[], value: (row: Row) => number, area = false) => {
    return { label, colour, area, points: rows.map((row): [number, number] => [row.time, value(row)]) };
  };
  const power: Chart = {
    title: "All homes, first week",
    unit: "kW",
    lines: [
      line("produced", COLOURS.sun, week, (row) => kw(row.generationWh), true),
      line("used", COLOURS.home, week, (row) => kw(row.loadWh)),
      line("grid", COLOURS.grid, week, (row) => kw(row.gridWh)),
    ],
  };
  const stored = line("stored", COLOURS.storage, series, (row) => Number(row.storedWh) / 1000, true);
  const degrees = weather.slice(0, 96 * 7).map(({ time, temperatureC }): [number, number] => [time, temperatureC]);
  return [
    ["power", power],
    ["storage", { title: "Energy in the batteries", unit: "kWh", lines: [stored] }],
    ["days", daysChart(series, days)],
    [
      "weather",
      {
        title: "Weather, first week",
        unit: "°C",
        lines: [{ label: "temperature", colour: COLOURS.price, points: degrees }],
      },
    ],
  ];
}

function daysChart(series: Row[], days: number): Chart {
  const daily = Array.from({ length: days }, (_, d) => series.slice(d * 96, d * 96 + 96));
  const sums = (label: string, colour: string, wh: (row: Row) => bigint) => {
    const sum = (rows: Row[]): number => rows.reduce((total, row) => total + Number(wh(row)) / 1000, 0);
    return { label, colour, points: daily.map((rows): [number, number] => [rows[0]?.time ?? 0, sum(rows)]) };
  };
  const lines = [
    sums("produced", COLOURS.sun, (row) => row.generationWh),
    sums("used", COLOURS.home, (row) => row.loadWh),
  ];
  return { title: "Day by day", unit: "kWh", lines };
}

function print({ homes, totals, storedWh, lostWh }: Simulation, units: number, plots: string[]): void {
  const right = (title: string) => ({ title, align: "right" as const });
  const kwh = (wh: bigint): string => (Number(wh) / 1000).toFixed(1);
  const row = (t: EnergyTotals): string[] =>
    [t.loadWh, t.generationWh, t.selfWh, t.toStorageWh, t.fromStorageWh, t.toGridWh, t.fromGridWh].map(kwh);
  printTable(
    [
      "home",
      "has",
      right("people"),
      ...["used", "produced", "at once", "to storage", "from storage", "to grid", "from grid"].map(right),
    ],
    [
      ...homes.map(({ home, totals: own }) => [
        home.name,
        [home.pv && "sun", home.wind && "wind", home.heatPump && "heat pump", home.car && "car"]
          .filter(Boolean)
          .join(", "),
        String(home.household.people),
        ...row(own),
      ]),
      ["all", "", "", ...row(totals)],
    ],
  );
  process.stdout.write(
    `\nEnergy in kWh. ${units} batteries of ${Number(DEFAULT_BATTERY.capacityWh) / 1000} kWh hold ${kwh(storedWh)} at the end; ${kwh(lostWh)} were lost in them.\n` +
      `Plots: ${plots.map(shownPath).join(", ")}\n`,
  );
}
