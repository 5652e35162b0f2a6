import { type Manifest, type PowerChain, createPowerChain, parameterNames } from "@powerchain/sdk";
import { type Address, custom } from "viem";
import type { Rpc } from "../chain/rpc.ts";
import { ZERO_ADDRESS } from "../core/books.ts";
import { lockedBy } from "../core/market.ts";
import { type StateName, type StateRow, state } from "../core/schema.ts";
import { stateRows } from "../store/records.ts";
import type { Query } from "../store/store.ts";

/** All rows of the tables that change. */
export type Snapshot = { [Name in StateName]: StateRow<Name>[] };

/** Something that the index and the chain do not agree on. */
export interface Difference {
  what: string;
  index: string;
  chain: string;
}

export interface Comparison {
  block: number;
  accounts: number;
  units: number;
  sessions: number;
  ballots: number;
  orders: number;
  differences: Difference[];
}

const PAGE = 100;
const DAY = 86_400n;
const BALLOT_STATES = ["none", "open", "executed", "lapsed"] as const;

export async function snapshotOf(query: Query, community: number): Promise<Snapshot> {
  const entries = await Promise.all(
    (Object.keys(state) as StateName[]).map(
      async (name) => [name, await stateRows(query, community, name, true)] as const,
    ),
  );
  return Object.fromEntries(entries) as Snapshot;
}

/** Holds the index's rows against what the contracts say after the same block: every account, unit, session, ballot and order. */
export async function compareWithChain(
  snapshot: Snapshot,
  manifest: Manifest,
  rpc: Rpc,
  block: number,
): Promise<Comparison> {
  const chain = createPowerChain({
    manifest,
    transport: custom(rpc as never, { retryCount: 0 }),
    blockNumber: BigInt(block),
  });
  const found = new Findings();
  const now = await compareNetwork(snapshot, chain, found);
  await compareAccounts(snapshot, chain, found);
  await compareUnits(snapshot, chain, found);
  await compareSessions(snapshot, chain, found);
  await compareBallots(snapshot, chain, found, now);
  const orders = await compareOrders(snapshot, chain, found);
  return {
    block,
    accounts: snapshot.accounts.length,
    units: snapshot.units.length,
    sessions: snapshot.sessions.length,
    ballots: snapshot.ballots.length,
    orders,
    differences: found.list,
  };
}

class Findings {
  readonly list: Difference[] = [];

  expect(what: string, index: unknown, chain: unknown): void {
    const [ours, theirs] = [shown(index), shown(chain)];
    if (ours !== theirs) this.list.push({ what, index: ours, chain: theirs });
  }
}

function shown(value: unknown): string {
  return String(value).toLowerCase();
}

async function compareNetwork(snapshot: Snapshot, chain: PowerChain, found: Findings): Promise<bigint> {
  const view = await chain.lens.network();
  const row = snapshot.network[0];
  const mintedToday = row !== undefined && BigInt(row.mintDay) === view.timestamp / DAY ? row.mintedOnDay : 0n;
  found.expect("all ENT", row?.ent, view.ent);
  found.expect("all eEuro", row?.eur, view.eur);
  found.expect("all energy", row?.energyWh, view.energyWh);
  found.expect("R", row?.rate, view.rate);
  found.expect("the banker", row?.banker ?? undefined, view.banker);
  found.expect("minted today", mintedToday, view.mintedToday);
  found.expect("ballots", row?.ballots, view.ballots);
  found.expect("units", snapshot.units.length, view.units);
  found.expect("voters", snapshot.voters.filter(({ inOffice }) => inOffice).length, view.voters);
  for (const [number, name] of parameterNames.entries()) {
    const parameter = snapshot.parameters.find((one) => one.number === number);
    found.expect(`the parameter ${name}`, parameter?.value, view.parameters[name]);
  }
  found.expect("sum of all ENT", sumOf(snapshot.accounts, "ent"), view.ent);
  found.expect("sum of all eEuro", sumOf(snapshot.accounts, "eur"), view.eur);
  return view.timestamp;
}

function sumOf(accounts: StateRow<"accounts">[], field: "ent" | "eur"): bigint {
  return accounts.reduce((sum, account) => sum + account[field], 0n);
}

