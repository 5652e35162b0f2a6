import type { Candles } from "../api/types.ts";

/** A quarter-hour's candle as the database has it: prices in half ticks, turnover in units of 5 eEuro units. */
export interface CandleRow {
  bucket: number;
  open: number;
  high: number;
  low: number;
  close: number;
  lots: number;
  turnover: number;
  trades: number;
}

/** Joins quarter-hours, in their order, to longer candles. */
export function mergeCandles(rows: readonly CandleRow[], startOf: (bucket: number) => number): Candles["items"] {
  const merged = new Map<number, CandleRow>();
  for (const row of rows) {
    const start = startOf(row.bucket);
    const there = merged.get(start);
    if (there === undefined) {
      merged.set(start, { ...row });
      continue;
    }
    there.high = Math.max(there.high, row.high);
    there.low = Math.min(there.low, row.low);
    there.close = row.close;
    there.lots += row.lots;
    there.turnover += row.turnover;
    there.trades += row.trades;
  }
  return [...merged].map(([from, { open, high, low, close, lots, turnover, trades }]) => ({
    from,
    openTicks: open / 2,
    highTicks: high / 2,
    lowTicks: low / 2,
    closeTicks: close / 2,
    volumeWh: lots,
    turnoverEur: String(BigInt(turnover) * 5n),
    trades,
  }));
}
