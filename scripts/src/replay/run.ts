import { type Plan, SESSION_ROUNDS, planReplay } from "@powerchain/smart-meter";
import type { Manifest } from "@powerchain/sdk";
import pc from "picocolors";
import { ensureCompiled } from "../deploy/compile.ts";
import { keepManifest } from "../deploy/manifestFile.ts";
import { type Target, openTarget } from "../deploy/target.ts";
import { CommandError } from "../lib/errors.ts";
import { printTable, writeJson } from "../lib/output.ts";
import { runSteps } from "../lib/progress.ts";
import { compressedClock, movedClock } from "../fleet/clock.ts";
import { foundCast, secondsOf } from "../fleet/cast.ts";
import { type ReplayHomes, loadHomes } from "./homes.ts";
import { REPLAY, type ReplayOptions } from "./options.ts";
import { playPlan } from "./play.ts";
import { type Reconciliation, reconcile } from "./reconcile.ts";

export interface ReplayOutcome {
  homes: ReplayHomes;
  plan: Plan;
  /** How many times faster than life. */
  factor: number;
  seconds: number;
  reconciliation: Reconciliation;
}

/** `powerchain replay`: plays days of homes on a chain, and accounts for every Wh. */
export async function runReplay(options: ReplayOptions): Promise<void> {
  const homes = loadHomes(options);
  // A minute before the data begins, for what sets the community up.
  const target = await openTarget(options.network, { clock: "exact", startsAt: new Date((homes.start - 60) * 1000) });
  try {
    await ensureCompiled((text) => void process.stderr.write(`${text}\n`));
    const outcome = await replay(homes, target, (manifest) => {
      if (target.embedded === undefined) keepManifest(manifest, options.keep ?? false);
    });
    report(outcome, target);
    if (options.json !== undefined) writeJson(options.json, jsonOf(outcome, options));
    if (outcome.reconciliation.difference !== 0n) process.exitCode = 1;
  } finally {
    await target.close();
  }
}

/** Plays these homes on this chain, on a community of its own. */
export async function replay(
  homes: ReplayHomes,
  target: Target,
  onFounded: (manifest: Manifest) => void = () => undefined,
): Promise<ReplayOutcome> {
  const plan = planOf(homes);
  const steps = plan.rounds.length * REPLAY.roundSteps;
  const { capacityWh, powerW, roundSteps } = REPLAY;
  const begun = Date.now();
  let factor = 1;
  let reconciliation: Reconciliation | undefined;
  const shape = {
    homes: homes.homes.length,
    units: plan.units.map(({ owner }) => ({ owner, capacityWh, powerW: target.embedded ? powerW : 0n })),
    sessionSeconds: BigInt(secondsOf(roundSteps * SESSION_ROUNDS)),
  };
  await runSteps(
    [
      {
        title: `Found a community on ${target.name}`,
        run: async (context: { community?: Awaited<ReturnType<typeof foundCast>> }) => {
          context.community = await foundCast(target, shape);
          onFounded(context.community.manifest);
        },
      },
      {
        title: `Play ${steps / 96} days of ${homes.homes.length} homes`,
        run: async ({ community }, say) => {
          if (community === undefined) return;
          const now = async (): Promise<number> => Number((await community.chain.publicClient.getBlock()).timestamp);
          const clock = target.embedded ? movedClock(target.embedded, homes.start) : await compressedClock(now);
          await playPlan(plan, community, clock, (done, of) => {
            if (process.stdout.isTTY || done % 8 === 0)
              say(`day ${((done * roundSteps) / 96).toFixed(1)} of ${(of * roundSteps) / 96}`);
          });
          factor = await clock.factor(steps);
        },
      },
      {
        title: "Compare every sum with the chain",
        run: async ({ community }) => {
          if (community !== undefined) reconciliation = await reconcile(homes.homes, plan, community);
        },
      },
    ],
    {},
  );
  return {
    homes,
    plan,
    factor,
    seconds: (Date.now() - begun) / 1000,
    reconciliation: reconciliation as Reconciliation,
  };
}

