import { type Manifest, type PowerChain, addressesOf, createPowerChain } from "@powerchain/sdk";
import { INTERVAL, type UnitKey, batchDigester, unitKey } from "@powerchain/smart-meter";
import { type LocalAccount, createPublicClient } from "viem";
import { demoAccount, demoKey } from "../deploy/demoAccounts.ts";
import { deployCommunity } from "../deploy/deployCommunity.ts";
import type { Target } from "../deploy/target.ts";
import { Fleet } from "../fleet/fleet.ts";
import { chainOf } from "@powerchain/sdk";

/** A fresh community on a chain, with keys for everybody in it. */
export interface PlayedCommunity {
  manifest: Manifest;
  /** As the first voter. */
  chain: PowerChain;
  fleet: Fleet;
  homes: LocalAccount[];
  units: UnitKey[];
  /** Signs a batch of a unit's readings for this community. */
  digest: ReturnType<typeof batchDigester>;
  /** Sends reports; it has no rights. */
  relay: LocalAccount;
}

export interface CommunityShape {
  homes: number;
  units: { owner: number; capacityWh: bigint; powerW: bigint }[];
  /** The session time H, seconds. */
  sessionSeconds: bigint;
}

/** Deploys a community of its own (an earlier one on the same chain stays as it is) and lets its first voter set it up. */
export async function foundCommunity(target: Target, shape: CommunityShape): Promise<PlayedCommunity> {
  const voter = demoAccount("voter");
  const { name: network, transport, pollingInterval, simulateAt } = target;
  const { manifest } = await deployCommunity({ network, transport, deployer: voter, fresh: true, pollingInterval });
  const chain = createPowerChain({ manifest, transport, account: voter, simulateAt, pollingInterval });
  const client = createPublicClient({ chain: chainOf(manifest), transport, pollingInterval, cacheTime: 0 });
  const fleet = new Fleet({ client, addresses: addressesOf(manifest), chainId: manifest.chainId, pollingInterval });
  const homes = Array.from({ length: shape.homes }, (_, h) => demoAccount(`home${h + 1}`));
  const units = shape.units.map((_, u) => unitKey(Buffer.from(demoKey(`unit${u + 1}`).slice(2), "hex")));
  const { H } = (await chain.lens.network()).parameters;
  if (H !== shape.sessionSeconds) await chain.governance.setParameter({ name: "H", value: shape.sessionSeconds });
  for (const [u, { owner, capacityWh, powerW }] of shape.units.entries())
    await chain.governance.registerStorageUnit({
      unit: (units[u] as UnitKey).address,
      owner: (homes[owner] as LocalAccount).address,
      capacityWh,
      powerW,
    });
  const digest = batchDigester({ chainId: manifest.chainId, gateway: manifest.contracts.meterGateway.address });
  return { manifest, chain, fleet, homes, units, digest, relay: demoAccount("relay") };
}

/** Seconds of so many quarter-hours. */
export const secondsOf = (steps: number): number => steps * INTERVAL;
