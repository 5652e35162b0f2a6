import type { Community, Server } from "../api/context.ts";
import type { Statement } from "../api/types.ts";
import type { HistoryName, HistoryRow } from "../core/schema.ts";
import { renewableShare } from "../queries/energy.ts";
import { parse } from "../store/records.ts";
import { column, snake } from "../store/sql.ts";
import type { Query } from "../store/store.ts";
import { codeOf } from "./code.ts";

const EUR_PER_LOT_TICK = 10n;

/** What a statement is about; rows after `asOf` are left out, so that an old statement can be made again. */
export interface Subject {
  account: string;
  month: string;
  asOf: { block: number; hash: string; at: number };
}

/** A resident's month as the chain recorded it. Opening balance plus all lines is the closing balance, to the unit. */
export async function buildStatement(
  { store }: Pick<Server, "store">,
  community: Community,
  subject: Subject,
): Promise<Statement> {
  const { account, month, asOf } = subject;
  const { calendar, names, tariff } = community;
  const { from, to } = calendar.month(month);
  const rows = rowsOf(store, community.id, subject, { from, to });
  const [movements, readings, trades, debts] = await Promise.all([
    rows("movements", MOVEMENT, "account = ?", "at"),
    rows("readings", READING, "resident = ?", "interval_end"),
    rows("trades", TRADE, "? IN (maker, taker)", "at"),
    rows("debts", DEBT, "resident = ?", "at"),
  ]);
  const balances = await balancesOf(store, community.id, subject, { from, to });
  const market = marketOf(trades, account);
  const body = {
    community: community.name,
    title: community.title,
    chainId: community.chainId,
    account,
    label: names.get(account),
    month,
    timeZone: calendar.timeZone,
    from,
    to,
    final: asOf.at >= to,
    asOf,
    balances,
    energy: energyOf(readings, community),
    market,
    lines: linesOf(movements),
    owed: await owedOf(store, community.id, subject, debts, to),
    rates: await ratesOf(store, community.id, subject, { from, to }),
    tariff:
      tariff === null
        ? null
        : { retailTicks: tariff.retailTicks, savedEur: String(savedOf(market, tariff.retailTicks)) },
  };
  return { ...body, code: codeOf(body) };
}

// What a statement needs of each row: a month has thousands of them.
const MOVEMENT = ["token", "kind", "amount"] as const;
const READING = ["unit", "kind", "energyWh", "coveredWh", "lostWh", "minted", "burned", "provider", "cost"] as const;
const TRADE = ["at", "tx", "maker", "taker", "takerSide", "lots", "halfTicks"] as const;
const DEBT = ["change"] as const;

type Movement = Pick<HistoryRow<"movements">, (typeof MOVEMENT)[number]>;
type Reading = Pick<HistoryRow<"readings">, (typeof READING)[number]>;
type Trade = Pick<HistoryRow<"trades">, (typeof TRADE)[number]>;
type Debt = Pick<HistoryRow<"debts">, (typeof DEBT)[number]>;

type RowsOf = <Name extends HistoryName, Field extends keyof HistoryRow<Name> & string>(
  name: Name,
  fields: readonly Field[],
  whose: string,
  time: string,
) => Promise<Pick<HistoryRow<Name>, Field>[]>;

function rowsOf(
  query: Query,
  community: number,
  { account, asOf }: Subject,
  span: { from: number; to: number },
): RowsOf {
  return async (name, fields, whose, time) => {
    const isReading = time === "interval_end";
    // A reading belongs to the month in which its interval ends: at midnight it is the old one's last. The plus keeps SQLite from
    // looking through everybody's blocks instead of the account's intervals.
    const within = isReading
      ? `${time} > ? AND ${time} <= ? AND +block <= ?`
      : `${time} >= ? AND ${time} < ? AND block <= ? AND block > ? AND block < ?`;
    const bounds = isReading
      ? []
      : [await lastPointBefore(query, community, span.from), await firstPointFrom(query, community, span.to)];
    const rows = await query.all(
      `SELECT ${fields.map(column).join(", ")} FROM ${snake(name)} WHERE community = ? AND ${whose} AND ${within} ORDER BY block, log`,
      [community, account, span.from, span.to, asOf.block, ...bounds],
    );
    return rows.map((row) => parse(name, row)) as never;
  };
}

const LAST = Number.MAX_SAFE_INTEGER;

// History is indexed by block. These bound the blocks of a time, so that a month costs the same however long the history is.

async function lastPointBefore(query: Query, community: number, time: number): Promise<number> {
  const sql = "SELECT block FROM points WHERE community = ? AND at < ? ORDER BY at DESC, block DESC LIMIT 1";
  return (await query.all<{ block: number }>(sql, [community, time]))[0]?.block ?? -1;
}

async function firstPointFrom(query: Query, community: number, time: number): Promise<number> {
  const sql = "SELECT block FROM points WHERE community = ? AND at >= ? ORDER BY at, block LIMIT 1";
  return (await query.all<{ block: number }>(sql, [community, time]))[0]?.block ?? LAST;
}

async function balancesOf(
  query: Query,
  community: number,
  { account, asOf }: Subject,
  span: { from: number; to: number },
): Promise<Statement["balances"]> {
  const at = async (token: "ENT" | "EUR", time: number): Promise<string> => {
    const before = await firstPointFrom(query, community, time);
    const [row] = await query.all<{ balance: string }>(
      `SELECT balance FROM movements WHERE community = ? AND account = ? AND token = '${token}' AND at < ? AND block < ? AND block <= ? ORDER BY block DESC, log DESC LIMIT 1`,
      [community, account, time, before, asOf.block],
    );
    return row?.balance ?? "0";
  };
  return {
    openingEnt: await at("ENT", span.from),
    closingEnt: await at("ENT", span.to),
    openingEur: await at("EUR", span.from),
    closingEur: await at("EUR", span.to),
  };
}

