/**
 * What a community of homes does over its days, worked out before any of it is sent. Pure: the same homes give the same
 * plan, so any chain that plays it ends in the same state.
 *
 * A home uses its own production first. What is left goes into its storage unit while there is room, else to the grid.
 * What it lacks comes out of the unit within a session that the home opened before, else from the grid.
 *
 * A round is some quarter-hours: at its start homes open or renew sessions, at its end meters report. On a live chain the
 * sessions of a round and the reports of the round before are in one block, in any order. So that the order cannot matter,
 * sessions hold whole Wh of ENT, and homes spend only what they had before the reports of the last round.
 * There are no losses: the rate R stays 0 and 1 Wh is 1,000,000 ENT units, minted and burned.
 */
import { INTERVALS_A_DAY } from "../model/carry.ts";
import type { HomeSeries } from "../model/home.ts";

export const ENT_PER_WH = 1_000_000n;
/** The storage provider's part of what is minted, F = 20 %: exact for whole Wh. */
const PROVIDER_PER_WH = 200_000n;
/** Kept back for renewals: 20 Wh, so that a session can always be renewed by the least amount. */
const RESERVE = 20n * ENT_PER_WH;
/** What a home locks for a quarter-hour of which it knows nothing yet. */
const FIRST_GUESS_WH = 100n;

export interface PlanOptions {
  units: number;
  capacityWh: bigint;
  /** Quarter-hours in a round. */
  roundSteps: number;
}

/** ENT that a home locks in its session with its unit, in whole Wh. */
export interface PlannedSession {
  home: number;
  unit: number;
  wh: bigint;
}

export interface PlannedReading {
  unit: number;
  home: number;
  kind: "produced" | "consumed";
  wh: bigint;
  /** Index of the quarter-hour. */
  step: number;
}

export interface PlannedGift {
  from: number;
  to: number;
  ent: bigint;
}

export interface PlannedRound {
  firstStep: number;
  steps: number;
  gifts: PlannedGift[];
  sessions: PlannedSession[];
  /** In the order in which they are booked. */
  readings: PlannedReading[];
}

/** Where each Wh of one home went or came from. generation = self + stored + spilled, load = self + drawn + grid. */
export interface HomeBooks {
  name: string;
  unit: number;
  ratedW: number;
  generationWh: bigint;
  loadWh: bigint;
  selfWh: bigint;
  storedWh: bigint;
  spilledWh: bigint;
  drawnWh: bigint;
  gridWh: bigint;
  /** ENT that must be there at the end, by this plan. */
  entAvailable: bigint;
  entLocked: bigint;
}

export interface UnitBooks {
  owner: number;
  inWh: bigint;
  outWh: bigint;
  storedWh: bigint;
  lockedWh: bigint;
}

export interface Plan {
  rounds: PlannedRound[];
  homes: HomeBooks[];
  units: UnitBooks[];
}

interface HomeState extends HomeBooks {
  partner: number | undefined;
  /** Minted or given in this round: to be spent from the next on. */
  incoming: bigint;
  sessionWh: bigint;
  renewedIn: number;
  needs: bigint[];
}

interface UnitState extends UnitBooks {
  /** Stored and not locked, as far as it was known before the last reports. */
  freeWh: bigint;
  incomingWh: bigint;
}

/** Rounds for which a session lasts: the session time H is this many rounds. */
export const SESSION_ROUNDS = 2;

const least = (...values: bigint[]) => values.reduce((a, b) => (b < a ? b : a));

