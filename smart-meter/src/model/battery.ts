/**
 * A battery in whole Wh: limited by capacity and power, losing a share on the way in and out (each √ of the round-trip
 * efficiency) and a little while standing. Nothing is lost by rounding: what the losses leave over is carried.
 */
import { carry } from "./carry.ts";

export interface BatteryType {
  capacityWh: bigint;
  /** Charging and discharging, at the terminals. */
  powerW: bigint;
  /** Of a full cycle, e.g. 0.9 for lithium-ion with inverter (typical data sheets: 0.88 … 0.95). */
  roundTrip: number;
  /** Self-discharge and standby, share of what is stored per month, e.g. 0.02. */
  monthlyLoss: number;
}

export interface Battery {
  storedWh(): bigint;
  /** What of it can be taken out at the terminals. */
  deliverableWh(): bigint;
  /** Takes up to `wh` at the terminals within one quarter-hour; returns what it took. */
  charge(wh: bigint): bigint;
  /** Gives up to `wh` at the terminals within one quarter-hour; returns what it gave. */
  discharge(wh: bigint): bigint;
  /** Ends a quarter-hour: the limits start anew and standing loss is taken. */
  endInterval(): void;
}

const MILLION = 1_000_000n;
const INTERVALS_A_MONTH = 2922n;

const least = (...values: bigint[]) => values.reduce((a, b) => (b < a ? b : a));

export function battery(type: BatteryType, storedWh = 0n): Battery {
  if (!(type.roundTrip > 0 && type.roundTrip <= 1))
    throw new RangeError(`battery: round-trip efficiency ${type.roundTrip} must be above 0 and at most 1`);
  const oneWay = BigInt(Math.round(Math.sqrt(type.roundTrip) * 1e6));
  const standing = BigInt(Math.round(type.monthlyLoss * 1e6));
  const [gain, drain, leak] = [carry(MILLION), carry(oneWay), carry(MILLION * INTERVALS_A_MONTH)];
  const limit = type.powerW / 4n;
  let stored = storedWh;
  let moved = 0n;
  return {
    storedWh: () => stored,
    deliverableWh: () => (stored * oneWay) / MILLION,
    charge(wh) {
      // Never more than still fits after the loss; one Wh is held back for what `gain` may carry over.
      const room = ((type.capacityWh - stored) * MILLION - gain.rest()) / oneWay;
      const taken = least(wh, limit - moved, room);
      if (taken <= 0n) return 0n;
      moved += taken;
      stored += gain.add(taken * oneWay);
      return taken;
    },
    discharge(wh) {
      const available = (stored * oneWay - drain.rest()) / MILLION;
      const given = least(wh, limit - moved, available);
      if (given <= 0n) return 0n;
      moved += given;
      stored -= drain.add(given * MILLION);
      return given;
    },
    endInterval() {
      moved = 0n;
      stored -= least(stored, leak.add(stored * standing));
    },
  };
}
