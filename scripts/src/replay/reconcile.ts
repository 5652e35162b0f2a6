import { type PowerChainEvent, decodeEvents } from "@powerchain/sdk";
import type { HomeSeries, Plan } from "@powerchain/smart-meter";
import { type Address, type Hex, type Log, keccak256, toHex } from "viem";
import type { PlayedCommunity } from "./community.ts";

/** One sum that must be the same on both sides. */
export interface Check {
  name: string;
  expected: bigint;
  found: bigint;
  unit: "Wh" | "ENT units" | "events";
}

export interface Reconciliation {
  checks: Check[];
  /** Sum of all differences, sign left out. */
  difference: bigint;
  /** Of everything that the chain holds at the end, but for times. */
  stateHash: Hex;
}

/** Compares the chain's books, its events and the plan with each other and with the homes' own sums. */
export async function reconcile(
  series: readonly HomeSeries[],
  plan: Plan,
  community: PlayedCommunity,
): Promise<Reconciliation> {
  const state = await readState(plan, community);
  const checks = [...fileChecks(series, plan), ...(await eventChecks(plan, community)), ...stateChecks(plan, state)];
  const distance = ({ expected, found }: Check): bigint => (expected > found ? expected - found : found - expected);
  const text = JSON.stringify(state, (_, item: unknown) => (typeof item === "bigint" ? item.toString() : item));
  return {
    checks,
    difference: checks.reduce((sum, check) => sum + distance(check), 0n),
    stateHash: keccak256(toHex(text)),
  };
}

const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

/** Every Wh of a home's own series is in exactly one place. */
function fileChecks(series: readonly HomeSeries[], plan: Plan): Check[] {
  return series.flatMap(({ name, loadWh, generationWh }, h): Check[] => {
    const home = plan.homes[h] as Plan["homes"][number];
    return [
      {
        name: `${name}: produced = used at once + stored + spilled`,
        expected: sum(generationWh),
        found: home.selfWh + home.storedWh + home.spilledWh,
        unit: "Wh",
      },
      {
        name: `${name}: used = own production + from storage + from the grid`,
        expected: sum(loadWh),
        found: home.selfWh + home.drawnWh + home.gridWh,
        unit: "Wh",
      },
    ];
  });
}

/** What the chain says happened, home by home and unit by unit. */
async function eventChecks(plan: Plan, community: PlayedCommunity): Promise<Check[]> {
  const events = await poolEvents(community);
  const total = new Map<string, bigint>();
  const add = (key: string, wh: bigint): void => void total.set(key, (total.get(key) ?? 0n) + wh);
  for (const event of events) {
    if (event.name === "EnergyProduced") {
      add(`in ${event.args.producer}`, event.args.energyWh);
      add(`in ${event.args.unit}`, event.args.energyWh);
    } else if (event.name === "EnergyConsumed") {
      add(`out ${event.args.consumer}`, event.args.coveredWh);
      add(`out ${event.args.unit}`, event.args.energyWh);
    } else if (event.name === "EnergyLost" || event.name === "ReadingRejected" || event.name === "BatchStopped")
      add("faults", 1n);
  }
  const found = (key: string): bigint => total.get(key.toLowerCase()) ?? total.get(key) ?? 0n;
  const lower = new Map([...total].map(([key, wh]) => [key.toLowerCase(), wh]));
  const of = (direction: "in" | "out", address: Address): bigint =>
    lower.get(`${direction} ${address.toLowerCase()}`) ?? 0n;
  const homes = plan.homes.flatMap(({ name, storedWh, drawnWh }, h): Check[] => {
    const { address } = community.homes[h] as { address: Address };
    return [
      { name: `${name}: stored, by the chain's events`, expected: storedWh, found: of("in", address), unit: "Wh" },
      {
        name: `${name}: drawn and covered, by the chain's events`,
        expected: drawnWh,
        found: of("out", address),
        unit: "Wh",
      },
    ];
  });
  const units = plan.units.flatMap(({ inWh, outWh }, u): Check[] => {
    const { address } = community.units[u] as { address: Address };
    return [
      { name: `unit ${u + 1}: in, by the chain's events`, expected: inWh, found: of("in", address), unit: "Wh" },
      { name: `unit ${u + 1}: out, by the chain's events`, expected: outWh, found: of("out", address), unit: "Wh" },
    ];
  });
  return [
    ...homes,
    ...units,
    { name: "losses, rejected readings and stopped batches", expected: 0n, found: found("faults"), unit: "events" },
  ];
}

