import type { HomeSeries, Plan } from "@powerchain/smart-meter";
import { type Address, type Hex, keccak256, toHex } from "viem";
import { energySums } from "../fleet/energySums.ts";
import type { Cast } from "../fleet/cast.ts";

/** One sum that must be the same on both sides. */
export interface Check {
  name: string;
  expected: bigint;
  found: bigint;
  unit: "Wh" | "ENT units" | "eEuro units" | "events";
}

export interface Reconciliation {
  checks: Check[];
  /** Sum of all differences, sign left out. */
  difference: bigint;
  /** Of everything that the chain holds at the end, but for times. */
  stateHash: Hex;
}

/** Compares the chain's books, its events and the plan with each other and with the homes' own sums. */
export async function reconcile(series: readonly HomeSeries[], plan: Plan, community: Cast): Promise<Reconciliation> {
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
async function eventChecks(plan: Plan, cast: Cast): Promise<Check[]> {
  const sums = await energySums(cast);
  const homes = plan.homes.flatMap(({ name, storedWh, drawnWh }, h): Check[] => {
    const { address } = cast.homes[h] as { address: Address };
    return [
      { name: `${name}: stored, by the chain's events`, expected: storedWh, found: sums.produced(address), unit: "Wh" },
      {
        name: `${name}: drawn and covered, by the chain's events`,
        expected: drawnWh,
        found: sums.covered(address),
        unit: "Wh",
      },
    ];
  });
  const units = plan.units.flatMap(({ inWh, outWh }, u): Check[] => {
    const { address } = cast.units[u] as { address: Address };
    return [
      { name: `unit ${u + 1}: in, by the chain's events`, expected: inWh, found: sums.produced(address), unit: "Wh" },
      { name: `unit ${u + 1}: out, by the chain's events`, expected: outWh, found: sums.consumed(address), unit: "Wh" },
    ];
  });
  const name = "losses, rejected readings and stopped batches";
  return [...homes, ...units, { name, expected: 0n, found: sums.losses + sums.faults, unit: "events" }];
}

interface ChainState {
  homes: { entAvailable: bigint; entLocked: bigint; owed: bigint; sessionEnt: bigint; sessionWh: bigint }[];
  units: { storedWh: bigint; lockedWh: bigint; lastSequence: bigint }[];
  network: { ent: bigint; energyWh: bigint; imbalance: bigint; rate: bigint };
}

async function readState(plan: Plan, { chain, homes, units }: Cast): Promise<ChainState> {
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
