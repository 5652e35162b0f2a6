import { formatEnt, formatEur, formatKwh } from "@powerchain/sdk";

export const ent = (units: bigint): string => `${formatEnt(units)} ENT`;
export const eur = (units: bigint): string => `${formatEur(units)} EUR`;
export const kwh = (wh: bigint | number): string => `${formatKwh(BigInt(wh))} kWh`;
/** A price in half ticks. */
export const price = (halfTicks: number): string => `${(halfTicks / 20_000).toFixed(5).replace(/0$/, "")} EUR/ENT`;
