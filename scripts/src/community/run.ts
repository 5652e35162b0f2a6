import { writeFileSync } from "node:fs";
import path from "node:path";
import { parsePrice } from "@powerchain/sdk";
import { INTERVAL, INTERVALS_A_DAY } from "@powerchain/smart-meter";
import pc from "picocolors";
import { ensureCompiled } from "../deploy/compile.ts";
import { keepManifest } from "../deploy/manifestFile.ts";
import { type Target, openTarget } from "../deploy/target.ts";
import { foundCast } from "../fleet/cast.ts";
import { compressedClock, movedClock } from "../fleet/clock.ts";
import { CommandError } from "../lib/errors.ts";
import { printTable, writeJson } from "../lib/output.ts";
import { runSteps } from "../lib/progress.ts";
import { type ReplayHomes, loadHomes } from "../replay/homes.ts";
import type { Check } from "../replay/reconcile.ts";
import { pricesOverTheDay, reportHtml, rowOf, tableHeads } from "./html.ts";
import { type HomeOutcome, outcomeOf, reconcileCommunity, totalOf } from "./outcome.ts";
import { playCommunity } from "./play.ts";
import { type Play, type Played, type Prices, ROUND_STEPS } from "./types.ts";
import { tariffPrices } from "./tariff.ts";

export interface CommunityOptions {
  network: string;
  data: string | undefined;
  homes: number;
  days: number;
  seed: number;
  retail: string;
  feedIn: string;
  tariffs: string | undefined;
  speed: number | undefined;
  /** Whether the network's manifest is to be this community's even if it has one. */
  keep?: boolean;
  json: string | undefined;
  report: string | undefined;
}

const UNITS = 4;
/** A battery of the community, and what its unit declares on chain: a little more, for the books run ahead of losses. */
const BATTERY = { capacityWh: 60_000n, powerW: 40_000n, roundTrip: 0.9, monthlyLoss: 0.02 };
const DECLARED_WH = 70_000n;

interface Context {
  play?: Play;
  played?: Played;
  checks?: Check[];
  /** Whether other commands find this community. */
  kept?: boolean;
}

/** `powerchain community`: homes live and trade on a chain for some days; ends with what it was worth to them. */
export async function runCommunity(options: CommunityOptions): Promise<void> {
  await ensureCompiled((text) => void process.stderr.write(`${text}\n`));
  const homes = loadHomes(options);
  if (homes.homes.length < 2 * UNITS)
    throw new CommandError(`${homes.homes.length} homes are too few for ${UNITS} storage units.`, {
      hint: "Give --homes 8 or more.",
    });
  const prices = options.tariffs === undefined ? statedPrices(options) : tariffPrices(options.tariffs);
  const target = await openTarget(options.network, { clock: "exact", startsAt: new Date((homes.start - 60) * 1000) });
  const begun = Date.now();
  try {
    const { play, played, checks, kept } = await runAll(options, homes, prices, target);
    const difference = checks.reduce(
      (sum, { expected, found }) => sum + (expected > found ? expected - found : found - expected),
      0n,
    );
    const outcomes = [...played.homes, totalOf(played.homes)].map((home) => outcomeOf(home, prices));
    const notes = notesOf(options, homes, play, played, checks, difference, (Date.now() - begun) / 1000);
    print(outcomes, notes, checks, difference);
    write(options, outcomes, played, notes, checks, difference);
    if (kept) process.stdout.write(`Each Wh: ./powerchain verify --resident home1 --network ${target.name}\n`);
    if (difference !== 0n) process.exitCode = 1;
  } finally {
    await target.close();
  }
}

function statedPrices({ retail, feedIn }: CommunityOptions): Prices {
  const prices = { retailTicks: parsePrice(retail), feedInTicks: parsePrice(feedIn) };
  if (prices.retailTicks < prices.feedInTicks + 3n)
    throw new CommandError(`There is no room to trade between ${feedIn} (feed-in) and ${retail} EUR/kWh (retail).`, {
      hint: "Give a --retail price above the --feed-in tariff.",
    });
  return prices;
}

async function runAll(
  options: CommunityOptions,
  homes: ReplayHomes,
  prices: Prices,
  target: Target,
): Promise<Required<Context>> {
  const found = async (context: Context): Promise<void> => {
    context.play = await prepare(options, homes, prices, target);
    context.kept = target.embedded === undefined && keepManifest(context.play.cast.manifest, options.keep ?? false);
  };
  const live = async (context: Context, say: (text: string) => void): Promise<void> => {
    const onRound: Play["onRound"] = ({ index, trades }) => {
      const days = ((index + 1) * ROUND_STEPS) / INTERVALS_A_DAY;
      if (process.stdout.isTTY || Number.isInteger(days))
        say(`day ${days.toFixed(1)}, ${trades} trades in the last two hours`);
    };
    context.played = await playCommunity({ ...(context.play as Play), onRound });
  };
  const compare = async (context: Context): Promise<void> => {
    context.checks = await reconcileCommunity(context.play as Play, context.played as Played);
  };
  const steps = [
    { title: `Found a community of ${homes.homes.length} homes on ${target.name}`, run: found },
    { title: `Live ${options.days} days`, run: live },
    { title: "Compare every sum with the chain", run: compare },
  ];
  return (await runSteps<Context>(steps, {})) as Required<Context>;
}