export function planReplay(series: readonly HomeSeries[], options: PlanOptions): Plan {
  const steps = series[0]?.loadWh.length ?? 0;
  if (series.length < options.units * 2)
    throw new RangeError(
      `replay: ${series.length} homes are too few for ${options.units} units; two a unit are needed`,
    );
  if (steps % options.roundSteps !== 0 || INTERVALS_A_DAY % options.roundSteps !== 0)
    throw new RangeError(`replay: a round of ${options.roundSteps} quarter-hours does not divide a day`);
  const homes = series.map((home, h) => newHome(home, h, series, options.units));
  const units = Array.from({ length: options.units }, (_, u) => newUnit(u));
  const rounds: PlannedRound[] = [];
  for (let first = 0; first < steps; first += options.roundSteps) {
    const round: PlannedRound = { firstStep: first, steps: options.roundSteps, gifts: [], sessions: [], readings: [] };
    // What the round before brought becomes spendable only after this round's sessions are settled on.
    const arrived = takeIncoming(homes, units);
    planSessions(round, rounds.length, homes, units, options);
    if (first % INTERVALS_A_DAY === 0) planGifts(round, homes);
    arrived();
    for (let step = first; step < first + options.roundSteps; step++)
      homes.forEach((home, h) => produce(round, series[h] as HomeSeries, h, home, units, step, options.capacityWh));
    // Within a unit: interval by interval, production first.
    consumeAll(round, series, homes, units, rounds.length);
    round.readings.sort(
      (a, b) => a.step - b.step || (a.kind === b.kind ? a.home - b.home : a.kind === "produced" ? -1 : 1),
    );
    rounds.push(round);
  }
  takeIncoming(homes, units)();
  return {
    rounds,
    homes: homes.map(finished),
    units: units.map(({ owner, inWh, outWh, storedWh, lockedWh }) => ({ owner, inWh, outWh, storedWh, lockedWh })),
  };
}

/** Homes in pairs of neighbours share a unit; a home with panels gives to the next one without. */
function newHome(home: HomeSeries, h: number, all: readonly HomeSeries[], units: number): HomeState {
  const next = all[h + 1];
  return {
    name: home.name,
    unit: Math.floor(h / 2) % units,
    ratedW: home.ratedW,
    partner: home.ratedW > 0 && next && next.ratedW === 0 ? h + 1 : undefined,
    generationWh: 0n,
    loadWh: 0n,
    selfWh: 0n,
    storedWh: 0n,
    spilledWh: 0n,
    drawnWh: 0n,
    gridWh: 0n,
    entAvailable: 0n,
    entLocked: 0n,
    incoming: 0n,
    sessionWh: 0n,
    renewedIn: -Infinity,
    needs: [],
  };
}

/** A unit's owner is the second home of its first pair. */
const newUnit = (u: number): UnitState => ({
  owner: 2 * u + 1,
  inWh: 0n,
  outWh: 0n,
  storedWh: 0n,
  lockedWh: 0n,
  freeWh: 0n,
  incomingWh: 0n,
});

function takeIncoming(homes: HomeState[], units: UnitState[]): () => void {
  const ent = homes.map((home) => home.incoming);
  const wh = units.map((unit) => unit.incomingWh);
  homes.forEach((home) => (home.incoming = 0n));
  units.forEach((unit) => (unit.incomingWh = 0n));
  return () => {
    homes.forEach((home, h) => (home.entAvailable += ent[h] as bigint));
    units.forEach((unit, u) => (unit.freeWh += wh[u] as bigint));
  };
}

/**
 * A home wants in its session what it lacked in the same hours of the day before and a tenth more. It renews when the session
 * holds less, or would end before the round's end.
 */
function planSessions(
  round: PlannedRound,
  index: number,
  homes: HomeState[],
  units: UnitState[],
  { roundSteps }: PlanOptions,
): void {
  homes.forEach((home, h) => {
    const unit = units[home.unit] as UnitState;
    const wanted = (expectedNeed(home, round.firstStep, roundSteps) * 11n) / 10n;
    const spendable = (home.entAvailable - RESERVE) / ENT_PER_WH;
    let wh = least(wanted - home.sessionWh, spendable, unit.freeWh);
    const ends = index - home.renewedIn >= SESSION_ROUNDS;
    if (wh <= 0n && ends && home.sessionWh > 0n) wh = least(1n, home.entAvailable / ENT_PER_WH, unit.freeWh);
    if (wh <= 0n) return;
    round.sessions.push({ home: h, unit: home.unit, wh });
    home.entAvailable -= wh * ENT_PER_WH;
    unit.freeWh -= wh;
    unit.lockedWh += wh;
    home.sessionWh += wh;
    home.renewedIn = index;
  });
}

