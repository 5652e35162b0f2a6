import { expect } from "chai";
import {
  closeInterval,
  intervalEndOf,
  newChannel,
  takeSample,
  type ChannelRules,
  type ChannelState,
} from "../src/reading/channel.ts";
import type { Sample } from "../src/reading/types.ts";

const WH = 1_000_000n;
const T = 1_700_000_100 - (1_700_000_100 % 900);
const rules: ChannelRules = { id: "roof", maxPowerW: 10_000n, futureTolerance: 60, interval: 900 };
const sampleOf =
  (type: Sample["type"]) =>
  (seconds: number, microWh: bigint): Sample => ({ type, channel: "roof", at: T + seconds, microWh });
const register = sampleOf("register");
const interval = sampleOf("interval");
const level = sampleOf("level");

/** The state after some samples, and what was said about the last one. */
const play = (samples: Sample[], start: ChannelState = newChannel()) => {
  let step = { state: start, notices: [] as { kind: string; text: string }[] };
  for (const sample of samples) step = takeSample(step.state, sample, rules, sample.at);
  return { ...step, said: step.notices.map(({ kind, text }) => `${kind}: ${text}`) };
};

describe("intervalEndOf", () => {
  it("lets a moment on the border end an interval", () => {
    expect([1, 900, 901].map((at) => intervalEndOf(at, 900))).to.deep.equal([900, 900, 1_800]);
  });
});

describe("closeInterval", () => {
  it("leaves a channel alone that has none open", () => {
    const state = { ...newChannel(), microWh: 7n };
    expect(closeInterval(state)).to.equal(state);
  });

  it("hands out whole Wh behind those that wait, and keeps the rest", () => {
    const state = { ...newChannel(), open: 1_800, microWh: 3n * WH + 5n, ready: [{ intervalEnd: 900, wh: 1n }] };
    expect(closeInterval(state)).to.deep.equal({
      register: {},
      open: undefined,
      closed: 1_800,
      microWh: 5n,
      ready: [
        { intervalEnd: 900, wh: 1n },
        { intervalEnd: 1_800, wh: 3n },
      ],
    });
  });
});

