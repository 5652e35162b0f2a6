import { type Manifest, addressesOf, poolCommands } from "@powerchain/sdk";
import { type HomeSeries, INTERVAL } from "@powerchain/smart-meter";
import type { Transport } from "viem";
import { demoAccount } from "../deploy/demoAccounts.ts";
import { writeManifest } from "../deploy/manifestFile.ts";
import { type Cast, foundCast } from "../fleet/cast.ts";
import { Fleet, type Outgoing } from "../fleet/fleet.ts";
import type { LoadAccount } from "../network/bench/signing.ts";
import type { Network } from "../network/model.ts";
import { describeNetwork } from "../network/resolve.ts";
import { loadHomes } from "../replay/homes.ts";

/** Pairs of neighbours share a battery, so there are at least twice as many homes as units. */
export const UNITS = 3;
export const HOMES = 12;
/** How many residents send each other ENT besides, and what each begins with. */
export const WALKERS = 12;
const WALKER_WH = 40_000n;
/** Of the homes' models; days repeat after that. */
const DAYS = 28;
/** The story begins in the morning, when the first panels store: at midnight nobody has anything to trade. */
const MORNING_STEPS = 28;

export const BATTERY = { capacityWh: 60_000n, powerW: 40_000n, roundTrip: 0.9, monthlyLoss: 0.02 };
/** Sessions end and are renewed many times an hour, and outlast a round that a fault delays. */
const SESSION_S = 600n;
const POLL_MS = 1_000;
const RESEND_MS = 10_000;
/** The chain may stand still while more than half of the validators are down; a soak has it stand no longer. */
export const PATIENCE_MS = 600_000;

export interface Town {
  cast: Cast;
  manifest: Manifest;
  series: HomeSeries[];
  start: number;
}

/** A community on the network's chain: homes, their batteries, a banker, and residents who only send ENT. Its manifest is kept. */
export async function foundTown(
  network: Network,
  transport: Transport,
  walkers: readonly LoadAccount[],
  seed: number,
): Promise<Town> {
  const { rpcUrl, confirmations } = describeNetwork(network);
  const target = {
    name: network.name,
    transport,
    pollingInterval: POLL_MS,
    simulateAt: "latest" as const,
    embedded: undefined,
    rpcUrl,
    close: () => Promise.resolve(),
  };
  const units = Array.from({ length: UNITS }, (_, u) => ({ owner: 2 * u + 1, capacityWh: 0n, powerW: 0n }));
  const founded = await foundCast(target, { homes: HOMES, units, sessionSeconds: SESSION_S });
  const fleet = new Fleet({
    client: founded.chain.publicClient,
    addresses: addressesOf(founded.manifest),
    chainId: founded.manifest.chainId,
    pollingInterval: POLL_MS,
    patience: PATIENCE_MS,
    confirmations,
    resendAfter: RESEND_MS,
  });
  const cast = { ...founded, fleet };
  await giveToWalkers(cast, walkers);
  writeManifest(cast.manifest);
  const { homes, start } = loadHomes({ data: undefined, homes: HOMES, days: DAYS, seed });
  return { cast, manifest: cast.manifest, series: homes.map(fromMorning), start: start + MORNING_STEPS * INTERVAL };
}

const fromMorning = ({ loadWh, generationWh, ...rest }: HomeSeries): HomeSeries => ({
  ...rest,
  loadWh: loadWh.slice(MORNING_STEPS),
  generationWh: generationWh.slice(MORNING_STEPS),
});

/** They get their ENT as energy that they stored in a unit of their own. */
async function giveToWalkers({ chain, fleet }: Cast, walkers: readonly LoadAccount[]): Promise<void> {
  const well = demoAccount("well");
  const [owner] = walkers as [LoadAccount];
  await chain.governance.registerStorageUnit({
    unit: well.address,
    owner: owner.address,
    capacityWh: 0n,
    powerW: 0n,
  });
  const stored: Outgoing[] = [];
  for (const { address } of walkers)
    stored.push(await fleet.command(well, poolCommands.energyProduced({ producer: address, energyWh: WALKER_WH })));
  await fleet.play(stored);
}