export async function prepare(
  { days, seed, speed }: CommunityOptions,
  { homes: series, start }: ReplayHomes,
  prices: Prices,
  { embedded, ...target }: Target,
): Promise<Play> {
  const powerW = embedded ? BATTERY.powerW * 2n : 0n;
  const units = Array.from({ length: UNITS }, (_, u) => ({ owner: 2 * u + 1, capacityWh: DECLARED_WH, powerW }));
  const sessionSeconds = BigInt(ROUND_STEPS * INTERVAL);
  const cast = await foundCast({ embedded, ...target }, { homes: series.length, units, sessionSeconds });
  const now = async (): Promise<number> => Number((await cast.chain.publicClient.getBlock()).timestamp);
  const clock = embedded ? movedClock(embedded, start) : await compressedClock(now, speed);
  const rounds = (days * INTERVALS_A_DAY) / ROUND_STEPS;
  return { cast, series, start, rounds, clock, prices, battery: BATTERY, declaredWh: DECLARED_WH, seed };
}

function notesOf(
  options: CommunityOptions,
  homes: ReplayHomes,
  { prices, cast }: Play,
  played: Played,
  checks: Check[],
  difference: bigint,
  seconds: number,
): string[] {
  const eur = (ticks: bigint): string => (Number(ticks) / 1e4).toFixed(4);
  const trades = played.rounds.reduce((sum, round) => sum + round.trades, 0);
  const lots = played.rounds.reduce((sum, { tradedLots }) => sum + tradedLots, 0n);
  const turnover = played.rounds.reduce((sum, round) => sum + round.turnover, 0n);
  const refused = Object.entries(played.refused).map(([name, count]) => `${count} × ${name}`);
  return [
    `${homes.homes.length} homes (${homes.source}), ${options.days} days, ${cast.units.length} batteries of ${Number(BATTERY.capacityWh) / 1000} kWh with ${BATTERY.roundTrip * 100} % round-trip efficiency.`,
    `Without neighbours a kWh costs ${eur(prices.retailTicks)} EUR and brings ${eur(prices.feedInTicks)} EUR. Local energy is taken to bear no grid fees or levies.`,
    `Alone: a home uses its own production at once, feeds in the rest and buys what it lacks.`,
    `${trades} trades, ${(Number(lots) / 1000).toFixed(1)} kWh for ${(Number(turnover) / 1e8).toFixed(2)} EUR${lots > 0n ? `, ${(Number(turnover) / Number(lots) / 1e5).toFixed(4)} EUR/ENT on average` : ""}.`,
    `Commands that the chain refused: ${refused.length === 0 ? "none" : refused.join(", ")}.`,
    `${played.sent.readings} signed readings in ${seconds.toFixed(0)} s; ${checks.length} sums compared with the chain, difference ${difference}.`,
  ];
}

function print(outcomes: HomeOutcome[], notes: string[], checks: Check[], difference: bigint): void {
  const heads = tableHeads.map((title, i) => ({ title, align: i === 0 ? ("left" as const) : ("right" as const) }));
  printTable(heads, outcomes.map(rowOf));
  process.stdout.write(`\n${notes.join("\n")}\n`);
  for (const { name, expected, found, unit } of checks.filter((check) => check.expected !== check.found))
    process.stdout.write(`${pc.red("differs")} ${name}: ${expected} expected, ${found} found (${unit})\n`);
  const colour = difference === 0n ? pc.green : pc.red;
  const all = outcomes.at(-1) as HomeOutcome;
  process.stdout.write(
    `${colour("Reconciliation")}: difference ${difference}. Together the homes pay ${all.bill.withMarket.toFixed(2)} EUR instead of ${all.bill.alone.toFixed(2)} EUR.\n`,
  );
}

function write(
  options: CommunityOptions,
  homes: HomeOutcome[],
  played: Played,
  notes: string[],
  checks: Check[],
  difference: bigint,
): void {
  const title = `A community of ${homes.length - 1} homes over ${options.days} days`;
  if (options.json !== undefined) {
    const results = [
      {
        name: "reconciliation difference",
        value: difference.toString(),
        unit: "Wh, ENT and eEuro units",
        limit: "0",
        ok: difference === 0n,
      },
    ];
    writeJson(options.json, {
      results,
      title,
      notes,
      homes,
      pricesOverTheDay: pricesOverTheDay(played.rounds),
      rounds: played.rounds,
      refused: played.refused,
      checks,
    });
  }
  if (options.report !== undefined) {
    writeFileSync(options.report, reportHtml(title, notes, homes, played.rounds));
    process.stdout.write(`Report: ${path.relative(process.cwd(), options.report)}\n`);
  }
}
