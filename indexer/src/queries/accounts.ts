import type { Community } from "../api/context.ts";
import type { Account, Lock, Movement, Order, Participant, Reading, Session, Trade } from "../api/types.ts";
import type { Tables } from "../core/books.ts";
import type { HistoryRow, StateRow } from "../core/schema.ts";
import { lockedBy } from "../core/market.ts";
import { parse } from "../store/records.ts";
import type { Query } from "../store/store.ts";
import { ent, eur } from "../words/amounts.ts";
import { movementText } from "../words/movement.ts";
import { type PageOf, type Paging, pageOfHistory, pageOfList, spanOf } from "./page.ts";

type Roles = Participant["roles"];
interface Span {
  from?: number | undefined;
  to?: number | undefined;
}

/** What an account is to the community. */
export function rolesOf({ follower }: Community, address: string, owners = ownersOf(follower.index.tables)): Roles {
  const { tables } = follower.index;
  const unit = tables.units.get(address);
  const roles: Roles = [];
  if (tables.voters.get(address)?.inOffice === true) roles.push("voter");
  if (tables.network.get(1)?.banker === address) roles.push("banker");
  if (unit !== undefined && unit.owner !== null) roles.push("storageUnit");
  if (owners.has(address)) roles.push("storageProvider");
  if (unit === undefined) roles.push("resident");
  return roles;
}

/** Everyone who owns a registered unit. */
export function ownersOf(tables: Tables): Set<string | null> {
  return new Set([...tables.units.rows.values()].map(({ owner }) => owner));
}

/** The registered units that an account owns. */
export function unitsOf(tables: Tables, owner: string): string[] {
  return [...tables.units.rows.values()].filter((unit) => unit.owner === owner).map(({ unit }) => unit);
}

export async function accountView(query: Query, community: Community, address: string): Promise<Account> {
  const { tables, cursor } = community.follower.index;
  const row = tables.accounts.get(address);
  const { ent: allEnt, entLocked, eur: allEur, eurLocked } = row ?? { ent: 0n, entLocked: 0n, eur: 0n, eurLocked: 0n };
  return {
    address,
    label: community.names.get(address),
    roles: rolesOf(community, address),
    ownedUnits: unitsOf(tables, address),
    ent: { total: String(allEnt), available: String(allEnt - entLocked), locked: String(entLocked) },
    eur: { total: String(allEur), available: String(allEur - eurLocked), locked: String(eurLocked) },
    forWithdrawalEur: String(row?.eurWithdrawal ?? 0n),
    owedEnt: String(row?.owed ?? 0n),
    locks: await locksOf(query, community, address),
    firstSeen: row?.firstSeen ?? null,
    block: cursor.block,
  };
}

async function locksOf(query: Query, community: Community, address: string): Promise<Lock[]> {
  const { id, names, calendar, follower } = community;
  const row = follower.index.tables.accounts.get(address);
  if (row === undefined || (row.entLocked === 0n && row.eurLocked === 0n)) return [];
  const sessions = await rowsOf(query, "sessions", "WHERE community = ? AND consumer = ? AND open = 1", [id, address]);
  const orders = await rowsOf(
    query,
    "orders",
    "WHERE community = ? AND owner = ? AND state = 'open' ORDER BY block, log",
    [id, address],
  );
  const locks: Lock[] = sessions.map((session) => ({
    token: "ENT",
    amount: String(session.ent),
    reason: "session",
    unit: session.unit,
    order: null,
    until: session.endsAt,
    text: `${ent(session.ent)} are locked for the session with ${names.who(session.unit)} until ${calendar.time(session.endsAt)}.`,
  }));
  for (const { id: order, side, tick, leftLots, expiresAt } of orders) {
    const amount = lockedBy(side, tick, leftLots);
    const [token, words] = side === "sell" ? (["ENT", ent(amount)] as const) : (["EUR", eur(amount)] as const);
    const until = expiresAt === 0 ? null : expiresAt;
    const text = `${words} are locked for your ${side} order at ${tick / 10_000} EUR/ENT.`;
    locks.push({ token, amount: String(amount), reason: "order", unit: null, order, until, text });
  }
  if (row.eurWithdrawal > 0n) {
    const text = `${eur(row.eurWithdrawal)} wait for the banker to pay them out.`;
    locks.push({
      token: "EUR",
      amount: String(row.eurWithdrawal),
      reason: "withdrawal",
      unit: null,
      order: null,
      until: null,
      text,
    });
  }
  return locks;
}

