import { type Manifest, type PowerChain, addressesOf, createPowerChain } from "@powerchain/sdk";
import { INTERVAL, type UnitKey, batchDigester, unitKey } from "@powerchain/smart-meter";
import { type LocalAccount, createPublicClient } from "viem";
import { demoAccount, demoKey } from "../deploy/demoAccounts.ts";
import { deployCommunity } from "../deploy/deployCommunity.ts";
import type { Target } from "../deploy/target.ts";
import { Fleet } from "./fleet.ts";
import { chainOf } from "@powerchain/sdk";

/** A community on a chain, with keys for everybody in it. */
export interface Cast {
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
  /** Credits what residents pay in by bank. */
  banker: LocalAccount;
}

export interface CastShape {
  homes: number;
  units: { owner: number; capacityWh: bigint; powerW: bigint }[];
  /** The session time H, seconds. */
  sessionSeconds: bigint;
}

/** Deploys a community of its own (an earlier one on the same chain stays as it is) and lets its first voter set it up. */
export async function foundCast(target: Target, shape: CastShape): Promise<Cast> {
  const voter = demoAccount("voter");
  const { name: network, transport, pollingInterval, simulateAt } = target;
  const { manifest } = await deployCommunity({ network, transport, deployer: voter, fresh: true, pollingInterval });
  const chain = createPowerChain({ manifest, transport, account: voter, simulateAt, pollingInterval });
  const client = createPublicClient({ chain: chainOf(manifest), transport, pollingInterval, cacheTime: 0 });
  const fleet = new Fleet({ client, addresses: addressesOf(manifest), chainId: manifest.chainId, pollingInterval });
  const homes = Array.from({ length: shape.homes }, (_, h) => demoAccount(`home${h + 1}`));
  const units = shape.units.map((_, u) => unitKey(Buffer.from(demoKey(`unit${u + 1}`).slice(2), "hex")));
  const banker = demoAccount("banker");
  await chain.governance.changeBanker({ banker: banker.address });
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
  return { manifest, chain, fleet, homes, units, digest, relay: demoAccount("relay"), banker };
}

/** Seconds of so many quarter-hours. */
export const secondsOf = (steps: number): number => steps * INTERVAL;