async function compareAccounts(snapshot: Snapshot, chain: PowerChain, found: Findings): Promise<void> {
  const voters = new Set(snapshot.voters.flatMap(({ voter, inOffice }) => (inOffice ? [voter] : [])));
  const units = new Set(snapshot.units.flatMap(({ unit, owner }) => (owner === null ? [] : [unit])));
  const banker = snapshot.network[0]?.banker;
  for (const page of pagesOf(snapshot.accounts)) {
    const views = await chain.lens.accounts(page.map(({ address }) => address as Address));
    for (const [i, row] of page.entries()) {
      const view = views[i];
      const of = (what: string): string => `${what} of ${row.address}`;
      found.expect(of("available ENT"), row.ent - row.entLocked, view?.entAvailable);
      found.expect(of("locked ENT"), row.entLocked, view?.entLocked);
      found.expect(of("available eEuro"), row.eur - row.eurLocked, view?.eurAvailable);
      found.expect(of("locked eEuro"), row.eurLocked, view?.eurLocked);
      found.expect(of("eEuro for withdrawal"), row.eurWithdrawal, view?.eurForWithdrawal);
      found.expect(of("debt"), row.owed, view?.owed);
      found.expect(of("office"), voters.has(row.address), view?.voter);
      found.expect(of("being a unit"), units.has(row.address), view?.storageUnit);
      found.expect(of("being the banker"), banker === row.address, view?.banker);
    }
  }
}

async function compareUnits(snapshot: Snapshot, chain: PowerChain, found: Findings): Promise<void> {
  const views = await chain.lens.storageUnits();
  const rows = snapshot.units.toSorted((a, b) => a.ordinal - b.ordinal);
  for (const [i, row] of rows.entries()) {
    const view = views[i];
    const of = (what: string): string => `${what} of the unit ${row.unit}`;
    found.expect(of("place"), row.unit, view?.unit);
    found.expect(of("owner"), row.owner ?? undefined, view?.owner);
    found.expect(of("stored energy"), row.storedWh, view?.storedWh);
    found.expect(of("locked energy"), row.lockedWh, view?.lockedWh);
    found.expect(of("capacity"), row.capacityWh, view?.capacityWh);
    found.expect(of("power"), row.powerW, view?.powerW);
    found.expect(of("last interval"), row.lastIntervalEnd, view?.lastIntervalEnd);
    found.expect(of("last sequence number"), row.lastSequence, view?.lastSequence);
    found.expect(of("energy given away"), row.givenAwayWh, view?.givenAwayWh);
  }
}

async function compareSessions(snapshot: Snapshot, chain: PowerChain, found: Findings): Promise<void> {
  const generations = new Map(snapshot.units.map(({ unit, generation }) => [unit, generation]));
  for (const page of pagesOf(snapshot.sessions)) {
    const views = await chain.lens.sessions(
      page.map(({ unit, consumer }) => ({ unit: unit as Address, consumer: consumer as Address })),
    );
    for (const [i, row] of page.entries()) {
      const view = views[i];
      const of = (what: string): string => `${what} of the session of ${row.consumer} with ${row.unit}`;
      found.expect(of("being open"), row.open, view?.open);
      found.expect(of("ENT"), row.ent, view?.ent);
      found.expect(of("energy"), row.energyWh, view?.energyWh);
      found.expect(of("end"), row.endsAt, view?.endsAt);
      found.expect(of("rate"), row.rate, view?.rate);
      found.expect(of("being dead"), row.open && row.generation !== generations.get(row.unit), view?.dead);
    }
  }
}