async function rowsOf<Name extends "sessions" | "orders">(
  query: Query,
  name: Name,
  rest: string,
  values: (string | number)[],
): Promise<StateRow<Name>[]> {
  const rows = await query.all(`SELECT * FROM ${name} ${rest}`, values);
  return rows.map((row) => parse(name, row) as StateRow<Name>);
}

export async function movementsOf(
  query: Query,
  { id, names }: Community,
  address: string,
  filter: Paging & Span & { token?: string | undefined; kind?: string | undefined },
): Promise<PageOf<Movement>> {
  const span = spanOf(filter);
  const where = ["community = ?", "account = ?", ...span.where];
  const values: (string | number)[] = [id, address, ...span.values];
  for (const name of ["token", "kind"] as const) {
    if (filter[name] === undefined) continue;
    where.push(`${name} = ?`);
    values.push(filter[name]);
  }
  const page = await pageOfHistory(query, { select: "SELECT * FROM movements", where, values }, filter);
  return {
    items: page.items.map((row) => movementView(parse("movements", row as never) as HistoryRow<"movements">, names)),
    next: page.next,
  };
}

function movementView(row: HistoryRow<"movements">, names: Community["names"]): Movement {
  return {
    id: `${row.block}-${row.log}`,
    block: row.block,
    at: row.at,
    transaction: row.tx,
    token: row.token as Movement["token"],
    amount: String(row.amount),
    balance: String(row.balance),
    kind: row.kind as Movement["kind"],
    counterparty: row.counterparty,
    unit: row.unit,
    energyWh: row.energyWh === null ? null : Number(row.energyWh),
    reference: row.reference,
    text: movementText(row, names),
  };
}

/** The column under which an account is found: `unit` for a storage unit, else as the one who acts. */
function sideOf({ follower }: Community, address: string, acting: "consumer" | "resident"): string {
  return follower.index.tables.units.get(address) === undefined ? acting : "unit";
}

export async function sessionsOf(
  query: Query,
  community: Community,
  address: string,
  filter: Paging & { state: "open" | "closed" | "all" },
): Promise<PageOf<Session>> {
  const now = community.follower.index.cursor.at;
  const mine = `community = ? AND ${sideOf(community, address, "consumer")} = ?`;
  const values = [community.id, address];
  const open =
    filter.state === "closed"
      ? []
      : await rowsOf(query, "sessions", `WHERE ${mine} AND open = 1 ORDER BY block DESC, log DESC`, values);
  const openViews = open.map((row) => openSession(community, row, now));
  if (filter.state === "open") return pageOfList(openViews, filter, ({ unit, consumer }) => `${unit}${consumer}`);
  // Open ones stand on the first page, before all that are closed.
  const page = await pageOfHistory(query, { select: "SELECT * FROM closed_sessions", where: [mine], values }, filter);
  const closed = page.items.map((row) =>
    closedSession(parse("closedSessions", row as never) as HistoryRow<"closedSessions">),
  );
  return { items: filter.cursor === undefined ? [...openViews, ...closed] : closed, next: page.next };
}

function openSession({ follower }: Community, row: StateRow<"sessions">, now: number): Session {
  const { units, parameters } = follower.index.tables;
  const unit = units.get(row.unit);
  const dead = unit?.generation !== row.generation;
  const grace = Number(parameters.get(10)?.value ?? 0n);
  const settled = (unit?.lastIntervalEnd ?? 0) > row.endsAt;
  const closableFrom = dead ? 0 : settled ? row.endsAt + 1 : row.endsAt + Math.max(1, grace);
  return {
    unit: row.unit,
    consumer: row.consumer,
    state: dead ? "dead" : now > row.endsAt ? "ended" : "live",
    ent: String(row.ent),
    energyWh: row.energyWh,
    rate: row.rate,
    startedAt: row.startedAt,
    endsAt: row.endsAt,
    closedAt: null,
    closableFrom,
    addedEnt: String(row.addedEnt),
    burnedEnt: String(row.burnedEnt),
    consumedWh: row.consumedWh,
    returnedEnt: null,
    renewals: row.renewals,
  };
}

