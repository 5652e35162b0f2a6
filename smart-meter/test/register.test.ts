import { expect } from "chai";
import { energyAt, readRegister, type RegisterState } from "../src/reading/register.ts";

const WH = 1_000_000n;
const KWH = 1_000n * WH;
const T = 1_700_000_100;
const rules = { maxPowerW: 10_000n };
/** What 10 kW carry in a quarter of an hour. */
const MOST = 2_500n * WH;
const at = (seconds: number, microWh: bigint) => ({ at: T + seconds, microWh });
const after = (microWh: bigint): RegisterState => ({ serial: "A1", last: at(0, microWh) });

describe("energyAt", () => {
  it("gives the energy of a power over whole seconds, rounded down", () => {
    expect(energyAt(10_000n, 900)).to.equal(MOST);
    expect(energyAt(7n, 61)).to.equal(118_611n);
  });

  it("counts a second that has begun", () => {
    expect(energyAt(3_600n, 61.2)).to.equal(62n * WH);
  });

  it("counts a minute at least, also when time runs backwards", () => {
    for (const seconds of [60, 59, 0, -900]) expect(energyAt(3_600n, seconds)).to.equal(60n * WH);
  });
});

describe("readRegister", () => {
  describe("given no value before", () => {
    it("counts from there on, and says where it starts", () => {
      expect(readRegister({}, { ...at(0, 12_034_567_891n), serial: "A1" }, rules)).to.deep.equal({
        state: { serial: "A1", last: at(0, 12_034_567_891n) },
        notice: { kind: "first", text: "register at 12.034567 kWh" },
      });
    });

    it("shows a full register with all its digits", () => {
      const { notice } = readRegister({}, at(0, 4_294_967_296n * WH), rules);
      expect(notice?.text).to.equal("register at 4294967.296000 kWh");
    });
  });

  describe("given a value before", () => {
    it("counts the difference without a word", () => {
      expect(readRegister(after(5n * KWH), at(900, 5n * KWH + 1n), rules)).to.deep.equal({
        state: { serial: "A1", last: at(900, 5n * KWH + 1n) },
        microWh: 1n,
      });
    });

    it("counts nothing for a register that stands, and notes the time", () => {
      expect(readRegister(after(5n * KWH), at(900, 5n * KWH), rules)).to.deep.equal({
        state: { serial: "A1", last: at(900, 5n * KWH) },
        microWh: 0n,
      });
    });

    it("takes what the connection carries at its limit, and a µWh more no longer", () => {
      expect(readRegister(after(KWH), at(900, KWH + MOST), rules).microWh).to.equal(MOST);
      expect(readRegister(after(KWH), at(900, KWH + MOST + 1n), rules)).to.deep.equal({
        state: { ...after(KWH), suspect: { ...at(900, KWH + MOST + 1n), count: 1 } },
        notice: { kind: "jump", text: "from 1.000000 kWh to 3.500000 kWh in 900 s" },
      });
    });

    it("takes another value of the same second, and passes over the same one", () => {
      expect(readRegister(after(KWH), at(0, KWH + 5n), rules).microWh).to.equal(5n);
      const again = readRegister(after(KWH), at(0, KWH), rules);
      expect(again.state).to.deep.equal(after(KWH));
      expect(again.microWh).to.equal(undefined);
      expect(again.notice).to.equal(undefined);
    });

    it("passes over an older one, and says which time it had", () => {
      const step = readRegister(after(KWH), at(-60, KWH - WH), rules);
      expect(step).to.deep.equal({
        state: after(KWH),
        notice: { kind: "late", text: `time ${T - 60}, the last was ${T}` },
      });
    });

    it("forgets a refused value when a good one follows", () => {
      const refused = readRegister(after(500n * KWH), at(900, 499n * KWH), rules).state;
      expect(refused.suspect?.count).to.equal(1);
      const { state } = readRegister(refused, at(1_800, 500n * KWH), rules);
      expect(state).to.deep.equal({ serial: "A1", last: at(1_800, 500n * KWH) });
    });
  });

  describe("given a serial number", () => {
    it("takes it over from the first sample that has one", () => {
      const step = readRegister({ last: at(0, KWH) }, { ...at(900, KWH + WH), serial: "A1" }, rules);
      expect(step).to.deep.equal({ state: { serial: "A1", last: at(900, KWH + WH) }, microWh: WH });
    });

    it("counts on for the same one, and for a sample without", () => {
      expect(readRegister(after(KWH), { ...at(900, KWH + WH), serial: "A1" }, rules).microWh).to.equal(WH);
      expect(readRegister(after(KWH), at(900, KWH + WH), rules).state.serial).to.equal("A1");
    });

    it("refuses another one and names both", () => {
      expect(readRegister(after(KWH), { ...at(900, KWH + WH), serial: "B2" }, rules)).to.deep.equal({
        state: after(KWH),
        notice: { kind: "identity", text: "meter B2 answers where A1 did" },
      });
    });
  });

  describe("given the register's size", () => {
    const size = 100n * KWH;
    const wrap = (before: bigint, now: bigint, more = {}) =>
      readRegister(after(before), { ...at(900, now), ...more }, { ...rules, rolloverAt: size });

    it("counts across the end, and says from where to where", () => {
      expect(wrap(size - WH, 2n * WH)).to.deep.equal({
        state: { serial: "A1", last: at(900, 2n * WH) },
        microWh: 3n * WH,
        notice: { kind: "rollover", text: "from 99.999000 kWh to 0.002000 kWh" },
      });
    });

    it("takes the size that the sample brings, unless the configuration has one", () => {
      const sample = { ...at(900, 2n * WH), rolloverAt: size };
      expect(readRegister(after(size - WH), sample, rules).microWh).to.equal(3n * WH);
      expect(wrap(size - WH, 2n * WH, { rolloverAt: 200n * KWH }).microWh).to.equal(3n * WH);
    });

    it("counts nothing for a register that shows its end as 0", () => {
      expect(wrap(size, 0n)).to.deep.include({ microWh: 0n });
      expect(wrap(size, 0n).notice?.kind).to.equal("rollover");
    });

    it("takes what the connection carries at its limit, and a µWh more no longer", () => {
      expect(wrap(size - WH, MOST - WH).notice?.kind).to.equal("rollover");
      expect(wrap(size - WH, MOST - WH + 1n).notice?.kind).to.equal("reset");
    });

    it("invents no rollover for a register that was beyond its size", () => {
      expect(wrap(500n * KWH, 30n * WH)).to.deep.include({ microWh: 30n * WH });
      expect(wrap(500n * KWH, 30n * WH).notice?.kind).to.equal("reset");
    });
  });

  describe("given a lower value", () => {
    const kind = (before: bigint, now: bigint) => readRegister(after(before), at(900, now), rules).notice?.kind;

    it("takes it for a reset, counts what it shows, and says so", () => {
      expect(readRegister(after(500n * KWH), at(900, 30n * WH), rules)).to.deep.equal({
        state: { serial: "A1", last: at(900, 30n * WH) },
        microWh: 30n * WH,
        notice: { kind: "reset", text: "from 500.000000 kWh to 0.030000 kWh" },
      });
    });

    it("takes it for a reset below nine tenths only", () => {
      expect(kind(100n * WH, 90n * WH - 1n)).to.equal("reset");
      expect(kind(100n * WH, 90n * WH)).to.equal("backwards");
      expect(kind(KWH, 500n * WH)).to.equal("reset");
    });

    it("takes it for a reset only when the connection carried what it shows", () => {
      expect(kind(5n * KWH, MOST)).to.equal("reset");
      expect(kind(5n * KWH, MOST + 1n)).to.equal("backwards");
    });

    it("keeps any other aside, and goes on from the last good one", () => {
      expect(readRegister(after(500n * KWH), at(900, 499n * KWH), rules)).to.deep.equal({
        state: { ...after(500n * KWH), suspect: { ...at(900, 499n * KWH), count: 1 } },
        notice: { kind: "backwards", text: "from 500.000000 kWh to 499.000000 kWh in 900 s" },
      });
    });
  });

  describe("given refused values in a row", () => {
    const refuse = (...values: [number, bigint][]) => {
      let step = readRegister(after(500n * KWH), at(...values[0]!), rules);
      for (const value of values.slice(1)) step = readRegister(step.state, at(...value), rules);
      return step;
    };
    const far = 90_000n * KWH;

    it("starts anew from the third that fits the ones before, counts nothing, and says so", () => {
      expect(refuse([900, far], [1_800, far + WH]).state.suspect).to.deep.equal({ ...at(1_800, far + WH), count: 2 });
      expect(refuse([900, far], [1_800, far + WH], [2_700, far + 2n * WH])).to.deep.equal({
        state: { serial: "A1", last: at(2_700, far + 2n * WH) },
        microWh: 0n,
        notice: {
          kind: "replaced",
          text: "register went from 500.000000 kWh to 90000.002000 kWh for good; counting starts anew",
        },
      });
    });

    it("lets one agree that did not grow", () => {
      expect(refuse([900, far], [1_800, far]).state.suspect?.count).to.equal(2);
    });

    it("lets one agree that grew as much as the connection carries, and not a µWh more", () => {
      expect(refuse([900, far], [1_800, far + MOST]).state.suspect?.count).to.equal(2);
      expect(refuse([900, far], [1_800, far + MOST + 1n]).state.suspect?.count).to.equal(1);
    });

    it("begins again with one that is lower, or of the same second", () => {
      expect(refuse([900, far], [1_800, far - 1n]).state.suspect?.count).to.equal(1);
      expect(refuse([900, far], [900, far + 1n]).state.suspect?.count).to.equal(1);
    });
  });
});
