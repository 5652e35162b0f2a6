import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { CommandError } from "../lib/errors.ts";
import type { Prices } from "./types.ts";

/**
 * Prices from a folder of tariff files in HAMLET's layout (energy.csv, grid.csv, levies.csv), in ten-thousandths of a EUR a kWh
 * (the files do not say so; 1500 reads as 0.15 EUR, and so does its author's example). Retail is energy + grid + levies.
 * The price is one for the whole time: the mean over the file.
 */
export function tariffPrices(folder: string): Prices {
  const mean = (file: string, column: string): bigint => {
    const values = columnOf(path.join(folder, file), column);
    return BigInt(Math.round(values.reduce((a, b) => a + b, 0) / values.length));
  };
  return {
    feedInTicks: mean("energy.csv", "energy_price_in"),
    retailTicks:
      mean("energy.csv", "energy_price_out") +
      mean("grid.csv", "grid_retail_in") +
      mean("levies.csv", "levies_price_in"),
  };
}

function columnOf(file: string, column: string): number[] {
  if (!existsSync(file))
    throw new CommandError(`There is no tariff file ${file}.`, {
      hint: "Give --tariffs a folder with energy.csv, grid.csv and levies.csv.",
    });
  const [head = "", ...rows] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const at = head.split(",").indexOf(column);
  const values = rows.map((row) => Number(row.split(",")[at]));
  if (at < 0 || values.length === 0 || values.some(Number.isNaN))
    throw new CommandError(`${file} has no numbers in a column ${column}.`, { hint: `Its columns are ${head}.` });
  return values;
}
