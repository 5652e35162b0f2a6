/**
 * All channels of a meter: samples in, readings out, in the order in which the chain wants them. Pure: the caller stores the
 * new state together with the readings.
 *
 * The chain books a unit's readings in the order of their intervals, so a unit's intervals are released together: when all
 * its channels have passed the interval's end, or the grace time is over.
 */
import { closeInterval, newChannel, takeSample, type ChannelRules, type ChannelState } from "./channel.ts";
import type { Address, Kind, Notice, Sample } from "./types.ts";

export interface ChannelConfig extends ChannelRules {
  unit: Address;
  kind: Kind;
  /** Producer or consumer; the zero address for `actual`. */
  resident: Address;
}

export interface PipelineConfig {
  channels: ReadonlyMap<string, ChannelConfig>;
  /** How long a unit waits for its other channels after an interval's end, seconds. */
  grace: number;
}

export interface PipelineState {
  channels: Map<string, ChannelState>;
  /** End of the last interval released, by unit. */
  released: Map<Address, number>;
}

/** A reading that lacks only its sequence number. */
export interface ReadyReading {
  unit: Address;
  kind: Kind;
  resident: Address;
  wh: bigint;
  intervalEnd: number;
  channel: string;
}

export interface PipelineStep {
  /** What changed; everything else is as it was. */
  channels: Map<string, ChannelState>;
  released: Map<Address, number>;
  readings: ReadyReading[];
  notices: Notice[];
}

/**
 * Takes samples in order; releases what is complete at `now`.
 * @param newest what is later than this (and the channel's tolerance) is in the future
 */
export function takeSamples(
  state: PipelineState,
  samples: readonly Sample[],
  config: PipelineConfig,
  now: number,
  newest = now,
): PipelineStep {
  const step: PipelineStep = { channels: new Map(), released: new Map(), readings: [], notices: [] };
  const touched = new Set<Address>();
  for (const sample of samples) {
    const rules = config.channels.get(sample.channel);
    if (!rules) {
      step.notices.push({
        kind: "unknown-channel",
        channel: sample.channel,
        at: sample.at,
        text: "the configuration has no such channel",
      });
      continue;
    }
    const before = step.channels.get(rules.id) ?? state.channels.get(rules.id) ?? newChannel();
    const { state: after, notices } = takeSample(before, sample, rules, newest);
    step.channels.set(rules.id, after);
    step.notices.push(...notices);
    touched.add(rules.unit);
  }
  for (const unit of touched) release(state, step, config, unit, now);
  return step;
}

/** Lets time pass: closes what is over and releases it. */
export function passTime(state: PipelineState, config: PipelineConfig, now: number): PipelineStep {
  const step: PipelineStep = { channels: new Map(), released: new Map(), readings: [], notices: [] };
  for (const unit of new Set([...config.channels.values()].map(({ unit }) => unit)))
    release(state, step, config, unit, now);
  return step;
}

function release(state: PipelineState, step: PipelineStep, config: PipelineConfig, unit: Address, now: number): void {
  const rules = channelsOf(config, unit);
  const stateOf = (id: string) => step.channels.get(id) ?? state.channels.get(id) ?? newChannel();
  const interval = rules[0]?.interval ?? 1;
  const overdue = Math.floor((now - config.grace) / interval) * interval;
  const passed = Math.min(...rules.map(({ id }) => passedBy(stateOf(id))));
  const until = Math.max(overdue, passed);
  const readings: ReadyReading[] = [];
  for (const { id, kind, resident } of rules) {
    const before = stateOf(id);
    let channel = before;
    if (channel.open !== undefined && channel.open <= until) channel = closeInterval(channel);
    const due = channel.ready.filter(({ intervalEnd }) => intervalEnd <= until);
    if (due.length > 0) channel = { ...channel, ready: channel.ready.filter(({ intervalEnd }) => intervalEnd > until) };
    if (channel !== before) step.channels.set(id, channel);
    readings.push(...due.map(({ intervalEnd, wh }) => ({ unit, kind, resident, wh, intervalEnd, channel: id })));
  }
  if (readings.length > 0) order(state, step, unit, readings);
}

/** Produced before consumed before actual, interval by interval; never an interval end before one that is already signed. */
function order(state: PipelineState, step: PipelineStep, unit: Address, readings: ReadyReading[]): void {
  const rank: Record<Kind, number> = { produced: 0, consumed: 1, actual: 2 };
  readings.sort((a, b) => a.intervalEnd - b.intervalEnd || rank[a.kind] - rank[b.kind]);
  let last = step.released.get(unit) ?? state.released.get(unit) ?? 0;
  for (const reading of readings) {
    if (reading.intervalEnd < last) {
      const text = `interval that ended at ${reading.intervalEnd} is reported with end ${last}, after which its unit had already reported`;
      step.notices.push({ kind: "moved", channel: reading.channel, at: reading.intervalEnd, text });
      reading.intervalEnd = last;
    }
    last = reading.intervalEnd;
  }
  step.released.set(unit, last);
  step.readings.push(...readings);
}

/** Up to which moment a channel has certainly told everything. */
function passedBy(channel: ChannelState): number {
  return Math.max(channel.closed, channel.register.last?.at ?? 0);
}

const byUnit = new WeakMap<PipelineConfig, Map<Address, ChannelConfig[]>>();

function channelsOf(config: PipelineConfig, unit: Address): ChannelConfig[] {
  let units = byUnit.get(config);
  if (!units) {
    units = new Map();
    for (const channel of config.channels.values()) {
      const list = units.get(channel.unit);
      if (list) list.push(channel);
      else units.set(channel.unit, [channel]);
    }
    byUnit.set(config, units);
  }
  return units.get(unit) ?? [];
}

/** Stores the step into the state, once it has been written down. */
export function commitStep(state: PipelineState, step: PipelineStep): void {
  for (const [id, channel] of step.channels) state.channels.set(id, channel);
  for (const [unit, end] of step.released) state.released.set(unit, end);
}