function closedSession(row: HistoryRow<"closedSessions">): Session {
  return {
    unit: row.unit,
    consumer: row.consumer,
    state: "closed",
    ent: "0",
    energyWh: 0,
    rate: row.rate,
    startedAt: row.startedAt,
    endsAt: row.endsAt,
    closedAt: row.at,
    closableFrom: null,
    addedEnt: String(row.addedEnt),
    burnedEnt: String(row.burnedEnt),
    consumedWh: row.consumedWh,
    returnedEnt: String(row.returnedEnt),
    renewals: row.renewals,
  };
}

export async function ordersPage(
  query: Query,
  community: number,
  where: string[],
  values: (string | number)[],
  paging: Paging,
): Promise<PageOf<Order>> {
  const page = await pageOfHistory(
    query,
    { select: "SELECT * FROM orders", where: ["community = ?", ...where], values: [community, ...values] },
    paging,
  );
  return {
    items: page.items.map((row) => orderView(parse("orders", row as never) as StateRow<"orders">)),
    next: page.next,
  };
}

function orderView(row: StateRow<"orders">): Order {
  const { id, owner, side, tick, lots, leftLots, state, at, updatedAt, expiresAt, tx } = row;
  return {
    id,
    owner,
    side: side as Order["side"],
    priceTicks: tick,
    energyWh: lots,
    leftWh: leftLots,
    state: state as Order["state"],
    lockedAmount: String(state === "open" ? lockedBy(side, tick, leftLots) : 0n),
    placedAt: at,
    updatedAt,
    expiresAt: expiresAt === 0 ? null : expiresAt,
    transaction: tx,
  };
}

export function tradeView(row: HistoryRow<"trades">): Trade {
  return {
    id: `${row.block}-${row.log}`,
    block: row.block,
    at: row.at,
    transaction: row.tx,
    priceTicks: row.halfTicks / 2,
    energyWh: row.lots,
    costEur: String(BigInt(row.lots) * BigInt(row.halfTicks) * 5n),
    takerSide: row.takerSide as Trade["takerSide"],
    maker: row.maker,
    taker: row.taker,
    makerOrder: row.order,
  };
}

export async function tradesPage(
  query: Query,
  community: number,
  filter: Paging & Span & { account?: string },
): Promise<PageOf<Trade>> {
  const span = spanOf(filter);
  const of = filter.account;
  const where = ["community = ?", ...(of === undefined ? [] : ["(maker = ? OR taker = ?)"]), ...span.where];
  const values = [community, ...(of === undefined ? [] : [of, of]), ...span.values];
  const page = await pageOfHistory(query, { select: "SELECT * FROM trades", where, values }, filter);
  return {
    items: page.items.map((row) => tradeView(parse("trades", row as never) as HistoryRow<"trades">)),
    next: page.next,
  };
}

const READING_ORDER = ["interval_end", "block", "log"];

/** Single readings; `units`: only those that went through them. */
export async function readingsOf(
  query: Query,
  community: Community,
  address: string,
  filter: Paging & Span & { units?: readonly string[] | undefined },
): Promise<PageOf<Reading>> {
  const span = spanOf(filter, "interval_end");
  const where = ["community = ?", `${sideOf(community, address, "resident")} = ?`, ...span.where];
  const values: (string | number)[] = [community.id, address, ...span.values];
  if (filter.units !== undefined) {
    where.push(`unit IN (${filter.units.map(() => "?").join(", ")})`);
    values.push(...filter.units);
  }
  const page = await pageOfHistory(
    query,
    { select: "SELECT * FROM readings", where, values, order: READING_ORDER },
    filter,
  );
  return {
    items: page.items.map((row) => readingView(parse("readings", row as never) as HistoryRow<"readings">)),
    next: page.next,
  };
}

function readingView(row: HistoryRow<"readings">): Reading {
  return {
    id: `${row.block}-${row.log}`,
    block: row.block,
    at: row.at,
    transaction: row.tx,
    unit: row.unit,
    resident: row.resident === "" ? null : row.resident,
    kind: row.kind as Reading["kind"],
    energyWh: Number(row.energyWh),
    intervalEnd: row.intervalEnd,
    sequence: row.sequence,
    coveredWh: row.coveredWh,
    lostWh: row.lostWh,
    unbookedWh: Number(row.unbookedWh),
    mintedEnt: String(row.minted),
    providerEnt: String(row.provider),
    burnedEnt: String(row.burned),
  };
}
