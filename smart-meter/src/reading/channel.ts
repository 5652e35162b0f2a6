/**
 * One channel: samples into whole Wh an interval. A register's growth belongs to the interval of the sample that shows it;
 * an interval without a sample has no reading (it is said, not invented). What does not fill a Wh stays for the next one.
 */
import { energyAt, readRegister, type RegisterRules, type RegisterState } from "./register.ts";
import { MICRO, type Notice, type NoticeKind, type Sample } from "./types.ts";

export interface ChannelRules extends RegisterRules {
  id: string;
  /** How far ahead of the clock a sample may be, seconds. */
  futureTolerance: number;
  /** How long an interval is, seconds; intervals begin at multiples of it. */
  interval: number;
}

export interface ChannelState {
  register: RegisterState;
  /** End of the interval that is being filled; undefined between intervals. */
  open?: number;
  /** End of the last interval that was closed. */
  closed: number;
  /** Energy of the open interval, and what the ones before left over, µWh. */
  microWh: bigint;
  /** Closed intervals that have not been released. */
  ready: { intervalEnd: number; wh: bigint }[];
}

export const newChannel = (): ChannelState => ({ register: {}, closed: 0, microWh: 0n, ready: [] });

export interface ChannelStep {
  state: ChannelState;
  notices: Notice[];
}

/** The end of the interval that a moment belongs to; a moment on the border ends an interval. */
export const intervalEndOf = (at: number, interval: number): number => Math.ceil(at / interval) * interval;

export function takeSample(state: ChannelState, sample: Sample, rules: ChannelRules, now: number): ChannelStep {
  const notices: Notice[] = [];
  const say = (kind: NoticeKind, text: string) => notices.push({ kind, channel: rules.id, at: sample.at, text });
  if (sample.at > now + rules.futureTolerance) {
    say("future", `time ${sample.at} is ${sample.at - now} s ahead of the clock`);
    return { state, notices };
  }
  if (sample.type === "register") return takeRegister(state, sample, rules, notices, say);
  const { interval } = rules;
  const end = intervalEndOf(sample.at, interval);
  if (end <= state.closed || (state.open !== undefined && end < state.open)) {
    say("late", `interval ended at ${end}; the last one ended at ${state.open ?? state.closed}`);
    return { state, notices };
  }
  if (sample.type === "level") return { state: { ...openInterval(state, end), microWh: sample.microWh }, notices };
  const most = energyAt(rules.maxPowerW, end - (state.closed || end - interval));
  if (sample.microWh < 0n || sample.microWh > most) {
    say(
      sample.microWh < 0n ? "backwards" : "jump",
      `${sample.microWh / MICRO} Wh in one interval; at most ${most / MICRO} can be`,
    );
    return { state, notices };
  }
  if (state.closed > 0 && end > (state.open ?? state.closed) + interval)
    say("gap", `nothing between ${state.open ?? state.closed} and ${end - interval}`);
  const next = openInterval(state, end);
  return { state: closeInterval({ ...next, microWh: next.microWh + sample.microWh }), notices };
}

function takeRegister(
  state: ChannelState,
  sample: Extract<Sample, { type: "register" }>,
  rules: ChannelRules,
  notices: Notice[],
  say: (kind: NoticeKind, text: string) => void,
): ChannelStep {
  const step = readRegister(state.register, sample, rules);
  if (step.notice) say(step.notice.kind, step.notice.text);
  if (step.microWh === undefined) return { state: { ...state, register: step.state }, notices };
  // What shows up after its interval was closed belongs to the next one.
  const { interval } = rules;
  const end = Math.max(
    intervalEndOf(sample.at, interval),
    state.closed > 0 ? intervalEndOf(state.closed + 1, interval) : 0,
  );
  const before = intervalEndOf(state.register.last?.at ?? sample.at, interval);
  if (end > before + interval)
    say(
      "gap",
      `no sample between ${before} and ${end - interval}; ${step.microWh / MICRO} Wh are reported in the interval that ends at ${end}`,
    );
  const next = openInterval({ ...state, register: step.state }, end);
  return { state: { ...next, microWh: next.microWh + step.microWh }, notices };
}

/** Starts an interval; one that was open before it is closed. */
function openInterval(state: ChannelState, end: number): ChannelState {
  if (state.open === end) return state;
  return { ...(state.open === undefined ? state : closeInterval(state)), open: end };
}

/** Whole Wh go out, the rest stays. */
export function closeInterval(state: ChannelState): ChannelState {
  if (state.open === undefined) return state;
  return {
    ...state,
    open: undefined,
    closed: state.open,
    microWh: state.microWh % MICRO,
    ready: [...state.ready, { intervalEnd: state.open, wh: state.microWh / MICRO }],
  };
}