function planOf({ homes }: ReplayHomes): Plan {
  try {
    return planReplay(homes, REPLAY);
  } catch (error) {
    if (error instanceof RangeError)
      throw new CommandError(`${error.message}.`, { hint: "Give more homes: --homes 8 or above." });
    throw error;
  }
}

/** Three decimals: kWh exactly, ENT rounded for the eye. */
const kwh = (wh: bigint): string => (Number(wh) / 1000).toFixed(3);
const ent = (units: bigint): string => (Number(units) / 1e9).toFixed(3);
const right = (title: string) => ({ title, align: "right" as const });

function printBooks({ plan }: ReplayOutcome): void {
  printTable(
    [
      "home",
      "unit",
      right("panels W"),
      right("produced"),
      right("used"),
      right("at once"),
      right("stored"),
      right("spilled"),
      right("from storage"),
      right("from grid"),
      right("ENT available"),
      right("ENT locked"),
    ],
    plan.homes.map((home) => [
      home.name,
      String(home.unit + 1),
      String(home.ratedW),
      kwh(home.generationWh),
      kwh(home.loadWh),
      kwh(home.selfWh),
      kwh(home.storedWh),
      kwh(home.spilledWh),
      kwh(home.drawnWh),
      kwh(home.gridWh),
      ent(home.entAvailable),
      ent(home.entLocked),
    ]),
  );
  process.stdout.write("\n");
  printTable(
    ["unit", "owner", right("capacity"), right("in"), right("out"), right("stored"), right("locked")],
    plan.units.map((unit, u) => [
      String(u + 1),
      plan.homes[unit.owner]?.name ?? "",
      kwh(REPLAY.capacityWh),
      kwh(unit.inWh),
      kwh(unit.outWh),
      kwh(unit.storedWh),
      kwh(unit.lockedWh),
    ]),
  );
}

function report(outcome: ReplayOutcome, target: Target): void {
  const { homes, plan, factor, seconds, reconciliation } = outcome;
  const out = (text: string): void => void process.stdout.write(`${text}\n`);
  printBooks(outcome);
  const readings = plan.rounds.reduce((sum, round) => sum + round.readings.length, 0);
  const wrong = reconciliation.checks.filter(({ expected, found }) => expected !== found);
  out(
    `\nEnergy in kWh. Homes: ${homes.source}. Panels: 2 W for each kWh that a home of the files uses a year. ${plan.units.length} storage units.`,
  );
  out(`${readings} signed readings in ${plan.rounds.length} rounds on ${target.name}, in ${seconds.toFixed(1)} s.`);
  out(
    target.embedded
      ? "The chain's clock moved with the data; units declared their power."
      : `Interval ends were compressed ${Math.round(factor)} times; units declared no power.`,
  );
  for (const { name, expected, found, unit } of wrong)
    out(`${pc.red("differs")} ${name}: ${expected} expected, ${found} found (${unit})`);
  const colour = reconciliation.difference === 0n ? pc.green : pc.red;
  out(
    `${colour("Reconciliation")}: ${reconciliation.checks.length} sums compared, difference ${reconciliation.difference}.`,
  );
  out(`State hash: ${reconciliation.stateHash}`);
}

function jsonOf({ homes, plan, factor, seconds, reconciliation }: ReplayOutcome, { network, days }: ReplayOptions) {
  const { difference, stateHash, checks } = reconciliation;
  const ok = difference === 0n;
  return {
    results: [
      { name: "reconciliation difference", value: difference.toString(), unit: "Wh and ENT units", limit: "0", ok },
      {
        name: "time",
        value: Number(seconds.toFixed(1)),
        unit: "s",
        limit: network === "embedded" ? "" : "at most 180 for 14 days",
        ok: network === "embedded" || seconds <= 180,
      },
    ],
    network,
    days,
    source: homes.source,
    storage: REPLAY,
    compression: factor,
    stateHash,
    homes: plan.homes,
    units: plan.units,
    checks,
  };
}
