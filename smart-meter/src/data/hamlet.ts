/**
 * The household files of HAMLET (Technical University of Munich): a row an interval of 15 minutes, `timestamp` (its start)
 * and `electricity`, the mean power in W (households), or the output per unit of rated power (pv files).
 *
 * Wh = W / 4. Whole Wh leave, the rest of up to ¾ Wh stays for the next interval, so that any run of intervals sums to the
 * file's own sum, rounded down. Photovoltaics: (output, rounded to 9 decimals) × rated W / 4, carried in the same way.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { InputError, MeterError } from "../errors.ts";
import { carry, INTERVAL } from "../model/carry.ts";
import type { HomeSeries } from "../model/home.ts";
import { readDecimal } from "./decimal.ts";
import { columnOf, readTable, readTime } from "./table.ts";

export interface Series {
  /** Start of the first interval, Unix seconds; the others follow each 900 s. */
  start: number;
  /** In 10^-places of the file's unit. */
  values: bigint[];
}

/** Reads one file; a gap, an overlap or a negative value is an error with its line. */
export function readHamlet(file: string, text: string, places: number): Series {
  const { header, rows } = readTable(file, text);
  const [time, value] = [columnOf(file, header, "timestamp"), columnOf(file, header, "electricity")];
  let expected: number | undefined;
  const values = rows.map(({ where, cells }) => {
    const at = readTime(where, cells[time] as string);
    if (expected !== undefined && at !== expected)
      throw new InputError(
        where,
        `the interval starts at ${at}, the one before ended at ${expected}`,
        "Intervals of 900 s must follow each other.",
      );
    expected = at + INTERVAL;
    const amount = readDecimal(where, "electricity", cells[value] as string, places);
    if (amount < 0n) throw new InputError(where, `electricity is ${cells[value]}, below 0`);
    return amount;
  });
  if (expected === undefined) throw new InputError(file, "has no intervals");
  return { start: expected - INTERVAL * values.length, values };
}

/** Whole Wh of each interval from power in W. */
export function wattsToWh(watts: readonly bigint[]): bigint[] {
  const rest = carry(4n);
  return watts.map((w) => rest.add(w));
}

/** Whole Wh of each interval from output per unit (9 decimals) of `ratedW`. */
export function outputToWh(output: readonly bigint[], ratedW: number): bigint[] {
  const rest = carry(4_000_000_000n);
  return output.map((o) => rest.add(o * BigInt(ratedW)));
}

export interface HomesData {
  /** Start of the first interval of every series. */
  start: number;
  homes: HomeSeries[];
}

export interface HomesOptions {
  homes?: number;
  days?: number;
}

/** Two watts of panels for each kWh that the file's name says the home uses a year: 2,962 kWh get 5.9 kW. Rounded to 100 W. */
export function panelsFor(kwhAYear: number): number {
  return Math.round((kwhAYear * 2) / 100) * 100;
}

function listFiles(folder: string): { homes: string[]; panels: string[] } {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch (cause) {
    throw new MeterError(`The data folder ${folder} cannot be read.`, {
      hint: "Give --data a folder with hh_*.csv and pv_*.csv files.",
      cause,
    });
  }
  const homes = names.filter((name) => /^hh_\d+_.*\.csv$/.test(name));
  const panels = names.filter((name) => /^pv_.*\.csv$/.test(name));
  if (homes.length === 0)
    throw new MeterError(`${folder} has no files hh_<kWh a year>_<n>.csv.`, {
      hint: "Leave --data out to use modelled homes.",
    });
  return { homes, panels };
}

function readSeries(folder: string, name: string, places: number): Series {
  return readHamlet(name, readFileSync(path.join(folder, name), "utf8"), places);
}

/** Every second home gets panels, each with the next of the pv files in turn. */
export function readHomes(folder: string, options: HomesOptions = {}): HomesData {
  const files = listFiles(folder);
  const panels = files.panels.map((name) => readSeries(folder, name, 9));
  const names = files.homes.slice(0, options.homes ?? files.homes.length);
  const loads = names.map((name) => readSeries(folder, name, 0));
  const start = (loads[0] as Series).start;
  const least = Math.min(...[...loads, ...panels].map((series) => series.values.length));
  const wanted = (options.days ?? Math.floor(least / 96)) * 96;
  if (wanted > least || wanted < 1)
    throw new MeterError(`The files hold ${Math.floor(least / 96)} whole days, ${options.days} were asked for.`);
  if ([...loads, ...panels].some((series) => series.start !== start))
    throw new MeterError(`The files of ${folder} do not start at the same time.`);
  return { start, homes: names.map((name, i) => homeOf(name, i, loads[i] as Series, panels, wanted)) };
}

function homeOf(name: string, i: number, load: Series, panels: Series[], intervals: number): HomeSeries {
  const sun = i % 2 === 0 && panels.length > 0 ? panels[(i / 2) % panels.length] : undefined;
  const ratedW = sun ? panelsFor(Number(/^hh_(\d+)_/.exec(name)?.[1])) : 0;
  return {
    name: name.replace(/\.csv$/, ""),
    ratedW,
    loadWh: wattsToWh(load.values.slice(0, intervals)),
    generationWh: sun
      ? outputToWh(sun.values.slice(0, intervals), ratedW)
      : Array.from({ length: intervals }, () => 0n),
  };
}
