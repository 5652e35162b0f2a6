import { expect } from "chai";
import fc from "fast-check";
import { newChannel, takeSample, type ChannelRules, type ChannelState } from "../src/reading/channel.ts";
import {
  commitStep,
  passTime,
  takeSamples,
  type ChannelConfig,
  type PipelineConfig,
  type PipelineState,
} from "../src/reading/pipeline.ts";
import { readRegister, type RegisterState } from "../src/reading/register.ts";
import type { Sample } from "../src/reading/types.ts";

const KWH = 1_000_000_000n;
const WH = 1_000_000n;
const T = 1_700_000_100 - (1_700_000_100 % 900);
const rules = { maxPowerW: 10_000n };
const state = (microWh: bigint, at = T): RegisterState => ({ last: { at, microWh } });

describe("readRegister", () => {
  const read = (before: bigint, now: bigint, seconds = 900, more = {}) =>
    readRegister(state(before), { at: T + seconds, microWh: now }, { ...rules, ...more });

  it("counts from the first value on", () => {
    const step = readRegister({}, { at: T, microWh: 5n * KWH }, rules);
    expect(step.microWh).to.equal(undefined);
    expect(step.notice?.kind).to.equal("first");
  });

  it("gives the difference", () => {
    expect(read(5n * KWH, 5n * KWH + 250n * WH).microWh).to.equal(250n * WH);
  });

  it("goes on across a rollover", () => {
    const step = read(99_999n * KWH + 900n * 1_000_000n, 100n * WH, 900, { rolloverAt: 100_000n * KWH });
    expect(step).to.deep.include({ microWh: 200n * WH });
    expect(step.notice?.kind).to.equal("rollover");
  });

  it("takes what a register shows after it began at 0 again", () => {
    const step = read(500n * KWH, 30n * WH);
    expect(step.microWh).to.equal(30n * WH);
    expect(step.notice?.kind).to.equal("reset");
  });

  it("refuses a value that runs backwards, and goes on from the last good one", () => {
    const step = read(500n * KWH, 499n * KWH);
    expect(step.microWh).to.equal(undefined);
    expect(step.notice?.kind).to.equal("backwards");
    const next = readRegister(step.state, { at: T + 1800, microWh: 500n * KWH + WH }, rules);
    expect(next.microWh).to.equal(WH);
  });

  it("refuses more than the connection carries", () => {
    const step = read(5n * KWH, 8n * KWH);
    expect(step.notice?.kind).to.equal("jump");
    expect(step.microWh).to.equal(undefined);
  });

  it("starts anew when refused values go on consistently, and invents nothing in between", () => {
    let step = read(500n * KWH, 90_000n * KWH);
    for (const seconds of [1800, 2700])
      step = readRegister(step.state, { at: T + seconds, microWh: 90_000n * KWH + BigInt(seconds) * 1000n }, rules);
    expect(step.notice?.kind).to.equal("replaced");
    expect(step.microWh).to.equal(0n);
    expect(
      readRegister(step.state, { at: T + 3600, microWh: 90_000n * KWH + 2_700_000n + WH }, rules).microWh,
    ).to.equal(WH);
  });

  it("does not start anew for values that disagree with each other", () => {
    let step = read(500n * KWH, 90_000n * KWH);
    step = readRegister(step.state, { at: T + 1800, microWh: 70_000n * KWH }, rules);
    step = readRegister(step.state, { at: T + 2700, microWh: 50_000n * KWH }, rules);
    expect(step.notice?.kind).to.not.equal("replaced");
  });

  it("refuses another meter's serial number", () => {
    const step = readRegister({ ...state(KWH), serial: "A1" }, { at: T + 900, microWh: KWH + WH, serial: "B2" }, rules);
    expect(step.notice?.kind).to.equal("identity");
    expect(step.microWh).to.equal(undefined);
  });

  it("passes over an older sample", () => {
    expect(read(KWH, KWH + WH, -60).notice?.kind).to.equal("late");
  });

  it("never counts more than the register grew since it was last taken anew, whatever order samples come in", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3000), fc.nat(2_000_000_000)), { maxLength: 60 }), (jitter) => {
        let register: RegisterState = {};
        let [counted, base] = [0n, 0n];
        for (const [seconds, micro] of jitter) {
          const microWh = 50n * KWH + BigInt(seconds) * 100_000n + BigInt(micro % 3 === 0 ? micro : 0);
          const step = readRegister(register, { at: T + seconds, microWh }, rules);
          register = step.state;
          if (step.notice?.kind === "first" || step.notice?.kind === "replaced") [counted, base] = [0n, microWh];
          else counted += step.microWh ?? 0n;
          expect(counted).to.equal((register.last?.microWh ?? base) - base);
        }
      }),
    );
  });
});

const channelRules: ChannelRules = { id: "a", maxPowerW: 10_000n, futureTolerance: 60, interval: 900 };
const register = (at: number, wh: number, channel = "a"): Sample => ({
  type: "register",
  channel,
  at,
  microWh: BigInt(Math.round(wh * 1e6)),
});
const play = (samples: Sample[], start: ChannelState = newChannel()) => {
  let channel = start;
  const notices: string[] = [];
  for (const sample of samples) {
    const step = takeSample(channel, sample, channelRules, sample.at);
    channel = step.state;
    notices.push(...step.notices.map(({ kind }) => kind));
  }
  return { channel, notices };
};