async function compareBallots(snapshot: Snapshot, chain: PowerChain, found: Findings, now: bigint): Promise<void> {
  const rows = snapshot.ballots.toSorted((a, b) => a.id - b.id);
  const terms = new Set(snapshot.voters.flatMap(({ term, inOffice }) => (inOffice ? [term] : [])));
  const needed = Math.floor(terms.size / 2) + 1;
  for (let at = 0; at < rows.length; at += PAGE) {
    const views = await chain.read("lens", "ballots", BigInt(at + 1), BigInt(PAGE));
    for (const [i, row] of rows.slice(at, at + PAGE).entries()) {
      const view = views[i]?.info;
      const stateNow = row.state === "open" && BigInt(row.endsAt) <= now ? "lapsed" : row.state;
      const counted = snapshot.votes.filter(
        ({ ballot, term, support }) => ballot === row.id && support && terms.has(term),
      ).length;
      const positive = row.state === "executed" ? row.positive : counted;
      const of = (what: string): string => `${what} of ballot ${row.id}`;
      found.expect(of("state"), stateNow, BALLOT_STATES[view?.state ?? 0]);
      found.expect(of("positive votes"), positive, view?.positive);
      found.expect(of("missing votes"), stateNow === "open" ? Math.max(0, needed - counted) : 0, view?.missing);
      found.expect(of("subject"), row.subject, view?.command.subject);
      found.expect(of("owner"), row.owner, view?.command.owner);
      found.expect(of("first argument"), row.first, view?.command.first);
      found.expect(of("second argument"), row.second, view?.command.second);
      found.expect(of("end"), row.endsAt, view?.endsAt);
    }
  }
}

async function compareOrders(snapshot: Snapshot, chain: PowerChain, found: Findings): Promise<number> {
  const open = snapshot.orders.filter((order) => order.state === "open");
  for (const row of open) {
    const view = await chain.read("market", "order", BigInt(row.id));
    const of = (what: string): string => `${what} of order ${row.id}`;
    found.expect(of("being open"), true, view.open);
    found.expect(of("owner"), row.owner, view.owner);
    found.expect(of("side"), row.side === "sell" ? 1 : 0, view.side);
    found.expect(of("price"), row.tick, view.tick);
    found.expect(of("quantity"), row.lots, view.lots);
    found.expect(of("rest"), row.leftLots, view.left);
    found.expect(of("expiry"), row.expiresAt, view.expiresAt);
  }
  await compareLevels(snapshot, chain, found);
  compareLocks(snapshot, found, open);
  return open.length;
}

/** An open order that the index does not know would show in its level. */
async function compareLevels(snapshot: Snapshot, chain: PowerChain, found: Findings): Promise<void> {
  const ours = new Map(snapshot.levels.map(({ tick, lots }) => [tick, lots]));
  const summary = await chain.read("market", "tickSummary");
  for (const word of bitsOf(summary)) {
    for (const bit of bitsOf(await chain.read("market", "tickBits", BigInt(word)))) {
      const tick = word * 256 + bit;
      const level = await chain.read("market", "level", tick);
      found.expect(`all orders at tick ${tick}`, ours.get(tick) ?? 0, level.lots);
      ours.delete(tick);
    }
  }
  for (const [tick, lots] of ours) found.expect(`all orders at tick ${tick}`, lots, 0);
}

/** What is locked is what sessions, orders and withdrawals hold. */
function compareLocks(snapshot: Snapshot, found: Findings, open: StateRow<"orders">[]): void {
  const ent = new Map<string, bigint>();
  const eur = new Map<string, bigint>();
  const add = (sums: Map<string, bigint>, account: string, amount: bigint): void => {
    sums.set(account, (sums.get(account) ?? 0n) + amount);
  };
  for (const session of snapshot.sessions) if (session.open) add(ent, session.consumer, session.ent);
  for (const { owner, side, tick, leftLots } of open)
    add(side === "sell" ? ent : eur, owner, lockedBy(side, tick, leftLots));
  for (const { address, entLocked, eurLocked, eurWithdrawal } of snapshot.accounts) {
    if (address === ZERO_ADDRESS) continue;
    found.expect(`ENT that sessions and orders of ${address} hold`, ent.get(address) ?? 0n, entLocked);
    found.expect(
      `eEuro that orders and withdrawals of ${address} hold`,
      (eur.get(address) ?? 0n) + eurWithdrawal,
      eurLocked,
    );
  }
}

function bitsOf(word: bigint): number[] {
  return Array.from({ length: 256 }, (_, bit) => bit).filter((bit) => ((word >> BigInt(bit)) & 1n) === 1n);
}

function pagesOf<Item>(list: Item[]): Item[][] {
  return Array.from({ length: Math.ceil(list.length / PAGE) }, (_, i) => list.slice(i * PAGE, (i + 1) * PAGE));
}
