import { type ParameterInfo, parameterAt, parameterNames } from "@powerchain/sdk";
import type { StateRow } from "../../core/schema.ts";
import { EVERYONE } from "../../core/sums.ts";
import { ownersOf, rolesOf } from "../../queries/accounts.ts";
import { pageOfList } from "../../queries/page.ts";
import { validatorsOf } from "../../queries/validators.ts";
import type { App, Community, Server } from "../context.ts";
import { notFound } from "../problem.ts";
import * as routes from "../routes/network.ts";
import type { Network, NetworkHistory, Parameter, Participant, StorageUnit } from "../types.ts";
import { boundariesOf, energySeries } from "./energySeries.ts";

const ENT_PER_WH = 1_000_000n;
const DAY = 86_400;

export function communityRoutes(app: App, server: Server): void {
  app.openapi(routes.communities, (c) => {
    const items = [...server.communities.values()].map(({ name, title, chainId }) => ({
      name,
      title,
      chainId,
      path: `/v1/${name}`,
    }));
    return c.json({ items }, 200);
  });
}

export function networkRoutes(app: App, server: Server): void {
  app.openapi(routes.network, (c) => c.json(networkView(c.get("community")), 200));
  app.openapi(routes.parameters, async (c) => c.json({ items: await parametersView(server, c.get("community")) }, 200));
  app.openapi(routes.history, async (c) =>
    c.json(await historyView(server, c.get("community"), c.req.valid("query")), 200),
  );
  app.openapi(routes.energy, async (c) =>
    c.json(await energySeries(server, c.get("community"), { account: EVERYONE }, c.req.valid("query")), 200),
  );
  app.openapi(routes.validators, async (c) => {
    const community = c.get("community");
    return c.json(await (community.validators ?? validatorsOf)(community), 200);
  });
  unitRoutes(app);
  app.openapi(routes.participants, (c) => {
    const { sort, order, search, role, ...paging } = c.req.valid("query");
    const list = participantsOf(c.get("community"), search, role).sort(comparators[sort]);
    return c.json(
      pageOfList(order === "up" ? list : list.reverse(), paging, ({ address }) => address),
      200,
    );
  });
}

function unitRoutes(app: App): void {
  app.openapi(routes.units, (c) => {
    const { owner, registered, ...paging } = c.req.valid("query");
    const community = c.get("community");
    const rows = [...community.follower.index.tables.units.rows.values()]
      .filter((row) => owner === undefined || row.owner === owner)
      .filter((row) => registered === undefined || (row.owner !== null) === (registered === "true"))
      .sort((a, b) => a.ordinal - b.ordinal);
    const page = pageOfList(rows, paging, ({ unit }) => unit);
    return c.json({ items: page.items.map((row) => unitView(community, row)), next: page.next }, 200);
  });
  app.openapi(routes.unit, (c) => {
    const community = c.get("community");
    const { address } = c.req.valid("param");
    const row = community.follower.index.tables.units.get(address);
    if (row === undefined)
      throw notFound(`storage unit ${address} in ${community.name}`, "See /units for all of them.");
    return c.json(unitView(community, row), 200);
  });
}

export function networkView(community: Community): Network {
  const { follower, name, title, chainId, calendar, confirmations } = community;
  const { tables, cursor, chainHead } = follower.index;
  const row = tables.network.get(1);
  const [ent, energyWh, rate] = [row?.ent ?? 0n, row?.energyWh ?? 0, row?.rate ?? 0n];
  const parameter = (number: number): bigint => tables.parameters.get(number)?.value ?? 0n;
  const lower = (a: bigint, b: bigint): number => Number(a < b ? a : b);
  const units = [...tables.units.rows.values()].filter(({ owner }) => owner !== null);
  const declared = units.every(({ capacityWh }) => capacityWh > 0);
  return {
    community: name,
    title,
    chainId,
    timeZone: calendar.timeZone,
    block: { number: cursor.block, hash: cursor.hash, at: cursor.at },
    chainHead,
    confirmations,
    totalEnt: String(ent),
    totalEur: String(row?.eur ?? 0n),
    energyWh,
    lockedWh: sum(units, ({ lockedWh }) => lockedWh),
    capacityWh: declared && units.length > 0 ? sum(units, ({ capacityWh }) => capacityWh) : null,
    imbalanceEnt: String(ent - BigInt(energyWh) * ENT_PER_WH),
    rate: Number(rate),
    mintingRate: lower(rate, parameter(0)),
    burningRate: lower(rate, parameter(1)),
    owedEnt: String([...tables.accounts.rows.values()].reduce((all, { owed }) => all + owed, 0n)),
    voters: [...tables.voters.rows.values()].filter(({ inOffice }) => inOffice).length,
    units: units.length,
    participants: tables.accounts.rows.size,
    openBallots: [...tables.ballots.rows.values()].filter(({ endsAt }) => endsAt > cursor.at).length,
    banker: row?.banker ?? null,
    mintedTodayEur: String(mintedToday(row, cursor.at)),
    mintCapEur: String(parameter(7)),
  };
}

/** What the banker has minted on the UTC day of this moment. */
export function mintedToday(row: StateRow<"network"> | undefined, at: number): bigint {
  return row !== undefined && row.mintDay === Math.floor(at / DAY) ? row.mintedOnDay : 0n;
}

function sum<T>(list: T[], of: (item: T) => number): number {
  return list.reduce((all, item) => all + of(item), 0);
}