/** Blocks whose logs are read in one piece: a block of reports has hundreds, and clients take 10 MB at a time. */
const PAGE = 20n;

async function poolEvents({ chain, manifest }: PlayedCommunity): Promise<PowerChainEvent[]> {
  const last = await chain.publicClient.getBlockNumber();
  const address = [chain.addresses.energyPool, chain.addresses.meterGateway];
  const events: PowerChainEvent[] = [];
  for (let fromBlock = BigInt(manifest.block); fromBlock <= last; fromBlock += PAGE) {
    const toBlock = fromBlock + PAGE - 1n < last ? fromBlock + PAGE - 1n : last;
    const logs: Log[] = await chain.publicClient.getLogs({ address, fromBlock, toBlock });
    events.push(...decodeEvents(chain.addresses, logs));
  }
  return events;
}

interface ChainState {
  homes: { entAvailable: bigint; entLocked: bigint; owed: bigint; sessionEnt: bigint; sessionWh: bigint }[];
  units: { storedWh: bigint; lockedWh: bigint; lastSequence: bigint }[];
  network: { ent: bigint; energyWh: bigint; imbalance: bigint; rate: bigint };
}

async function readState(plan: Plan, { chain, homes, units }: PlayedCommunity): Promise<ChainState> {
  const accounts = await chain.lens.accounts(homes.map(({ address }) => address));
  const sessions = await Promise.all(
    plan.homes.map(({ unit }, h) =>
      chain.lens.session({
        unit: (units[unit] as { address: Address }).address,
        consumer: (homes[h] as { address: Address }).address,
      }),
    ),
  );
  const views = await Promise.all(units.map(({ address }) => chain.lens.storageUnit(address)));
  const { ent, energyWh, imbalance, rate } = await chain.lens.network();
  return {
    homes: accounts.map(({ entAvailable, entLocked, owed }, h) => ({
      entAvailable,
      entLocked,
      owed,
      sessionEnt: sessions[h]?.ent ?? 0n,
      sessionWh: sessions[h]?.energyWh ?? 0n,
    })),
    units: views.map(({ storedWh, lockedWh, lastSequence }) => ({ storedWh, lockedWh, lastSequence })),
    network: { ent, energyWh, imbalance, rate },
  };
}

function stateChecks(plan: Plan, state: ChainState): Check[] {
  const homes = plan.homes.flatMap(({ name, entAvailable, entLocked }, h): Check[] => {
    const found = state.homes[h] as ChainState["homes"][number];
    return [
      { name: `${name}: ENT available`, expected: entAvailable, found: found.entAvailable, unit: "ENT units" },
      { name: `${name}: ENT locked`, expected: entLocked, found: found.entLocked, unit: "ENT units" },
      { name: `${name}: ENT in the session`, expected: entLocked, found: found.sessionEnt, unit: "ENT units" },
      { name: `${name}: owed`, expected: 0n, found: found.owed, unit: "ENT units" },
    ];
  });
  const units = plan.units.flatMap(({ storedWh, lockedWh, inWh, outWh }, u): Check[] => {
    const found = state.units[u] as ChainState["units"][number];
    return [
      { name: `unit ${u + 1}: stored`, expected: storedWh, found: found.storedWh, unit: "Wh" },
      { name: `unit ${u + 1}: stored = in − out`, expected: inWh - outWh, found: found.storedWh, unit: "Wh" },
      { name: `unit ${u + 1}: locked`, expected: lockedWh, found: found.lockedWh, unit: "Wh" },
    ];
  });
  const stored = sum(plan.units.map(({ storedWh }) => storedWh));
  return [
    ...homes,
    ...units,
    { name: "KWH of the network", expected: stored, found: state.network.energyWh, unit: "Wh" },
    {
      name: "ENT of the network",
      expected: sum(plan.homes.map((home) => home.entAvailable + home.entLocked)),
      found: state.network.ent,
      unit: "ENT units",
    },
    { name: "imbalance", expected: 0n, found: state.network.imbalance, unit: "ENT units" },
    { name: "rate R", expected: 0n, found: state.network.rate, unit: "ENT units" },
  ];
}
