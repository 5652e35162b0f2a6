import type { Added } from "./books.ts";
import type { CandleRow, HistoryRow, HourRow } from "./schema.ts";

const HOUR = 3_600;
const QUARTER = 900;
const ENT = 1_000_000_000n;

/** The account under which the whole community is summed. */
export const EVERYONE = "";

type HourFigures = Omit<HourRow, "account" | "hour">;

const NOTHING: HourFigures = {
  rows: 0,
  producedWh: 0,
  consumedWh: 0,
  coveredWh: 0,
  boughtWh: 0,
  soldWh: 0,
  mintedEnt: 0,
  mintedRest: 0,
  burnedEnt: 0,
  burnedRest: 0,
  providerEnt: 0,
  providerRest: 0,
  spent: 0,
  earned: 0,
};
export const hourFigures = Object.keys(NOTHING) as (keyof HourFigures)[];

/** The hour in which an interval that ends here lies. */
export function hourOfIntervalEnd(intervalEnd: number): number {
  return Math.floor((intervalEnd - 1) / HOUR);
}

/** The quarter-hour of a trade's block. */
export function bucketOf(at: number): number {
  return Math.floor(at / QUARTER);
}

/** What history rows add to (or, taken back with `sign` -1, take off) the hours' sums. */
export class HourSums {
  readonly rows = new Map<string, HourRow>();
  readonly #sign: 1 | -1;

  constructor(sign: 1 | -1 = 1) {
    this.#sign = sign;
  }

  addAll(added: readonly Added[]): void {
    for (const { table, row } of added) {
      if (table === "readings") this.addReading(row);
      else if (table === "trades") this.addTrade(row);
    }
  }

  addReading(row: HistoryRow<"readings">): void {
    if (row.kind === "actual") return;
    const hour = hourOfIntervalEnd(row.intervalEnd);
    if (row.kind === "produced") {
      const change = { producedWh: Number(row.energyWh), ...split("minted", row.minted) };
      const share = split("provider", row.provider);
      this.#add(row.resident, hour, change);
      this.#add(row.owner, hour, share);
      this.#add(EVERYONE, hour, { ...change, ...share });
    } else {
      // What the books never held is no energy of the community's.
      const change = {
        consumedWh: row.coveredWh + row.lostWh,
        coveredWh: row.coveredWh,
        ...split("burned", row.burned),
      };
      this.#add(row.resident, hour, change);
      this.#add(EVERYONE, hour, change);
    }
  }

  addTrade(row: HistoryRow<"trades">): void {
    const hour = Math.floor(row.at / HOUR);
    const cost = row.lots * row.halfTicks;
    const [buyer, seller] = row.takerSide === "buy" ? [row.taker, row.maker] : [row.maker, row.taker];
    this.#add(buyer, hour, { boughtWh: row.lots, spent: cost });
    this.#add(seller, hour, { soldWh: row.lots, earned: cost });
    this.#add(EVERYONE, hour, { boughtWh: row.lots, soldWh: row.lots, spent: cost, earned: cost });
  }

  #add(account: string, hour: number, change: Partial<HourFigures>): void {
    const key = `${account}${hour}`;
    let row = this.rows.get(key);
    if (row === undefined) {
      row = { account, hour, ...NOTHING };
      this.rows.set(key, row);
    }
    row.rows += this.#sign;
    for (const name in change) {
      row[name as keyof HourFigures] += this.#sign * (change[name as keyof HourFigures] ?? 0);
    }
  }
}

/** An amount of ENT as whole ENT and the rest. */
function split(name: "minted" | "burned" | "provider", units: bigint): Partial<HourFigures> {
  return { [`${name}Ent`]: Number(units / ENT), [`${name}Rest`]: Number(units % ENT) };
}

/** The ENT units of a sum that was split. */
export function joined(ent: number, rest: number): bigint {
  return BigInt(ent) * ENT + BigInt(rest);
}

/** Quarter-hour candles of trades in their order. */
export function candlesOf(
  trades: Iterable<Pick<HistoryRow<"trades">, "at" | "halfTicks" | "lots">>,
): Map<number, CandleRow> {
  const candles = new Map<number, CandleRow>();
  for (const { at, halfTicks, lots } of trades) {
    const bucket = bucketOf(at);
    const there = candles.get(bucket);
    const turnover = halfTicks * lots;
    if (there === undefined) {
      candles.set(bucket, {
        bucket,
        open: halfTicks,
        high: halfTicks,
        low: halfTicks,
        close: halfTicks,
        lots,
        turnover,
        trades: 1,
      });
      continue;
    }
    there.high = Math.max(there.high, halfTicks);
    there.low = Math.min(there.low, halfTicks);
    there.close = halfTicks;
    there.lots += lots;
    there.turnover += turnover;
    there.trades += 1;
  }
  return candles;
}
