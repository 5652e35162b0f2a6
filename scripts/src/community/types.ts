import type { BatteryType, HomeFlow, HomeSeries, RoundReading } from "@powerchain/smart-meter";
import type { Cast } from "../fleet/cast.ts";
import type { DataClock } from "../fleet/clock.ts";
import type { Outgoing } from "../fleet/fleet.ts";

/** What a kWh costs without neighbours, in ticks (0.0001 EUR). */
export interface Prices {
  /** What the grid's operator pays for what is fed in. */
  feedInTicks: bigint;
  /** What the retailer asks, grid fees and levies included. */
  retailTicks: bigint;
}

/** The meters of a community. */
export interface MeterSide {
  /**
   * Reports what a round brought.
   * @param actualWh what can be taken out of each unit now
   * @param ends when, on the chain, each quarter-hour of the round ended
   * @returns transactions to be sent with the next round's; none when the meters deliver by themselves
   */
  report(readings: readonly RoundReading[], actualWh: readonly bigint[], ends: readonly number[]): Promise<Outgoing[]>;
}

export interface Play {
  cast: Cast;
  series: HomeSeries[];
  /** Unix seconds of the data's first quarter-hour. */
  start: number;
  /** Rounds to play; Infinity: until the signal. */
  rounds: number;
  clock: DataClock;
  prices: Prices;
  battery: BatteryType;
  /** What the units declared; 0: nothing. */
  declaredWh: bigint;
  seed: number;
  /** How many times a step's need makes a quarter-hour's, where steps are shorter; without it always once. */
  needWeight?: (step: number) => bigint;
  /** Without them the homes' own, which sign and send here. */
  meters?: MeterSide;
  signal?: AbortSignal;
  onRound?: (record: RoundRecord) => void;
}

/** A round is two hours, as long as a session: residents act at its start, meters report at its end. */
export const ROUND_STEPS = 8;

/** What a round came to. ENT and eEuro in units, energy in Wh. */
export interface RoundRecord {
  index: number;
  /** Unix seconds in the data. */
  time: number;
  flow: HomeFlow;
  tradedLots: bigint;
  turnover: bigint;
  trades: number;
  imbalance: bigint;
  rate: bigint;
  storedWh: bigint;
}

export interface HomeResult {
  name: string;
  ratedW: number;
  flow: HomeFlow;
  boughtLots: bigint;
  soldLots: bigint;
  /** eEuro units. */
  paid: bigint;
  earned: bigint;
  paidIn: bigint;
  /** At the end, locked included. */
  ent: bigint;
  eur: bigint;
  owed: bigint;
}

/** Sums as the meters sent them, to be held against the chain's. */
export interface Sent {
  /** By home, then by unit: Wh. */
  inWh: bigint[];
  outWh: bigint[];
  unitInWh: bigint[];
  unitOutWh: bigint[];
  readings: number;
}

export interface Played {
  rounds: RoundRecord[];
  homes: HomeResult[];
  sent: Sent;
  /** Commands that the chain refused, by error name. */
  refused: Record<string, number>;
}
