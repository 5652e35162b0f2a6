import { InvalidArgumentError } from "commander";

/** A port for an option; 0 takes any free one. */
export function parsePort(text: string): number {
  return parseWhole(text, 0, 65_535);
}

/** A whole number for an option. */
export function parseWhole(text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
}
