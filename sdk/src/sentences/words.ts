import type { Address } from "viem";
import { formatDecimal } from "../decimal.ts";
import { decimals, formatEnt, formatEur, formatKwh, formatRate } from "../units.ts";

/** What an error says and what its reader can do about it; both whole sentences. */
export interface Explanation {
  sentence: string;
  next: string;
}

/** How values are written in a sentence. */
export interface Words {
  who: (address: Address) => string;
  ent: (units: bigint) => string;
  eur: (units: bigint) => string;
  energy: (wh: bigint) => string;
  rate: (millionths: bigint) => string;
  lots: (lots: bigint) => string;
  price: (ticks: bigint | number) => string;
  /** A time in Unix seconds. */
  when: (seconds: bigint) => string;
}

export function plainWords(nameOf: (address: Address) => string | undefined = () => undefined): Words {
  return {
    who: (address) => nameOf(address) ?? address,
    ent: (units) => `${formatEnt(units)} ENT`,
    eur: (units) => `${formatEur(units)} EUR`,
    energy: (wh) => `${formatKwh(wh)} kWh`,
    rate: (millionths) => `${formatRate(millionths)} ENT/kWh`,
    lots: (lots) => `${formatDecimal(lots, decimals.lots)} ENT`,
    price: (ticks) => `${formatDecimal(BigInt(ticks), decimals.price)} EUR/ENT`,
    when,
  };
}

const LAST_DATE = 8_640_000_000_000n;

function when(seconds: bigint): string {
  if (seconds > LAST_DATE) return "never";
  return `${new Date(Number(seconds) * 1000).toISOString().replace("T", " ").slice(0, 19)} UTC`;
}
