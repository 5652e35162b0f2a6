import { expect } from "chai";
import { newChannel } from "../src/reading/channel.ts";
import {
  commitStep,
  passTime,
  takeSamples,
  type ChannelConfig,
  type PipelineConfig,
  type PipelineState,
} from "../src/reading/pipeline.ts";
import type { Address, Kind, Sample } from "../src/reading/types.ts";

const WH = 1_000_000n;
const T = 1_700_000_100 - (1_700_000_100 % 900);
const ROOF: Address = `0x${"a1".repeat(20)}`;
const CELLAR: Address = `0x${"a2".repeat(20)}`;
const HOME: Address = `0x${"b1".repeat(20)}`;

const register = (channel: string, seconds: number, wh: number): Sample => ({
  type: "register",
  channel,
  at: T + seconds,
  microWh: BigInt(wh) * WH,
});
const interval = (channel: string, seconds: number, wh: number): Sample => ({
  ...register(channel, seconds, wh),
  type: "interval",
});

/** A roof with three channels, the last of the order first, and a cellar with one. */
const configOf = (): PipelineConfig => {
  const channel = (id: string, unit: Address, kind: Kind): [string, ChannelConfig] => [
    id,
    { id, unit, kind, resident: HOME, maxPowerW: 10_000n, futureTolerance: 60, interval: 900 },
  ];
  return {
    channels: new Map([
      channel("level", ROOF, "actual"),
      channel("out", ROOF, "consumed"),
      channel("in", ROOF, "produced"),
      channel("cellar", CELLAR, "produced"),
    ]),
    grace: 30,
  };
};

