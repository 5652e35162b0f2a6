import { type Quantity, formatDecimal, parseDecimal, UnitsError } from "./decimal.ts";
import { formatDuration, parseDuration, quantities } from "./units.ts";

/** How a parameter is written: in seconds, as a rate, a fraction … */
export type ParameterKind = "rate" | "fraction" | "duration" | "pricing" | "eur" | "ent" | "lots";

export interface ParameterInfo {
  /** Its number in the contract's `Parameter`. */
  index: number;
  /** The short name: of the thesis where it has one. */
  name: ParameterName;
  /** What it is, in a word or two. */
  title: string;
  kind: ParameterKind;
  /** In the parameter's own unit; the contract checks the same. */
  initial: bigint;
  least: bigint;
  most: bigint;
}

export const parameterNames = [
  "M",
  "B",
  "C",
  "H",
  "F",
  "pricing",
  "votingPeriod",
  "mintCap",
  "minOrder",
  "owedLimit",
  "grace",
  "voterInactivity",
] as const;
export type ParameterName = (typeof parameterNames)[number];

const MILLION = 1_000_000n;
const DAY = 86_400n;
const ANY = 2n ** 128n - 1n;

/** Defaults and bounds of what voters can set (design: Governance), in the order of the contract's `Parameter`. */
export const parameters: Record<ParameterName, ParameterInfo> = {
  M: info("M", "cap of the minting rate", "rate", 500_000n, 0n, MILLION),
  B: info("B", "cap of the burning rate", "rate", 500_000n, 0n, MILLION),
  C: info("C", "growth of the rate with the imbalance", "fraction", 50_000n, 1n, MILLION),
  H: info("H", "duration of a session", "duration", 7_200n, 60n, 7n * DAY),
  F: info("F", "the storage provider's share", "fraction", 200_000n, 0n, MILLION),
  pricing: info("pricing", "price of a trade", "pricing", 0n, 0n, 1n),
  votingPeriod: info("votingPeriod", "voting period", "duration", 7n * DAY, 3_600n, 90n * DAY),
  mintCap: info("mintCap", "most eEuro minted a UTC day", "eur", 100_000n * 10n ** 8n, 0n, ANY),
  minOrder: info("minOrder", "smallest order", "lots", 100n, 1n, 1_000_000n),
  owedLimit: info("owedLimit", "debt above which no session starts", "ent", 5n * 10n ** 9n, 0n, ANY),
  grace: info("grace", "wait before anyone closes an ended session", "duration", 3_600n, 0n, 7n * DAY),
  voterInactivity: info(
    "voterInactivity",
    "silence after which a voter can be retired",
    "duration",
    365n * DAY,
    30n * DAY,
    3_650n * DAY,
  ),
};

function info(
  name: ParameterName,
  title: string,
  kind: ParameterKind,
  initial: bigint,
  least: bigint,
  most: bigint,
): ParameterInfo {
  return { index: parameterNames.indexOf(name), name, title, kind, initial, least, most };
}

/** The parameter with this number. @throws RangeError when there is none */
export function parameterAt(index: number): ParameterInfo {
  const name = parameterNames[index];
  if (name === undefined) throw new RangeError(`There is no parameter ${index}: 0 … ${parameterNames.length - 1}.`);
  return parameters[name];
}

/** What is traded at whose price, by the number in the contract. */
export const pricings = ["maker", "midpoint"] as const;

const texts: Record<Exclude<ParameterKind, "pricing" | "duration">, Quantity> = {
  rate: quantities.rate,
  fraction: quantities.fraction,
  eur: quantities.eur,
  ent: quantities.ent,
  lots: quantities.lots,
};

/**
 * A parameter's value from text: rates in ENT/kWh, C and F as fractions (or with a % sign), times as durations or seconds,
 * mintCap in EUR, minOrder and owedLimit in ENT, pricing maker or midpoint. Bounds are the contract's to judge.
 * @throws UnitsError
 */
export function parseParameter(name: ParameterName, text: string): bigint {
  const { kind } = parameters[name];
  if (kind === "duration") return parseDuration(text);
  if (kind === "pricing") return parsePricing(text);
  if (kind === "fraction" && text.trim().endsWith("%")) {
    return parseDecimal(text.replace(/\s*%\s*$/, ""), quantities.percent);
  }
  return parseDecimal(text, texts[kind]);
}

function parsePricing(text: string): bigint {
  const index = pricings.findIndex((word) => word === text.trim());
  if (index >= 0) return BigInt(index);
  throw new UnitsError("NotANumber", text, `"${text}" is no pricing rule.`, `Write one of: ${pricings.join(", ")}.`);
}

/** A parameter's value as `parseParameter` reads it; times as plain seconds with `plain`, else as durations. */
export function formatParameter(name: ParameterName, value: bigint, plain = false): string {
  const { kind } = parameters[name];
  if (kind === "duration") return plain ? value.toString() : formatDuration(value);
  if (kind === "pricing") return pricings[Number(value)] ?? value.toString();
  return formatDecimal(value, texts[kind].decimals);
}
