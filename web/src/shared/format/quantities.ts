// Every quantity of the product, from its unit on chain to the text on screen: one place knows how many decimals it has.
import { decimals } from "@powerchain/sdk";
import { formatFixed, GAP, type NumberStyle } from "./numbers.ts";

/** Wh, shown in kWh. */
export const energyText = (wh: bigint, style: NumberStyle): string =>
  `${formatFixed(wh, decimals.kwh, 3, style)}${GAP}kWh`;
/** ENT units (1e-9 ENT). */
export const entText = (units: bigint, style: NumberStyle): string =>
  `${formatFixed(units, decimals.ent, 3, style)}${GAP}ENT`;
/** eEuro units (1e-8 EUR). */
export const eurText = (units: bigint, style: NumberStyle): string =>
  `${formatFixed(units, decimals.eur, 2, style)}${GAP}EUR`;
/** Ticks (0.0001 EUR/ENT); a trade at a midpoint may lie on half a tick. */
export const priceText = (ticks: bigint | number | string, style: NumberStyle): string =>
  `${priceNumber(ticks, style)}${GAP}EUR/ENT`;
/** The same without the unit, for columns that name it in their head. */
export function priceNumber(ticks: bigint | number | string, style: NumberStyle): string {
  const halves = BigInt(Math.round(Number(ticks) * 2));
  const places = halves % 2n === 0n ? 4 : 5;
  return formatFixed(halves * 5n, decimals.price + 1, places, style);
}
/** Millionths of an ENT per kWh. */
export const rateText = (millionths: bigint, style: NumberStyle): string =>
  `${formatFixed(millionths, decimals.rate, 3, style)}${GAP}ENT/kWh`;
/** Millionths, shown in percent with one place, none where it is a whole number. */
export function percentText(millionths: bigint, style: NumberStyle): string {
  const places = millionths % 10_000n === 0n ? 0 : millionths % 1_000n === 0n ? 1 : 2;
  return `${formatFixed(millionths, decimals.percent, places, style)}${GAP}%`;
}
/** A share as a JS number 0 … 1, for what is estimated and not booked. */
export function shareText(share: number, style: NumberStyle): string {
  return `${formatFixed(BigInt(Math.round(share * 100)), 0, 0, style)}${GAP}%`;
}
/** Market lots are Wh: 0.001 ENT each. */
export const lotsText = (lots: bigint, style: NumberStyle): string =>
  `${formatFixed(lots, decimals.lots, 3, style)}${GAP}ENT`;
/** W, shown in kW. */
export const powerText = (watts: bigint, style: NumberStyle): string =>
  `${formatFixed(watts, decimals.kw, 1, style)}${GAP}kW`;

/** A tick of an axis, with as many places as it needs. */
export const axisText = (value: number, locale: string): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(value);
