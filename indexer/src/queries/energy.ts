import type { HourRow } from "../core/schema.ts";
import { EVERYONE, joined } from "../core/sums.ts";
import type { Query } from "../store/store.ts";

/** Whose energy: an account's, one's as far as it went through some units, or everyone's. */
export interface Whose {
  account: string;
  units?: readonly string[];
}

export interface Figures {
  producedWh: number;
  consumedWh: number;
  coveredWh: number;
  boughtWh: number;
  soldWh: number;
  mintedEnt: bigint;
  burnedEnt: bigint;
  providerEnt: bigint;
  /** Units of 5 eEuro units. */
  spent: number;
  earned: number;
}

const HOUR = 3_600;

export function noFigures(): Figures {
  return {
    producedWh: 0,
    consumedWh: 0,
    coveredWh: 0,
    boughtWh: 0,
    soldWh: 0,
    mintedEnt: 0n,
    burnedEnt: 0n,
    providerEnt: 0n,
    spent: 0,
    earned: 0,
  };
}

export function addFigures(to: Figures, more: Figures): void {
  for (const name of Object.keys(to) as (keyof Figures)[]) {
    (to as unknown as Record<string, number | bigint>)[name] = (to[name] as number) + (more[name] as number);
  }
}

/** Figures between consecutive boundaries (Unix seconds, ascending). A reading counts where its interval ends, a trade at its block. */
export async function figuresBetween(
  query: Query,
  community: number,
  whose: Whose,
  boundaries: readonly number[],
): Promise<Figures[]> {
  const figures = boundaries.slice(1).map(noFigures);
  const into = slots(boundaries, figures);
  const [from, to] = [boundaries[0] ?? 0, boundaries.at(-1) ?? 0];
  if (whose.units === undefined && boundaries.every((at) => at % HOUR === 0)) {
    for (const row of await hourRows(query, community, whose.account, from / HOUR, to / HOUR)) {
      const slot = into(row.hour * HOUR);
      if (slot !== undefined) addFigures(slot, figuresOf(row));
    }
    return figures;
  }
  await addReadings(query, community, whose, [from, to], into);
  if (whose.units === undefined) await addTrades(query, community, whose.account, [from, to], into);
  return figures;
}

/** Finds the slot of a moment. */
function slots(boundaries: readonly number[], figures: Figures[]): (at: number) => Figures | undefined {
  return (at) => {
    let [low, high] = [0, boundaries.length - 1];
    if (at < (boundaries[0] ?? 0) || at >= (boundaries[high] ?? 0)) return undefined;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((boundaries[middle] as number) <= at) low = middle;
      else high = middle;
    }
    return figures[low];
  };
}

const HOUR_COLUMNS = `hour, produced_wh AS "producedWh", consumed_wh AS "consumedWh", covered_wh AS "coveredWh", bought_wh AS "boughtWh",
  sold_wh AS "soldWh", minted_ent AS "mintedEnt", minted_rest AS "mintedRest", burned_ent AS "burnedEnt", burned_rest AS "burnedRest",
  provider_ent AS "providerEnt", provider_rest AS "providerRest", spent, earned`;

async function hourRows(
  query: Query,
  community: number,
  account: string,
  from: number,
  to: number,
): Promise<HourRow[]> {
  return query.all(`SELECT ${HOUR_COLUMNS} FROM hours WHERE community = ? AND account = ? AND hour >= ? AND hour < ?`, [
    community,
    account,
    from,
    to,
  ]);
}

function figuresOf(row: HourRow): Figures {
  const { producedWh, consumedWh, coveredWh, boughtWh, soldWh, spent, earned } = row;
  return {
    producedWh,
    consumedWh,
    coveredWh,
    boughtWh,
    soldWh,
    mintedEnt: joined(row.mintedEnt, row.mintedRest),
    burnedEnt: joined(row.burnedEnt, row.burnedRest),
    providerEnt: joined(row.providerEnt, row.providerRest),
    spent,
    earned,
  };
}

