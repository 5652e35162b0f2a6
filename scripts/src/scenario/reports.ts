import {
  type PowerChain,
  type Reading,
  type Sent,
  parseDecimal,
  quantities,
  readingKinds,
  signBatch,
} from "@powerchain/sdk";
import { type Address, zeroAddress } from "viem";
import type { ReadingSpec } from "./model.ts";
import { parseAgo } from "./parse.ts";
import type { Figure } from "./values.ts";
import type { World } from "./world.ts";

/** Signs the readings of a step as one batch with the unit's key and delivers it. Interval ends count back from `now`. */
export async function submitReports(
  world: World,
  chain: PowerChain,
  unit: Address,
  specs: ReadingSpec[],
  now: bigint,
): Promise<{ sent: Sent<object>; gives: Record<string, Figure> }> {
  const { lastSequence } = await chain.lens.storageUnit(unit);
  const readings = toReadings(world, specs, now, lastSequence + 1n);
  const domain = { chainId: chain.manifest.chainId, meterGateway: chain.addresses.meterGateway };
  const batch = await signBatch(world.account(world.nameOf(unit)), domain, { unit, readings });
  const sent = await chain.gateway.submitReports({ batches: [batch] });
  const [outcome] = sent.batches;
  if (outcome === undefined) throw new Error("a batch without an outcome");
  const { accepted, skipped, rejected, stop } = outcome;
  return {
    sent,
    gives: {
      accepted: { kind: "count", value: accepted },
      skipped: { kind: "count", value: skipped },
      rejected: { kind: "count", value: rejected },
      stopped: { kind: "flag", value: stop !== undefined },
    },
  };
}

/** A reading without a number has the one after the reading before it, the first one the unit's next. */
function toReadings(world: World, specs: ReadingSpec[], now: bigint, first: bigint): Reading[] {
  let next = first;
  return specs.map(({ kind, resident, energyKwh, ago, seq }) => {
    const sequence = seq === undefined ? next : parseDecimal(seq.text, { unit: "", decimals: 0, most: 2n ** 64n - 1n });
    next = sequence + 1n;
    return {
      kind: readingKinds.findIndex((name) => name === kind.text),
      resident: resident === undefined || resident.text === "none" ? zeroAddress : world.address(resident.text),
      energyWh: parseDecimal(energyKwh.text, quantities.readingKwh),
      intervalEnd: now - (ago === undefined ? 0n : parseAgo(ago)),
      sequence,
    };
  });
}
