import { entCommands, poolCommands } from "@powerchain/sdk";
import {
  ENT_PER_WH,
  type NumberedReading,
  type Plan,
  type PlannedRound,
  type SignedBatch,
  type UnitKey,
  submitReportsData,
} from "@powerchain/smart-meter";
import type { LocalAccount } from "viem";
import type { Outgoing } from "../fleet/fleet.ts";
import type { DataClock } from "../fleet/clock.ts";
import type { Cast } from "../fleet/cast.ts";

const GAS_A_READING = 100_000n;

/**
 * Plays a plan on a chain. What a round's homes do (sessions, gifts) goes out together with the reports of the round before;
 * the plan is made so that their order within a block does not matter.
 */
export async function playPlan(
  plan: Plan,
  community: Cast,
  clock: DataClock,
  onRound: (done: number, of: number) => void = () => undefined,
): Promise<void> {
  const sequences = community.units.map(() => 1);
  let reports: Outgoing[] = [];
  for (const [i, round] of plan.rounds.entries()) {
    await clock.reach(round.firstStep);
    await community.fleet.play([...reports, ...(await residentsOf(round, community))]);
    await clock.reach(round.firstStep + round.steps);
    reports = await reportsOf(round, community, clock, sequences);
    onRound(i + 1, plan.rounds.length);
  }
  await community.fleet.play(reports);
}

async function residentsOf({ gifts, sessions }: PlannedRound, { fleet, homes, units }: Cast): Promise<Outgoing[]> {
  const outgoing: Outgoing[] = [];
  const home = (h: number): LocalAccount => homes[h] as LocalAccount;
  for (const { from, to, ent } of gifts)
    outgoing.push(await fleet.command(home(from), entCommands.transfer({ to: home(to).address, amount: ent })));
  for (const { home: h, unit, wh } of sessions) {
    const { address } = units[unit] as UnitKey;
    const start = poolCommands.startConsumptionSession({ unit: address, ent: wh * ENT_PER_WH });
    outgoing.push(await fleet.command(home(h), start));
  }
  return outgoing;
}

/** One signed batch a unit, in one transaction. */
async function reportsOf(
  round: PlannedRound,
  { fleet, homes, units, digest, relay, manifest }: Cast,
  clock: DataClock,
  sequences: number[],
): Promise<Outgoing[]> {
  const ends = await clock.ends(round.firstStep, round.steps);
  const batches = units.flatMap((key, u): SignedBatch[] => {
    const own = round.readings.filter(({ unit }) => unit === u);
    const readings = own.map(({ kind, home, wh, step }): NumberedReading => {
      const sequence = sequences[u] as number;
      sequences[u] = sequence + 1;
      const { address: resident } = homes[home] as LocalAccount;
      return { kind, resident, wh, intervalEnd: ends[step - round.firstStep] as number, sequence };
    });
    return readings.length === 0
      ? []
      : [{ unit: key.address, readings, signature: key.sign(digest(key.address, readings)) }];
  });
  if (batches.length === 0) return [];
  const gas = 500_000n + GAS_A_READING * BigInt(round.readings.length);
  return [await fleet.call(relay, manifest.contracts.meterGateway.address, submitReportsData(batches), gas)];
}
