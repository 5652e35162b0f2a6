import { type Quantity, UnitsError, formatDecimal, parseDecimal } from "./decimal.ts";

/** Decimals of each quantity on chain (design: Units). */
export const decimals = { ent: 9, eur: 8, kwh: 3, kw: 3, rate: 6, fraction: 6, percent: 4, price: 4, lots: 3 } as const;

/** ENT units in one Wh: 1 ENT is 1 kWh. */
export const ENT_UNITS_PER_WH = 1_000_000n;
/** eEuro units that one lot (1 Wh) costs at a price of one tick. */
export const EUR_UNITS_PER_LOT_TICK = 10n;
export const MOST_PRICE_TICKS = 65_535n;

const MOST_UINT64 = 2n ** 64n - 1n;
const MOST_UINT256 = 2n ** 256n - 1n;

/** What an argument of a contract can say at all; what the books can hold is the contract's to judge. */
export const quantities = {
  ent: { unit: "ENT", decimals: decimals.ent, most: MOST_UINT256 },
  eur: { unit: "EUR", decimals: decimals.eur, most: MOST_UINT256 },
  kwh: { unit: "kWh", decimals: decimals.kwh, most: MOST_UINT256 },
  /** Energy of a signed reading. */
  readingKwh: { unit: "kWh", decimals: decimals.kwh, most: MOST_UINT64 },
  kw: { unit: "kW", decimals: decimals.kw, most: MOST_UINT256 },
  /** R, M and B: millionths of an ENT per kWh. */
  rate: { unit: "ENT/kWh", decimals: decimals.rate, most: MOST_UINT256 },
  /** C and F as fractions of 1: millionths. */
  fraction: { unit: "(of 1)", decimals: decimals.fraction, most: MOST_UINT256 },
  /** C and F as percentages: millionths, too. */
  percent: { unit: "%", decimals: decimals.percent, most: MOST_UINT256 },
  /** Ticks of 0.0001 eEuro per ENT. */
  price: { unit: "EUR/ENT", decimals: decimals.price, least: 1n, most: MOST_PRICE_TICKS },
  /** ENT in the market: lots of 0.001. */
  lots: { unit: "ENT", decimals: decimals.lots, most: MOST_UINT64 },
  /** ENT that may be negative: the imbalance. */
  signedEnt: { unit: "ENT", decimals: decimals.ent, least: -MOST_UINT256, most: MOST_UINT256 },
} as const satisfies Record<string, Quantity>;

/** ENT units (1e-9) of a text such as "7.35". @throws UnitsError */
export const parseEnt = (text: string): bigint => parseDecimal(text, quantities.ent);
export const formatEnt = (units: bigint): string => formatDecimal(units, decimals.ent);

/** eEuro units (1e-8) of a text such as "0.95". @throws UnitsError */
export const parseEur = (text: string): bigint => parseDecimal(text, quantities.eur);
export const formatEur = (units: bigint): string => formatDecimal(units, decimals.eur);

/** Wh of a text in kWh. @throws UnitsError */
export const parseKwh = (text: string): bigint => parseDecimal(text, quantities.kwh);
export const formatKwh = (wh: bigint): string => formatDecimal(wh, decimals.kwh);

/** W of a text in kW. @throws UnitsError */
export const parseKw = (text: string): bigint => parseDecimal(text, quantities.kw);
export const formatKw = (watts: bigint): string => formatDecimal(watts, decimals.kw);

/** Millionths of an ENT per kWh of a text in ENT/kWh. @throws UnitsError */
export const parseRate = (text: string): bigint => parseDecimal(text, quantities.rate);
export const formatRate = (millionths: bigint): string => formatDecimal(millionths, decimals.rate);

/** Millionths of a fraction of 1: "0.05" is 50,000. @throws UnitsError */
export const parseFraction = (text: string): bigint => parseDecimal(text, quantities.fraction);
export const formatFraction = (millionths: bigint): string => formatDecimal(millionths, decimals.fraction);

/** Millionths of a percentage, with or without its sign: "5 %" is 50,000. @throws UnitsError */
export const parsePercent = (text: string): bigint => parseDecimal(text.replace(/\s*%\s*$/, ""), quantities.percent);
export const formatPercent = (millionths: bigint): string => formatDecimal(millionths, decimals.percent);

/** Ticks of a price in EUR/ENT, 0.0001 … 6.5535. @throws UnitsError */
export const parsePrice = (text: string): bigint => parseDecimal(text, quantities.price);
export const formatPrice = (ticks: bigint): string => formatDecimal(ticks, decimals.price);

/** Lots (Wh) of a quantity in ENT as the market trades it: three decimals. @throws UnitsError */
export const parseLots = (text: string): bigint => parseDecimal(text, quantities.lots);
export const formatLots = (lots: bigint): string => formatDecimal(lots, decimals.lots);

/** ENT units of as much energy. */
export const entOfWh = (wh: bigint): bigint => wh * ENT_UNITS_PER_WH;
/** eEuro units of so many lots at a price; exact. */
export const costOf = (lots: bigint, priceTicks: bigint): bigint => lots * priceTicks * EUR_UNITS_PER_LOT_TICK;

const SECONDS: Record<string, bigint> = { d: 86_400n, h: 3_600n, m: 60n, s: 1n };
const WORDS: Record<string, string> = {
  day: "d",
  days: "d",
  hour: "h",
  hours: "h",
  min: "m",
  minute: "m",
  minutes: "m",
  second: "s",
  seconds: "s",
};

/** Seconds of a duration: "2h 1s", "3d", "15 min", "90" (seconds). @throws UnitsError */
export function parseDuration(text: string): bigint {
  const trimmed = text.trim();
  if (/^\d{1,15}$/.test(trimmed)) return BigInt(trimmed);
  if (!/^(\d{1,15}\s*[a-z]+\s*)+$/i.test(trimmed)) throw notADuration(text);
  let seconds = 0n;
  for (const [, count = "", word = ""] of trimmed.matchAll(/(\d+)\s*([a-z]+)/gi)) {
    const unit = SECONDS[WORDS[word.toLowerCase()] ?? word.toLowerCase()];
    if (unit === undefined) throw notADuration(text);
    seconds += BigInt(count) * unit;
  }
  return seconds;
}

function notADuration(text: string): UnitsError {
  return new UnitsError("NotANumber", text, `"${text}" is not a duration.`, "Write it like 2h 30m, 7d or 90s.");
}

/** A duration in days, hours, minutes and seconds: 7201n is "2h 1s". */
export function formatDuration(seconds: bigint): string {
  const parts: string[] = [];
  let rest = seconds;
  for (const [unit, length] of Object.entries(SECONDS)) {
    if (rest >= length) parts.push(`${rest / length}${unit}`);
    rest %= length;
  }
  return parts.length === 0 ? "0s" : parts.join(" ");
}