describe("takeSample", () => {
  it("puts growth into the interval of the sample that shows it, the border included", () => {
    const { channel } = play([
      register(T, 1000),
      register(T + 300, 1010),
      register(T + 900, 1030),
      register(T + 901, 1031),
    ]);
    expect(channel.ready).to.deep.equal([{ intervalEnd: T + 900, wh: 30n }]);
    expect(channel).to.include({ open: T + 1800, microWh: 1_000_000n });
  });

  it("carries what does not fill a Wh", () => {
    const { channel } = play([
      register(T, 0),
      register(T + 900, 0.6),
      register(T + 1800, 1.2),
      register(T + 2700, 1.8),
      register(T + 2701, 2),
    ]);
    expect(channel.ready.map(({ wh }) => wh)).to.deep.equal([0n, 1n, 0n]);
    expect(channel.microWh).to.equal(1_000_000n);
  });

  it("says a gap and reports the growth once, without inventing intervals", () => {
    const { channel, notices } = play([
      register(T, 1000),
      register(T + 10, 1001),
      register(T + 9000, 1500),
      register(T + 9001, 1500),
    ]);
    expect(notices).to.deep.equal(["first", "gap"]);
    expect(channel.ready).to.deep.equal([
      { intervalEnd: T + 900, wh: 1n },
      { intervalEnd: T + 9000, wh: 499n },
    ]);
  });

  it("refuses what is ahead of the clock", () => {
    const step = takeSample(newChannel(), register(T + 3600, 5), channelRules, T);
    expect(step.notices[0]?.kind).to.equal("future");
    expect(step.state).to.deep.equal(newChannel());
  });

  it("takes an interval once", () => {
    const interval = (at: number, wh: bigint): Sample => ({ type: "interval", channel: "a", at, microWh: wh * WH });
    const { channel, notices } = play([
      interval(T, 100n),
      interval(T, 100n),
      interval(T + 900, 7n),
      interval(T + 2700, 9n),
    ]);
    expect(notices).to.deep.equal(["late", "gap"]);
    expect(channel.ready.map(({ wh }) => wh)).to.deep.equal([100n, 7n, 9n]);
  });

  it("refuses an interval with more than the connection carries", () => {
    expect(play([{ type: "interval", channel: "a", at: T, microWh: 3_000n * WH }]).notices).to.deep.equal(["jump"]);
  });

  it("reports the last level of an interval", () => {
    const level = (at: number, wh: bigint): Sample => ({ type: "level", channel: "a", at, microWh: wh * WH });
    const { channel } = play([level(T + 1, 500n), level(T + 600, 700n), level(T + 901, 720n)]);
    expect(channel.ready).to.deep.equal([{ intervalEnd: T + 900, wh: 700n }]);
  });
});

const UNIT = "0x00000000000000000000000000000000000000a1" as const;
const HOME = "0x00000000000000000000000000000000000000b1" as const;
const channel = (id: string, kind: ChannelConfig["kind"]): [string, ChannelConfig] => [
  id,
  { ...channelRules, id, kind, unit: UNIT, resident: HOME },
];
const config: PipelineConfig = {
  channels: new Map([channel("in", "produced"), channel("out", "consumed")]),
  grace: 30,
};
const empty = (): PipelineState => ({ channels: new Map(), released: new Map() });

describe("takeSamples", () => {
  const run = (...steps: [Sample[], number][]) => {
    const pipeline = empty();
    return steps.map(([samples, now]) => {
      const step = samples.length > 0 ? takeSamples(pipeline, samples, config, now) : passTime(pipeline, config, now);
      commitStep(pipeline, step);
      return step;
    });
  };

  it("waits for all of a unit's channels, then releases produced before consumed", () => {
    const steps = run(
      [[register(T, 0, "in"), register(T, 0, "out")], T],
      [[register(T + 900, 50, "out"), register(T + 901, 50, "out")], T + 901],
      [[register(T + 900, 80, "in"), register(T + 902, 80, "in")], T + 902],
    );
    expect(steps[1]?.readings).to.deep.equal([]);
    expect(steps[2]?.readings.map(({ kind, wh, intervalEnd }) => ({ kind, wh, intervalEnd }))).to.deep.equal([
      { kind: "produced", wh: 80n, intervalEnd: T + 900 },
      { kind: "consumed", wh: 50n, intervalEnd: T + 900 },
    ]);
  });

  it("does not wait for a silent channel beyond the grace time", () => {
    const steps = run(
      [[register(T, 0, "in")], T],
      [[register(T + 800, 80, "in")], T + 800],
      [[], T + 929],
      [[], T + 930],
    );
    expect(steps[2]?.readings).to.deep.equal([]);
    expect(steps[3]?.readings.map(({ wh }) => wh)).to.deep.equal([80n]);
  });

  it("gives a late channel's energy the interval end that was signed last, and says so", () => {
    const steps = run(
      [[register(T, 0, "in"), register(T, 0, "out")], T],
      [[register(T + 1700, 80, "in")], T + 1700],
      [[], T + 1830],
      [[register(T + 600, 20, "out")], T + 1840],
      [[], T + 1841],
    );
    const late = steps.flatMap((step) => step.readings).find(({ kind }) => kind === "consumed");
    expect(late).to.include({ wh: 20n, intervalEnd: T + 1800 });
    expect(steps.flatMap((step) => step.notices.map(({ kind }) => kind))).to.include("moved");
  });

  it("names a channel that is not configured", () => {
    const [step] = run([[register(T, 1, "nobody")], T]);
    expect(step?.notices[0]).to.include({ kind: "unknown-channel", channel: "nobody" });
  });
});