async function parametersView({ store }: Server, community: Community): Promise<Parameter[]> {
  const changes = await store.all<{
    number: number;
    value: string;
    block: number;
    at: number;
    tx: string;
    ballot: number | null;
  }>(
    'SELECT "number", value, block, at, tx, ballot FROM parameter_changes WHERE community = ? ORDER BY block DESC, log DESC',
    [community.id],
  );
  return parameterNames.map((_, number) => {
    const { name, title, kind, least, most }: ParameterInfo = parameterAt(number);
    const history = changes
      .filter((change) => change.number === number)
      .map(({ value, block, at, tx, ballot }) => ({ value, block, at, transaction: tx, ballot }));
    const value = community.follower.index.tables.parameters.get(number)?.value ?? 0n;
    return {
      name,
      index: number,
      title,
      kind,
      value: String(value),
      least: String(least),
      most: String(most),
      history,
    };
  });
}

async function historyView(
  { store }: Server,
  community: Community,
  query: { from?: number | undefined; to?: number | undefined; step: Parameters<typeof boundariesOf>[1]["step"] },
): Promise<NetworkHistory> {
  const { cursor } = community.follower.index;
  const boundaries = boundariesOf(community, {
    ...query,
    from: query.from ?? defaultFrom(query.step, query.to ?? cursor.at),
  });
  const [from, to] = [boundaries[0] as number, boundaries.at(-1) as number];
  const rows = await store.all<{ at: number; ent: string; energyWh: number; rate: string }>(
    `SELECT at, ent, energy_wh AS "energyWh", rate FROM points WHERE community = ? AND at < ? AND at >= COALESCE((SELECT MAX(at) FROM points WHERE community = ? AND at < ?), 0) ORDER BY at, block`,
    [community.id, to, community.id, from],
  );
  const points: NetworkHistory["points"] = [];
  let next = 0;
  for (const [i, end] of boundaries.slice(1).entries()) {
    // What has not happened yet has no figures.
    if ((boundaries[i] as number) > cursor.at) break;
    while (next < rows.length && (rows[next]?.at ?? 0) < end) next++;
    const row = rows[next - 1];
    if (row === undefined) continue;
    const { ent, energyWh, rate } = row;
    const imbalanceEnt = String(BigInt(ent) - BigInt(energyWh) * ENT_PER_WH);
    points.push({ at: Math.min(end, cursor.at), totalEnt: ent, energyWh, imbalanceEnt, rate: Number(rate) });
  }
  return { step: query.step, from, to, points };
}

function defaultFrom(step: "quarter" | "hour" | "day" | "week" | "month", to: number): number {
  const days = { quarter: 1, hour: 1, day: 30, week: 365, month: 365 }[step];
  return Math.max(0, to - days * DAY);
}

function unitView(community: Community, row: StateRow<"units">): StorageUnit {
  const { names, follower } = community;
  const sessions = [...follower.index.tables.sessions.rows.values()];
  return {
    unit: row.unit,
    label: names.get(row.unit),
    owner: row.owner,
    ownerLabel: row.owner === null ? null : names.get(row.owner),
    registered: row.owner !== null,
    storedWh: row.storedWh,
    lockedWh: row.lockedWh,
    freeWh: Math.max(0, row.storedWh - row.lockedWh),
    capacityWh: row.capacityWh === 0 ? null : row.capacityWh,
    powerW: row.powerW === 0 ? null : row.powerW,
    fill: row.capacityWh === 0 ? null : row.storedWh / row.capacityWh,
    lastIntervalEnd: row.lastIntervalEnd,
    lastSequence: row.lastSequence,
    givenAwayWh: Number(row.givenAwayWh),
    openSessions: sessions.filter(({ open, unit }) => open && unit === row.unit).length,
    registeredAt: row.registeredAt,
  };
}

function participantsOf(community: Community, search: string | undefined, role: string | undefined): Participant[] {
  const { names, follower } = community;
  const { tables } = follower.index;
  const wanted = search?.toLowerCase();
  const owners = ownersOf(tables);
  const list: Participant[] = [];
  for (const { address, ent, eur, owed, firstSeen } of tables.accounts.rows.values()) {
    const label = names.get(address);
    if (wanted !== undefined && !address.includes(wanted) && label?.toLowerCase().includes(wanted) !== true) continue;
    if (role === "storageProvider" && !owners.has(address)) continue;
    const roles = rolesOf(community, address, owners);
    if (role !== undefined && !roles.includes(role as never)) continue;
    list.push({ address, label, roles, ent: String(ent), eur: String(eur), owedEnt: String(owed), firstSeen });
  }
  return list;
}

const byAddress = (a: Participant, b: Participant): number => (a.address < b.address ? -1 : 1);
const byAmount = (of: (row: Participant) => string) => (a: Participant, b: Participant) => {
  const difference = BigInt(of(a)) - BigInt(of(b));
  return difference === 0n ? byAddress(a, b) : difference < 0n ? -1 : 1;
};
const comparators: Record<"name" | "ent" | "eur" | "owed" | "seen", (a: Participant, b: Participant) => number> = {
  name: (a, b) => (a.label ?? "\uffff").localeCompare(b.label ?? "\uffff") || byAddress(a, b),
  ent: byAmount(({ ent }) => ent),
  eur: byAmount(({ eur }) => eur),
  owed: byAmount(({ owedEnt }) => owedEnt),
  seen: (a, b) => a.firstSeen - b.firstSeen || byAddress(a, b),
};
