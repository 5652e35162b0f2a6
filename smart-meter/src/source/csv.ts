/**
 * Files. HAMLET's: intervals from power in W (or output per unit of rated power). Plain ones: a row a value, with the
 * columns `time` (an interval's end, or the moment of a register), `channel`, and one of `wh`, `kwh`, `register_kwh`,
 * `level_kwh`. Several files are read together, in the order of time.
 */
import { readFileSync } from "node:fs";
import { outputToWh, readHamlet, wattsToWh } from "../data/hamlet.ts";
import { readDecimal } from "../data/decimal.ts";
import { columnOf, readTable, readTime } from "../data/table.ts";
import { InputError, MeterError } from "../errors.ts";
import { INTERVAL } from "../model/carry.ts";
import { MICRO, type Sample } from "../reading/types.ts";
import type { Source } from "./source.ts";

export interface CsvFile {
  path: string;
  format: "hamlet" | "plain";
  /** For HAMLET's files, which have one series. */
  channel?: string;
  /** For HAMLET's pv files. */
  ratedW?: number;
}

/** Samples handed over at a time. */
const CHUNK = 100;

function hamletSamples({ path, channel, ratedW }: CsvFile, text: string): Sample[] {
  if (channel === undefined) throw new MeterError(`The file ${path} needs a channel in the configuration.`);
  const series = readHamlet(path, text, ratedW === undefined ? 0 : 9);
  const wh = ratedW === undefined ? wattsToWh(series.values) : outputToWh(series.values, ratedW);
  return wh.map((value, i) => ({
    type: "interval",
    channel,
    at: series.start + (i + 1) * INTERVAL,
    microWh: value * MICRO,
  }));
}

const VALUES = {
  wh: { type: "interval", places: 6 },
  kwh: { type: "interval", places: 9 },
  register_kwh: { type: "register", places: 9 },
  level_kwh: { type: "level", places: 9 },
} as const;

function plainSamples({ path }: CsvFile, text: string): Sample[] {
  const { header, rows } = readTable(path, text);
  const [time, channel] = [columnOf(path, header, "time"), columnOf(path, header, "channel")];
  const name = header.find((column): column is keyof typeof VALUES => column in VALUES);
  if (name === undefined)
    throw new InputError(`${path}:1`, `has none of the columns ${Object.keys(VALUES).join(", ")}`);
  const at = header.indexOf(name);
  const { type, places } = VALUES[name];
  return rows.map(({ where, cells }) => ({
    type,
    channel: (cells[channel] as string).trim(),
    at: readTime(where, cells[time] as string),
    microWh: readDecimal(where, name, cells[at] as string, places),
  }));
}

export function csvSource(name: string, files: readonly CsvFile[]): Source {
  return {
    name,
    async run({ take, connected, place, signal }) {
      const samples = files.flatMap((file) => {
        const text = readFileSync(file.path, "utf8");
        return file.format === "hamlet" ? hamletSamples(file, text) : plainSamples(file, text);
      });
      samples.sort((a, b) => a.at - b.at);
      connected(true);
      for (let i = Number(place ?? 0); i < samples.length && !signal.aborted; i += CHUNK)
        await take(samples.slice(i, i + CHUNK), String(Math.min(i + CHUNK, samples.length)));
    },
  };
}
