/**
 * Differences of a meter's running total, in µWh. Pure: (state, sample) → state and what it means. Every way in which a
 * register can misbehave has its own outcome; energy is never invented, and never counted twice.
 */
import type { NoticeKind } from "./types.ts";

export interface RegisterRules {
  /** The register's size in µWh, where it begins again at 0 (a 32-bit Wh counter: 2^32 Wh). */
  rolloverAt?: bigint;
  /** The most the connection can carry. */
  maxPowerW: bigint;
}

export interface RegisterState {
  last?: { at: number; microWh: bigint };
  /** A refused value that waits for others to agree with it. */
  suspect?: { at: number; microWh: bigint; count: number };
  serial?: string;
}

export interface RegisterStep {
  state: RegisterState;
  /** Energy since the last good value; undefined when the sample was refused or is the first. */
  microWh?: bigint;
  notice?: { kind: NoticeKind; text: string };
}

/** So many refused values in a row that fit each other are taken for a new meter. */
export const AGREEING_SAMPLES = 3;
/** Registers have coarse steps: what fits into this time at full power is never implausible. */
const LEAST_SECONDS = 60;
/** A lower value is a reset only when it fell below nine tenths (the rule of Home Assistant's total_increasing). */
const RESET_BELOW = { numerator: 9n, denominator: 10n };

/** µWh that `watts` carry in `seconds`. */
export function energyAt(watts: bigint, seconds: number): bigint {
  return (watts * 1_000_000n * BigInt(Math.max(LEAST_SECONDS, Math.ceil(seconds)))) / 3600n;
}

export function readRegister(
  state: RegisterState,
  sample: { at: number; microWh: bigint; serial?: string; rolloverAt?: bigint },
  rules: RegisterRules,
): RegisterStep {
  const { at, microWh } = sample;
  const serial = sample.serial ?? state.serial;
  if (state.serial !== undefined && serial !== state.serial)
    return { state, notice: { kind: "identity", text: `meter ${serial} answers where ${state.serial} did` } };
  const good = { serial, last: { at, microWh } };
  if (!state.last) return { state: good, notice: { kind: "first", text: `register at ${shown(microWh)}` } };
  if (at < state.last.at || (at === state.last.at && microWh === state.last.microWh))
    return {
      state,
      notice: at < state.last.at ? { kind: "late", text: `time ${at}, the last was ${state.last.at}` } : undefined,
    };
  const most = energyAt(rules.maxPowerW, at - state.last.at);
  const difference = microWh - state.last.microWh;
  if (difference >= 0n && difference <= most) return { state: good, microWh: difference };
  const size = rules.rolloverAt ?? sample.rolloverAt;
  const wrapped = size === undefined ? -1n : difference + size;
  if (difference < 0n && wrapped >= 0n && wrapped <= most)
    return {
      state: good,
      microWh: wrapped,
      notice: { kind: "rollover", text: `from ${shown(state.last.microWh)} to ${shown(microWh)}` },
    };
  if (isReset(state.last.microWh, microWh, most))
    return {
      state: good,
      microWh,
      notice: { kind: "reset", text: `from ${shown(state.last.microWh)} to ${shown(microWh)}` },
    };
  return refuse(state, sample, rules, difference);
}

function isReset(before: bigint, now: bigint, most: bigint): boolean {
  return now * RESET_BELOW.denominator < before * RESET_BELOW.numerator && now <= most;
}

/** Keeps an implausible value aside; when enough later ones agree with it, counting starts anew from the newest. */
function refuse(
  state: RegisterState,
  { at, microWh }: { at: number; microWh: bigint },
  rules: RegisterRules,
  difference: bigint,
): RegisterStep {
  const before = state.suspect;
  const agrees =
    before !== undefined &&
    at > before.at &&
    microWh >= before.microWh &&
    microWh - before.microWh <= energyAt(rules.maxPowerW, at - before.at);
  const count = agrees ? before.count + 1 : 1;
  const last = state.last as { at: number; microWh: bigint };
  if (count >= AGREEING_SAMPLES) {
    const text = `register went from ${shown(last.microWh)} to ${shown(microWh)} for good; counting starts anew`;
    return { state: { serial: state.serial, last: { at, microWh } }, microWh: 0n, notice: { kind: "replaced", text } };
  }
  const kind = difference < 0n ? "backwards" : "jump";
  const text = `from ${shown(last.microWh)} to ${shown(microWh)} in ${at - last.at} s`;
  return { state: { ...state, suspect: { at, microWh, count } }, notice: { kind, text } };
}

/** kWh with six decimals, as on a meter's display. */
function shown(microWh: bigint): string {
  const whole = microWh / 1_000_000_000n;
  return `${whole}.${(microWh % 1_000_000_000n).toString().padStart(9, "0").slice(0, 6)} kWh`;
}
