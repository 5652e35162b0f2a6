/**
 * What physically happens in a round: homes use their own production, surplus charges batteries, needs are drawn from them as
 * far as sessions and batteries allow, the grid takes and gives the rest. Pure but for the batteries, which move.
 */
import type { Battery } from "../model/battery.ts";
import type { HomeSeries } from "../model/home.ts";

/** Energy of one home in one interval. generation = self + stored + spilled, load = self + drawn + grid. */
export interface HomeFlow {
  loadWh: bigint;
  generationWh: bigint;
  selfWh: bigint;
  storedWh: bigint;
  spilledWh: bigint;
  drawnWh: bigint;
  gridWh: bigint;
}

export interface RoundHome {
  series: HomeSeries;
  /** Unit that it fills, and the one that it draws from. */
  fills: number;
  draws: number;
  /** What its session still covers. */
  sessionWh: bigint;
}

export interface RoundUnit {
  battery: Battery;
  /** What the chain's books may still take in, where the unit has a declared capacity. */
  roomWh: bigint;
}

export interface RoundReading {
  unit: number;
  home: number;
  kind: "produced" | "consumed";
  wh: bigint;
  /** Quarter-hour within the round. */
  step: number;
}

export interface PlayedRound {
  readings: RoundReading[];
  /** By home and step. */
  flows: HomeFlow[][];
}

const least = (...values: bigint[]) => values.reduce((a, b) => (b < a ? b : a));

export function playRound(
  homes: readonly RoundHome[],
  units: readonly RoundUnit[],
  first: number,
  steps: number,
): PlayedRound {
  const readings: RoundReading[] = [];
  const flows: HomeFlow[][] = homes.map(() => []);
  const sessions = homes.map((home) => home.sessionWh);
  const rooms = units.map((unit) => unit.roomWh);
  for (let step = 0; step < steps; step++) {
    const stored = homes.map((home, h) => store(home, h, units, rooms, first + step, step, readings));
    homes.forEach((home, h) => {
      const flow = draw(home, h, units, sessions, stored[h] as HomeFlow, step, readings);
      (flows[h] as HomeFlow[]).push(flow);
    });
    units.forEach(({ battery }) => battery.endInterval());
  }
  return { readings, flows };
}

function store(
  { series, fills }: RoundHome,
  home: number,
  units: readonly RoundUnit[],
  rooms: bigint[],
  at: number,
  step: number,
  readings: RoundReading[],
): HomeFlow {
  // Days repeat when a community lives longer than its data.
  const i = at % series.loadWh.length;
  const [loadWh, generationWh] = [series.loadWh[i] as bigint, series.generationWh[i] as bigint];
  const selfWh = least(loadWh, generationWh);
  const storedWh = (units[fills] as RoundUnit).battery.charge(least(generationWh - selfWh, rooms[fills] as bigint));
  if (storedWh > 0n) {
    rooms[fills] = (rooms[fills] as bigint) - storedWh;
    readings.push({ unit: fills, home, kind: "produced", wh: storedWh, step });
  }
  return {
    loadWh,
    generationWh,
    selfWh,
    storedWh,
    spilledWh: generationWh - selfWh - storedWh,
    drawnWh: 0n,
    gridWh: loadWh - selfWh,
  };
}

function draw(
  { draws }: RoundHome,
  home: number,
  units: readonly RoundUnit[],
  sessions: bigint[],
  flow: HomeFlow,
  step: number,
  readings: RoundReading[],
): HomeFlow {
  const covered = least(flow.gridWh, sessions[home] as bigint);
  const drawnWh = covered > 0n ? (units[draws] as RoundUnit).battery.discharge(covered) : 0n;
  if (drawnWh === 0n) return flow;
  sessions[home] = (sessions[home] as bigint) - drawnWh;
  readings.push({ unit: draws, home, kind: "consumed", wh: drawnWh, step });
  return { ...flow, drawnWh, gridWh: flow.gridWh - drawnWh };
}