function energyOf(readings: Reading[], { names }: Community): Statement["energy"] {
  const units = new Map<string, Statement["energy"]["byUnit"][number] & { sums: bigint[] }>();
  const all = { producedWh: 0, consumedWh: 0, coveredWh: 0 };
  for (const row of readings) {
    const unit = units.get(row.unit) ?? emptyUnit(row.unit, names.get(row.unit));
    units.set(row.unit, unit);
    const produced = row.kind === "produced" ? Number(row.energyWh) : 0;
    const consumed = row.coveredWh + row.lostWh;
    for (const sum of [unit, all]) {
      sum.producedWh += produced;
      sum.consumedWh += consumed;
      sum.coveredWh += row.coveredWh;
    }
    [row.minted, row.burned, row.provider, row.cost].forEach(
      (amount, i) => (unit.sums[i] = (unit.sums[i] ?? 0n) + amount),
    );
  }
  const byUnit = [...units.values()].map(({ sums, ...unit }) => ({
    ...unit,
    mintedEnt: String(sums[0]),
    burnedEnt: String(sums[1]),
    fees: { providerEnt: String(sums[2]), balancingEnt: String(sums[3]) },
  }));
  return { ...all, uncoveredWh: all.consumedWh - all.coveredWh, renewableShare: renewableShare(all), byUnit };
}

function emptyUnit(unit: string, label: string | null) {
  const fees = { providerEnt: "0", balancingEnt: "0" };
  return {
    unit,
    label,
    producedWh: 0,
    consumedWh: 0,
    coveredWh: 0,
    mintedEnt: "0",
    burnedEnt: "0",
    fees,
    sums: [0n, 0n, 0n, 0n],
  };
}

function marketOf(rows: Trade[], account: string): Statement["market"] {
  const sums = { buy: { wh: 0, halfTickLots: 0 }, sell: { wh: 0, halfTickLots: 0 } };
  const trades = rows.map((row): Statement["market"]["trades"][number] => {
    const buys = (row.takerSide === "buy") === (row.taker === account);
    const side = buys ? "buy" : "sell";
    sums[side].wh += row.lots;
    sums[side].halfTickLots += row.lots * row.halfTicks;
    return {
      at: row.at,
      side,
      energyWh: row.lots,
      priceTicks: row.halfTicks / 2,
      amountEur: String(BigInt(row.lots * row.halfTicks) * 5n),
      counterparty: row.taker === account ? row.maker : row.taker,
      transaction: row.tx,
    };
  });
  const average = ({ wh, halfTickLots }: { wh: number; halfTickLots: number }): number | null =>
    wh === 0 ? null : Math.round((halfTickLots / wh / 2) * 100) / 100;
  return {
    boughtWh: sums.buy.wh,
    spentEur: String(BigInt(sums.buy.halfTickLots) * 5n),
    averageBuyTicks: average(sums.buy),
    soldWh: sums.sell.wh,
    earnedEur: String(BigInt(sums.sell.halfTickLots) * 5n),
    averageSellTicks: average(sums.sell),
    trades,
  };
}

/** What the same energy would have cost more at the supplier's. */
function savedOf({ boughtWh, spentEur }: Statement["market"], retailTicks: number): bigint {
  return BigInt(boughtWh) * BigInt(Math.round(retailTicks)) * EUR_PER_LOT_TICK - BigInt(spentEur);
}

function linesOf(movements: Movement[]): Statement["lines"] {
  const sums = new Map<string, { token: "ENT" | "EUR"; kind: string; count: number; amount: bigint }>();
  for (const { token, kind, amount } of movements) {
    const key = `${token}${kind}`;
    const sum = sums.get(key) ?? { token: token as "ENT" | "EUR", kind, count: 0, amount: 0n };
    sums.set(key, { ...sum, count: sum.count + 1, amount: sum.amount + amount });
  }
  const order = [...sums.values()].sort((a, b) => (a.token + a.kind < b.token + b.kind ? -1 : 1));
  return order.map(({ amount, ...line }) => ({ ...line, amount: String(amount) }));
}

async function owedOf(
  query: Query,
  community: number,
  { account, asOf }: Subject,
  debts: Debt[],
  to: number,
): Promise<Statement["owed"]> {
  const [last] = await query.all<{ owed: string }>(
    "SELECT owed FROM debts WHERE community = ? AND resident = ? AND at < ? AND block <= ? ORDER BY block DESC, log DESC LIMIT 1",
    [community, account, to, asOf.block],
  );
  const sumOf = (wanted: (change: bigint) => boolean): bigint =>
    debts.reduce((sum, { change }) => (wanted(change) ? sum + change : sum), 0n);
  return {
    incurredEnt: String(sumOf((change) => change > 0n)),
    paidEnt: String(-sumOf((change) => change < 0n)),
    closingEnt: last?.owed ?? "0",
  };
}

async function ratesOf(
  query: Query,
  community: number,
  { asOf }: Subject,
  { from, to }: { from: number; to: number },
): Promise<Statement["rates"]> {
  const rows = await query.all<{ rate: string }>(
    "SELECT rate FROM points WHERE community = ? AND at >= COALESCE((SELECT MAX(at) FROM points WHERE community = ? AND at < ? AND block <= ?), 0) AND at < ? AND block <= ? GROUP BY rate",
    [community, community, from, asOf.block, to, asOf.block],
  );
  const rates = rows.map(({ rate }) => Number(rate));
  return { lowest: rates.length === 0 ? 0 : Math.min(...rates), highest: rates.length === 0 ? 0 : Math.max(...rates) };
}
