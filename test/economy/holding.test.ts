import { expect } from "chai";
import { CONSUMED, ENT, HOUR, KWH, PRODUCED, Town, type Person } from "../helpers/town.ts";

/**
 * What it brings to choose the time: readings held back, sessions held as an option on R. "Profit" is against the same without the
 * choice; what the protocol cannot prevent stands here with its bound.
 */
describe("Choosing the time, and what it brings", () => {
  let town: Town;

  beforeEach(async () => {
    town = await Town.open(); // the provider owns u1 and u2
    await town.produce(town.u2, town.anna, 100n * KWH); // anna 80 ENT, provider 20
  });

  const ent = async (who: Person): Promise<bigint> => {
    const { entAvailable, entLocked, owed } = await town.account(who);
    return entAvailable + entLocked - owed;
  };

  async function gain(who: Person, story: () => Promise<unknown>): Promise<bigint> {
    const snapshot = await town.d.connection.networkHelpers.takeSnapshot();
    const before = await ent(who);
    await story();
    const after = await ent(who);
    await snapshot.restore();
    return after - before;
  }

  describe("a unit that reports its owner's production late", () => {
    it("waits until others have worked the deficit off: profit 0.5 ENT for 10 kWh at R 0.05; never more than min(R, M) a kWh", async () => {
      await town.consume(town.u2, town.stranger, KWH); // D 1, R 0.05
      const end = await town.now();
      const report = async (): Promise<unknown> =>
        town.report(town.u1, town.reading(PRODUCED, town.provider, 10n * KWH, end, 1n));
      const others = (): Promise<unknown> => town.produce(town.others[1]!, town.ben, 20n * KWH);
      await town.register(town.others[1]!);
      await town.set("F", 0n);
      const onTime = await gain(town.provider, async () => {
        await report();
        await others();
      });
      const late = await gain(town.provider, async () => {
        await others();
        await report();
      });
      expect([onTime, late]).to.deep.equal([(95n * ENT) / 10n, 10n * ENT]);
      expect((late - onTime) / 10n, "ENT a kWh").to.equal(ENT / 20n);
    });

    it("cannot save up more than its declared power gives in the time: profit 0 of what was never produced", async () => {
      const unit = town.others[0]!;
      await town.register(unit, 0n, 1_000n); // 1 kW
      const start = await town.now();
      await town.wait(10n * HOUR);
      const first = town.reading(PRODUCED, town.provider, 10n * KWH, start + 10n * HOUR, 1n);
      expect(await gain(town.provider, () => town.report(unit, first))).to.equal(10n * ENT);
      const more = town.reading(PRODUCED, town.provider, 10n * KWH + 1n, start + 10n * HOUR, 1n);
      expect(await gain(town.provider, () => town.report(unit, more)), "recorded as rejected").to.equal(0n);
    });
  });

  describe("a unit and its consumer in one hand", () => {
    it("never reports what was drawn: profit 0 ENT, taken 5 kWh; shown as everybody's loss by the next actual reading", async () => {
      await town.start(town.anna, town.u2, 5n * ENT);
      const { endsAt } = await town.session(town.u2, town.anna);
      const before = await ent(town.anna);
      await town.at(endsAt + HOUR); // grace is over: 5 kWh were drawn, nothing came
      await town.close(town.anna, town.u2, town.anna);
      expect((await ent(town.anna)) - before).to.equal(0n);
      expect((await town.network()).imbalance, "the books still hold them").to.equal(0n);
      await town.actual(town.u2, 95n * KWH);
      expect(await town.network()).to.include({ imbalance: 5n * ENT, rate: 250_000n });
    });

    it("reports it in the last second of grace: profit 0, the session still pays at its own rate", async () => {
      await town.start(town.anna, town.u2, 5n * ENT);
      const { endsAt } = await town.session(town.u2, town.anna);
      const late = await gain(town.anna, async () => {
        await town.at(endsAt + HOUR - 1n);
        await town.report(town.u2, town.reading(CONSUMED, town.anna, 5n * KWH, endsAt, 1n));
      });
      expect(late).to.equal(-5n * ENT);
    });
  });

  describe("a session as a free option on R", () => {
    /** What 4 kWh cost anna whose session began before, or after, R changed. */
    async function costs(change: () => Promise<unknown>): Promise<{ before: bigint; after: bigint }> {
      const session = (): Promise<unknown> => town.start(town.anna, town.u2, 6n * ENT);
      const draw = (): Promise<unknown> => town.consume(town.u2, town.anna, 4n * KWH);
      const before = await gain(town.anna, async () => {
        await session();
        await change();
        await draw();
      });
      const after = await gain(town.anna, async () => {
        await change();
        await session();
        await draw();
      });
      return { before: -before, after: -after };
    }

    it("pays when R rises: profit 2 ENT for 4 kWh at its most, B 0.5 ENT a kWh, and only for what he locked, for H", async () => {
      const { before, after } = await costs(() => town.consume(town.u2, town.stranger, 20n * KWH)); // R 1, above B
      expect([before, after]).to.deep.equal([4n * ENT, 6n * ENT]);
    });

    it("loses nothing when R falls: he pays the lower of both, profit 0.2 ENT against his own start, 0 against others", async () => {
      await town.consume(town.u2, town.stranger, KWH); // R 0.05
      const { before, after } = await costs(() => town.produce(town.u1, town.ben, 20n * KWH)); // D 0, R 0
      expect([before, after]).to.deep.equal([4n * ENT, 4n * ENT]);
    });

    it("costs nothing to hold and brings nothing without a loss: profit 0, his ENT lie still for H", async () => {
      const { endsAt } = await (async () => {
        await town.start(town.anna, town.u2, 6n * ENT);
        return await town.session(town.u2, town.anna);
      })();
      const idle = await gain(town.anna, async () => {
        await town.at(endsAt + HOUR);
        await town.close(town.anna, town.u2, town.anna);
      });
      expect(idle).to.equal(0n);
    });
  });
});