interface ReadingFigures {
  resident: string;
  owner: string;
  kind: string;
  energyWh: string;
  intervalEnd: number;
  coveredWh: number;
  lostWh: number;
  minted: string;
  provider: string;
  burned: string;
}

const READING_COLUMNS = `resident, owner, kind, energy_wh AS "energyWh", interval_end AS "intervalEnd", covered_wh AS "coveredWh", lost_wh AS "lostWh", minted, provider, burned`;

async function addReadings(
  query: Query,
  community: number,
  { account, units }: Whose,
  [from, to]: [number, number],
  into: (at: number) => Figures | undefined,
): Promise<void> {
  const span = "interval_end > ? AND interval_end <= ?";
  const everyone = account === EVERYONE;
  const mine = everyone ? "" : " AND resident = ?";
  const through = units === undefined ? "" : ` AND unit IN (${units.map(() => "?").join(", ")})`;
  const rows = await query.all<ReadingFigures>(
    `SELECT ${READING_COLUMNS} FROM readings WHERE community = ?${mine} AND ${span}${through}`,
    [community, ...(everyone ? [] : [account]), from, to, ...(units ?? [])],
  );
  for (const row of rows) {
    const slot = into(row.intervalEnd - 1);
    if (slot !== undefined) addReading(slot, row, everyone);
  }
  // A storage provider's share comes from other people's readings.
  if (everyone || units !== undefined) return;
  const shares = await query.all<{ intervalEnd: number; provider: string }>(
    `SELECT interval_end AS "intervalEnd", provider FROM readings WHERE community = ? AND unit IN (SELECT unit FROM units WHERE community = ?) AND owner = ? AND ${span}`,
    [community, community, account, from, to],
  );
  for (const { intervalEnd, provider } of shares) {
    const slot = into(intervalEnd - 1);
    if (slot !== undefined) slot.providerEnt += BigInt(provider);
  }
}

function addReading(slot: Figures, row: ReadingFigures, everyone: boolean): void {
  if (row.kind === "produced") {
    slot.producedWh += Number(row.energyWh);
    slot.mintedEnt += BigInt(row.minted);
    if (everyone) slot.providerEnt += BigInt(row.provider);
  } else if (row.kind === "consumed") {
    slot.consumedWh += row.coveredWh + row.lostWh;
    slot.coveredWh += row.coveredWh;
    slot.burnedEnt += BigInt(row.burned);
  }
}

interface TradeFigures {
  at: number;
  maker: string;
  taker: string;
  takerSide: string;
  lots: number;
  halfTicks: number;
}

async function addTrades(
  query: Query,
  community: number,
  account: string,
  [from, to]: [number, number],
  into: (at: number) => Figures | undefined,
): Promise<void> {
  const whose = account === EVERYONE ? "" : " AND (maker = ? OR taker = ?)";
  const rows = await query.all<TradeFigures>(
    `SELECT at, maker, taker, taker_side AS "takerSide", lots, half_ticks AS "halfTicks" FROM trades WHERE community = ? AND at >= ? AND at < ?${whose}`,
    [community, from, to, ...(account === EVERYONE ? [] : [account, account])],
  );
  for (const { at, maker, taker, takerSide, lots, halfTicks } of rows) {
    const slot = into(at);
    if (slot === undefined) continue;
    const [buyer, seller] = takerSide === "buy" ? [taker, maker] : [maker, taker];
    if (account === EVERYONE || buyer === account) {
      slot.boughtWh += lots;
      slot.spent += lots * halfTicks;
    }
    if (account === EVERYONE || seller === account) {
      slot.soldWh += lots;
      slot.earned += lots * halfTicks;
    }
  }
}

/** Of what was drawn from the shared storage, the part that the same account stored in the same time; null: nothing was drawn. */
export function renewableShare({ producedWh, consumedWh }: Pick<Figures, "producedWh" | "consumedWh">): number | null {
  if (consumedWh === 0) return null;
  return Math.min(producedWh, consumedWh) / consumedWh;
}
