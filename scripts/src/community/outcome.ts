import type { HomeFlow, HomeSeries } from "@powerchain/smart-meter";
import type { Address } from "viem";
import { energySums } from "../fleet/energySums.ts";
import type { Check } from "../replay/reconcile.ts";
import type { HomeResult, Play, Played, Prices } from "./types.ts";
import { addFlow } from "./play.ts";

/** A home's money over the time played, EUR; costs are positive. */
export interface Bill {
  /** Bought from the retailer, less what the feed-in tariff paid. */
  grid: number;
  /** Paid to neighbours, less what they paid. */
  neighbours: number;
  /** ENT still owned, at the feed-in tariff: an asset, so it lowers the bill. */
  entLeft: number;
  withMarket: number;
  /** The same home alone: no storage, no neighbours. */
  alone: number;
}

export interface HomeOutcome extends HomeResult {
  bill: Bill;
  /** Shares of what it used that did not come from the grid. */
  selfSufficiency: number;
  selfSufficiencyAlone: number;
}

const EUR = 1e8;
/** A kWh at so many ticks, in EUR. */
const cost = (wh: bigint, ticks: bigint): number => (Number(wh) * Number(ticks)) / 1e7;

export function outcomeOf(home: HomeResult, prices: Prices): HomeOutcome {
  const { flow } = home;
  const grid = cost(flow.gridWh, prices.retailTicks) - cost(flow.spilledWh, prices.feedInTicks);
  const neighbours = Number(home.paid - home.earned) / EUR;
  const entLeft = cost(home.ent / 1_000_000n, prices.feedInTicks);
  const alone =
    cost(flow.loadWh - flow.selfWh, prices.retailTicks) - cost(flow.generationWh - flow.selfWh, prices.feedInTicks);
  return {
    ...home,
    bill: { grid, neighbours, entLeft, withMarket: grid + neighbours - entLeft, alone },
    selfSufficiency: share(flow.selfWh + flow.drawnWh, flow),
    selfSufficiencyAlone: share(flow.selfWh, flow),
  };
}

const share = (wh: bigint, { loadWh }: HomeFlow): number => (loadWh === 0n ? 0 : Number(wh) / Number(loadWh));

/** All homes as if they were one; what they pay each other cancels out. */
export function totalOf(homes: readonly HomeResult[]): HomeResult {
  const [first, ...others] = homes as [HomeResult, ...HomeResult[]];
  const total: HomeResult = { ...first, name: "all", flow: { ...first.flow } };
  for (const home of others) {
    addFlow(total.flow, home.flow);
    for (const key of ["boughtLots", "soldLots", "paid", "earned", "paidIn", "ent", "eur", "owed"] as const)
      total[key] += home[key];
    total.ratedW += home.ratedW;
  }
  return total;
}

/** Meters against the chain, homes against their own data, money against the bank. */
export async function reconcileCommunity({ cast, series }: Play, { homes, sent }: Played): Promise<Check[]> {
  const sums = await energySums(cast);
  const { ent, eur } = await cast.chain.lens.network();
  const total = totalOf(homes);
  const checks: Check[] = homes.flatMap((home, h) => homeChecks(home, series[h] as HomeSeries));
  const add = (name: string, expected: bigint, found: bigint, unit: Check["unit"] = "Wh"): void =>
    void checks.push({ name, expected, found, unit });
  homes.forEach(({ name }, h) => {
    const { address } = cast.homes[h] as { address: Address };
    add(`${name}: stored, by the chain's events`, sent.inWh[h] ?? 0n, sums.produced(address));
    add(`${name}: drawn and covered, by the chain's events`, sent.outWh[h] ?? 0n, sums.covered(address));
  });
  cast.units.forEach(({ address }, u) => {
    add(`unit ${u + 1}: in, by the chain's events`, sent.unitInWh[u] ?? 0n, sums.produced(address));
    add(`unit ${u + 1}: out, by the chain's events`, sent.unitOutWh[u] ?? 0n, sums.consumed(address));
  });
  add("ENT minted − burned = ENT of the homes", sums.minted - sums.burned, total.ent, "ENT units");
  add("ENT of the network = ENT of the homes", ent, total.ent, "ENT units");
  add("eEuro of the network = eEuro of the homes", eur, total.eur, "eEuro units");
  add("eEuro paid in = eEuro of the homes", total.paidIn, total.eur, "eEuro units");
  add("what was bought = what was sold", total.boughtLots, total.soldLots);
  add("losses without tokens, rejected readings, stopped batches", 0n, sums.losses + sums.faults, "events");
  return checks;
}

/** Every Wh of a home's own data is in exactly one place. */
function homeChecks({ name, flow }: HomeResult, { loadWh, generationWh }: HomeSeries): Check[] {
  return [
    {
      name: `${name}: produced = used at once + stored + fed in`,
      expected: sum(generationWh),
      found: flow.selfWh + flow.storedWh + flow.spilledWh,
      unit: "Wh",
    },
    {
      name: `${name}: used = own production + from storage + from the grid`,
      expected: sum(loadWh),
      found: flow.selfWh + flow.drawnWh + flow.gridWh,
      unit: "Wh",
    },
  ];
}

const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);