describe("the pipeline", () => {
  let config: PipelineConfig;
  let state: PipelineState;
  beforeEach(() => {
    config = configOf();
    state = { channels: new Map(), released: new Map() };
  });

  const take = (now: number, ...samples: Sample[]) => {
    const step = takeSamples(state, samples, config, T + now);
    commitStep(state, step);
    return step;
  };
  const pass = (now: number) => {
    const step = passTime(state, config, T + now);
    commitStep(state, step);
    return step;
  };
  const reading = (channel: string, seconds: number, wh: number) => {
    const { unit, kind, resident } = config.channels.get(channel)!;
    return { unit, kind, resident, wh: BigInt(wh), intervalEnd: T + seconds, channel };
  };

  describe("takeSamples", () => {
    it("says which channel is not configured, and takes the others", () => {
      const step = take(1, register("nobody", 1, 5), register("in", 1, 5));
      expect(step.notices).to.deep.equal([
        { kind: "unknown-channel", channel: "nobody", at: T + 1, text: "the configuration has no such channel" },
        { kind: "first", channel: "in", at: T + 1, text: "register at 0.005000 kWh" },
      ]);
      expect([...step.channels.keys()]).to.deep.equal(["in"]);
    });

    it("hands over only what changed", () => {
      const step = take(300, register("in", 1, 5), register("in", 300, 7));
      expect([...step.channels.keys()]).to.deep.equal(["in"]);
      expect(step.channels.get("in")).to.deep.include({ open: T + 900, microWh: 2n * WH, ready: [] });
      expect(step.readings).to.deep.equal([]);
      expect([...step.released]).to.deep.equal([]);
    });

    it("leaves the state alone until the step is committed", () => {
      takeSamples(state, [interval("cellar", 900, 5)], config, T + 900);
      expect(state).to.deep.equal({ channels: new Map(), released: new Map() });
    });

    it("releases an interval that all of a unit's channels have passed, and forgets it", () => {
      const step = take(900, interval("cellar", 900, 5));
      expect(step.readings).to.deep.equal([reading("cellar", 900, 5)]);
      expect(step.notices).to.deep.equal([]);
      expect([...step.released]).to.deep.equal([[CELLAR, T + 900]]);
      expect(state.channels.get("cellar")?.ready).to.deep.equal([]);
      expect(take(1_800, interval("cellar", 1_800, 6)).readings).to.deep.equal([reading("cellar", 1_800, 6)]);
    });

    it("counts a register as having passed the interval in which its last sample lies", () => {
      const samples = [register("cellar", 0, 0), register("cellar", 600, 10), register("cellar", 900, 30)];
      expect(take(600, ...samples.slice(0, 2)).readings).to.deep.equal([]);
      expect(take(900, ...samples.slice(2)).readings).to.deep.equal([reading("cellar", 900, 30)]);
    });

    it("keeps an interval open that is not over", () => {
      take(901, register("cellar", 0, 0), register("cellar", 901, 10));
      const step = take(1_200, register("cellar", 1_200, 30));
      expect(step.readings).to.deep.equal([]);
      expect(step.channels.get("cellar")).to.deep.include({ open: T + 1_800, microWh: 30n * WH });
    });

    it("waits for the slowest channel of a unit, and not for another unit", () => {
      const fast = [interval("in", 900, 5), interval("level", 900, 7), interval("cellar", 900, 9)];
      expect(take(900, ...fast).readings).to.deep.equal([reading("cellar", 900, 9)]);
      expect(state.channels.get("in")?.ready).to.deep.equal([{ intervalEnd: T + 900, wh: 5n }]);
      expect(take(910, interval("out", 900, 3)).readings).to.deep.equal([
        reading("in", 900, 5),
        reading("out", 900, 3),
        reading("level", 900, 7),
      ]);
    });

    it("releases interval by interval: produced, consumed, actual", () => {
      const early = (id: string) => [interval(id, 900, 1), interval(id, 1_800, 2)];
      const step = take(1_800, ...early("level"), ...early("in"), ...early("out"));
      expect(step.readings).to.deep.equal([
        ...["in", "out", "level"].map((id) => reading(id, 900, 1)),
        ...["in", "out", "level"].map((id) => reading(id, 1_800, 2)),
      ]);
      expect(step.notices).to.deep.equal([]);
    });

    it("keeps what is ready and not yet due", () => {
      take(900, interval("in", 900, 1), interval("out", 900, 3));
      commitStep(state, takeSamples(state, [interval("in", 1_800, 2)], config, T + 900, T + 1_800));
      expect(take(920, interval("level", 900, 4)).readings).to.have.length(3);
      expect(state.channels.get("in")?.ready).to.deep.equal([{ intervalEnd: T + 1_800, wh: 2n }]);
    });

    it("measures the future by the newest time that it is told", () => {
      const step = takeSamples(state, [interval("cellar", 900, 5)], config, T, T + 900);
      expect(step.notices).to.deep.equal([]);
      expect(take(0, interval("cellar", 900, 5)).notices.map(({ kind }) => kind)).to.deep.equal(["future"]);
    });
  });

  describe("passTime", () => {
    it("does nothing when there is nothing", () => {
      expect(pass(10_000)).to.deep.equal({ channels: new Map(), released: new Map(), readings: [], notices: [] });
    });

    it("waits for the grace time of a silent channel to end, and no longer", () => {
      take(600, register("in", 0, 0), register("in", 600, 80));
      expect(pass(929).readings).to.deep.equal([]);
      const step = pass(930);
      expect(step.readings).to.deep.equal([reading("in", 900, 80)]);
      expect([...step.channels.keys()]).to.deep.equal(["in"]);
      expect([...step.released]).to.deep.equal([[ROOF, T + 900]]);
      expect(pass(931)).to.deep.equal({ channels: new Map(), released: new Map(), readings: [], notices: [] });
    });

    it("goes through every unit", () => {
      take(600, register("in", 0, 0), register("in", 600, 80), register("cellar", 0, 0), register("cellar", 600, 7));
      expect(pass(930).readings).to.deep.equal([reading("in", 900, 80), reading("cellar", 900, 7)]);
    });
  });

  describe("given a unit that has already reported", () => {
    beforeEach(() => {
      take(1_700, register("in", 0, 0), register("out", 1, 0), register("in", 1_700, 80));
      pass(1_830);
      expect(state.released.get(ROOF)).to.equal(T + 1_800);
    });

    it("moves a late channel's energy to the end that was signed last, and says from where", () => {
      const step = take(1_840, register("out", 600, 20));
      expect(step.readings).to.deep.equal([reading("out", 1_800, 20)]);
      expect(step.notices).to.deep.equal([
        {
          kind: "moved",
          channel: "out",
          at: T + 900,
          text: `interval that ended at ${T + 900} is reported with end ${T + 1_800}, after which its unit had already reported`,
        },
      ]);
      expect(state.released.get(ROOF)).to.equal(T + 1_800);
    });

    it("lets another one end where the last one did, without a word", () => {
      const step = take(1_840, register("out", 1_700, 20));
      expect(step.readings).to.deep.equal([reading("out", 1_800, 20)]);
      expect(step.notices.map(({ kind }) => kind)).to.deep.equal([]);
    });
  });

  it("knows nothing of a channel before its first sample", () => {
    take(1, register("in", 1, 5));
    expect(state.channels.get("out")).to.equal(undefined);
    expect(state.channels.get("in")).to.deep.equal({
      ...newChannel(),
      register: { serial: undefined, last: { at: T + 1, microWh: 5n * WH } },
    });
  });
});