describe("takeSample", () => {
  describe("given a time ahead of the clock", () => {
    it("takes it within the tolerance, the last second included", () => {
      expect(takeSample(newChannel(), interval(60, WH), rules, T).notices).to.deep.equal([]);
    });

    it("refuses it beyond, and says by how much", () => {
      expect(takeSample(newChannel(), interval(61, WH), rules, T)).to.deep.equal({
        state: newChannel(),
        notices: [{ kind: "future", channel: "roof", at: T + 61, text: `time ${T + 61} is 61 s ahead of the clock` }],
      });
    });
  });

  describe("given a register", () => {
    it("tells what the register says under the channel's name", () => {
      expect(play([register(1, 5n * WH)]).notices).to.deep.equal([
        { kind: "first", channel: "roof", at: T + 1, text: "register at 0.005000 kWh" },
      ]);
    });

    it("gathers an interval's growth in one, the first sample opening none", () => {
      expect(play([register(1, 0n)]).state.open).to.equal(undefined);
      const { state } = play([register(1, 0n), register(300, 3n), register(600, 5n), register(900, 9n)]);
      expect(state).to.deep.include({ open: T + 900, microWh: 9n, closed: 0, ready: [] });
    });

    it("puts growth that shows up after its interval was closed into the next one", () => {
      const start = play([register(1, 0n), register(300, 2n * WH)]).state;
      const { state, said } = play([register(600, 5n * WH)], closeInterval(start));
      expect(state).to.deep.include({ open: T + 1_800, microWh: 3n * WH, closed: T + 900 });
      expect(said).to.deep.equal([]);
    });

    it("puts growth into the interval that was closed last no more, even at its end", () => {
      const start = closeInterval(play([register(1, 0n), register(300, 2n * WH)]).state);
      expect(play([register(900, 5n * WH)], start).state.open).to.equal(T + 1_800);
    });

    it("says nothing of a gap between neighbours", () => {
      expect(play([register(1, 0n), register(1_800, 9n)]).said).to.deep.equal([]);
    });

    it("says which time had no sample, and where its energy goes", () => {
      const { state, said } = play([register(1, 0n), register(2_000, 9n * WH + 1n)]);
      expect(said).to.deep.equal([
        `gap: no sample between ${T + 900} and ${T + 1_800}; 9 Wh are reported in the interval that ends at ${T + 2_700}`,
      ]);
      expect(state).to.deep.include({ open: T + 2_700, microWh: 9n * WH + 1n });
    });
  });

  describe("given an interval's energy", () => {
    it("closes it at once", () => {
      const { state, said } = play([interval(900, 2_500n * WH)]);
      expect(said).to.deep.equal([]);
      expect(state).to.deep.equal({
        register: {},
        open: undefined,
        closed: T + 900,
        microWh: 0n,
        ready: [{ intervalEnd: T + 900, wh: 2_500n }],
      });
    });

    it("carries what does not fill a Wh into the next one", () => {
      const { state } = play([interval(900, WH - 1n), interval(1_800, 1n)]);
      expect(state.ready.map(({ wh }) => wh)).to.deep.equal([0n, 1n]);
      expect(state.microWh).to.equal(0n);
    });

    it("takes nothing at all for an energy, and less for backwards", () => {
      expect(play([interval(900, 0n)]).state.ready).to.deep.equal([{ intervalEnd: T + 900, wh: 0n }]);
      const { state, said } = play([interval(900, -5n * WH)]);
      expect(state).to.deep.equal(newChannel());
      expect(said).to.deep.equal(["backwards: -5 Wh in one interval; at most 2500 can be"]);
    });

    it("refuses more than the connection carries, by a µWh as well", () => {
      const { state, said } = play([interval(900, 2_501n * WH)]);
      expect(state).to.deep.equal(newChannel());
      expect(said).to.deep.equal(["jump: 2501 Wh in one interval; at most 2500 can be"]);
      expect(play([interval(900, 2_500n * WH + 1n)]).state).to.deep.equal(newChannel());
    });

    it("allows what the connection carried since the last one", () => {
      const { said } = play([interval(900, 0n), interval(2_700, 5_000n * WH + 1n)]);
      expect(said).to.deep.equal(["jump: 5000 Wh in one interval; at most 5000 can be"]);
      expect(play([interval(900, 0n), interval(2_700, 5_000n * WH)]).state.closed).to.equal(T + 2_700);
    });

    it("takes it once, and says which was the last", () => {
      const { state, said } = play([interval(900, 7n * WH), interval(900, 7n * WH)]);
      expect(state.ready).to.deep.equal([{ intervalEnd: T + 900, wh: 7n }]);
      expect(said).to.deep.equal([`late: interval ended at ${T + 900}; the last one ended at ${T + 900}`]);
    });

    it("says nothing of a gap at the first and between neighbours", () => {
      expect(play([interval(9_000, 0n)]).said).to.deep.equal([]);
      expect(play([interval(900, 0n), interval(1_800, 0n)]).said).to.deep.equal([]);
    });

    it("says which time had none", () => {
      expect(play([interval(900, 0n), interval(3_600, 0n)]).said).to.deep.equal([
        `gap: nothing between ${T + 900} and ${T + 2_700}`,
      ]);
      expect(play([level(1, 0n), level(901, 0n), interval(3_600, 0n)]).said).to.deep.equal([
        `gap: nothing between ${T + 1_800} and ${T + 2_700}`,
      ]);
    });
  });

  describe("given a level", () => {
    it("keeps the interval's last one", () => {
      const { state, said } = play([level(1, 5n), level(900, 3n)]);
      expect(state).to.deep.equal({ register: {}, open: T + 900, closed: 0, microWh: 3n, ready: [] });
      expect(said).to.deep.equal([]);
    });

    it("closes the interval before with the first of the next", () => {
      const { state } = play([level(1, 5n * WH), level(901, 8n * WH)]);
      expect(state.ready).to.deep.equal([{ intervalEnd: T + 900, wh: 5n }]);
      expect(state).to.deep.include({ open: T + 1_800, closed: T + 900, microWh: 8n * WH });
    });

    it("refuses one of an interval before the open one", () => {
      const { state, said } = play([level(901, 5n), level(900, 3n)]);
      expect(state).to.deep.include({ open: T + 1_800, microWh: 5n, ready: [] });
      expect(said).to.deep.equal([`late: interval ended at ${T + 900}; the last one ended at ${T + 1_800}`]);
    });
  });
});