function expectedNeed(home: HomeState, firstStep: number, steps: number): bigint {
  const from = firstStep - INTERVALS_A_DAY;
  if (from < 0) return FIRST_GUESS_WH * BigInt(steps);
  let sum = 0n;
  for (let step = from; step < from + steps; step++) sum += home.needs[step] ?? 0n;
  return sum;
}

/** Once a day a home with panels gives its neighbour half of what it has available. */
function planGifts(round: PlannedRound, homes: HomeState[]): void {
  homes.forEach((home, h) => {
    const ent = home.entAvailable / 2n;
    if (home.partner === undefined || ent <= RESERVE) return;
    round.gifts.push({ from: h, to: home.partner, ent });
    home.entAvailable -= ent;
    (homes[home.partner] as HomeState).incoming += ent;
  });
}

function produce(
  round: PlannedRound,
  series: HomeSeries,
  h: number,
  home: HomeState,
  units: UnitState[],
  step: number,
  capacityWh: bigint,
): void {
  const [loadWh, generationWh] = [series.loadWh[step] as bigint, series.generationWh[step] as bigint];
  const selfWh = least(loadWh, generationWh);
  const unit = units[home.unit] as UnitState;
  // Consumption of this round is booked between productions; the room that it makes is used from the next round on.
  const storedWh = least(generationWh - selfWh, capacityWh - unit.storedWh);
  home.loadWh += loadWh;
  home.generationWh += generationWh;
  home.selfWh += selfWh;
  home.storedWh += storedWh;
  home.spilledWh += generationWh - selfWh - storedWh;
  home.needs.push(loadWh - selfWh);
  if (storedWh === 0n) return;
  round.readings.push({ unit: home.unit, home: h, kind: "produced", wh: storedWh, step });
  unit.inWh += storedWh;
  unit.storedWh += storedWh;
  unit.incomingWh += storedWh;
  home.incoming += storedWh * (ENT_PER_WH - PROVIDER_PER_WH);
}

function consumeAll(
  round: PlannedRound,
  series: readonly HomeSeries[],
  homes: HomeState[],
  units: UnitState[],
  index: number,
): void {
  for (const unit of units) (homes[unit.owner] as HomeState).incoming += unit.incomingWh * PROVIDER_PER_WH;
  for (let step = round.firstStep; step < round.firstStep + round.steps; step++)
    series.forEach((_, h) => consume(round, h, homes[h] as HomeState, units, step, index));
}

function consume(
  round: PlannedRound,
  h: number,
  home: HomeState,
  units: UnitState[],
  step: number,
  index: number,
): void {
  const need = home.needs[step] as bigint;
  const live = index - home.renewedIn < SESSION_ROUNDS;
  const drawnWh = live ? least(need, home.sessionWh) : 0n;
  home.drawnWh += drawnWh;
  home.gridWh += need - drawnWh;
  if (drawnWh === 0n) return;
  const unit = units[home.unit] as UnitState;
  round.readings.push({ unit: home.unit, home: h, kind: "consumed", wh: drawnWh, step });
  home.sessionWh -= drawnWh;
  unit.outWh += drawnWh;
  unit.storedWh -= drawnWh;
  unit.lockedWh -= drawnWh;
}

function finished(state: HomeState): HomeBooks {
  const {
    name,
    unit,
    ratedW,
    generationWh,
    loadWh,
    selfWh,
    storedWh,
    spilledWh,
    drawnWh,
    gridWh,
    entAvailable,
    sessionWh,
  } = state;
  return {
    name,
    unit,
    ratedW,
    generationWh,
    loadWh,
    selfWh,
    storedWh,
    spilledWh,
    drawnWh,
    gridWh,
    entAvailable,
    entLocked: sessionWh * ENT_PER_WH,
  };
}
