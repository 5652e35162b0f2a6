import { expect } from "chai";
import { CommunityModel } from "../model/community.ts";
import { SurplusModel } from "../model/surplus.ts";
import { ENT, KWH, NOBODY, Town } from "../helpers/town.ts";

const GAIN = 5n * KWH;
const CYCLE = 10n * KWH;

/** A network with 100 kWh and ENT, in which 5 kWh more appear. */
function withSurplus(model: SurplusModel): SurplusModel {
  model.produce(100n * KWH);
  model.correct(GAIN);
  expect(model.imbalance()).to.equal(-5n * ENT);
  return model;
}

describe("A surplus of energy", () => {
  describe("by the thesis's formula, |KWH − ENT| on both sides", () => {
    it("grows with every kWh that is produced or consumed, and is never used up", () => {
      const model = withSurplus(new SurplusModel("thesis"));
      let before = model.imbalance();
      for (let round = 0; round < 50; round++) {
        model.produce(CYCLE);
        expect(model.imbalance(), `after producing, round ${round}`).to.be.lessThan(before);
        before = model.imbalance();
        model.consume(KWH);
        expect(model.imbalance(), `after consuming, round ${round}`).to.be.lessThan(before);
        before = model.imbalance();
      }
      expect(-model.imbalance(), "the surplus").to.be.greaterThan(50n * 5n * ENT);
    });

    it("grows faster and faster: R follows it, until all that is produced is taken", () => {
      const model = withSurplus(new SurplusModel("thesis"));
      const growths: bigint[] = [];
      for (let round = 0; round < 4; round++) {
        const before = model.imbalance();
        model.produce(KWH);
        growths.push(before - model.imbalance());
      }
      for (let at = 1; at < growths.length; at++) expect(growths[at]! > growths[at - 1]!).to.equal(true);
      while (model.rate < 1_000_000n) model.produce(KWH);
      expect(model.produce(KWH)).to.be.at.most(0n);
    });

    it("falls back into balance from a deficit of the same size: the formula fits only there", () => {
      const model = new SurplusModel("thesis");
      model.produce(100n * KWH);
      model.correct(-GAIN);
      for (let round = 0; round < 3; round++) model.produce(CYCLE);
      expect(model.imbalance()).to.equal(0n);
    });
  });

  describe("handed out as a bonus", () => {
    it("is a prize for cycling: who puts the same kWh in and out first gets all of it", () => {
      const model = withSurplus(new SurplusModel("bonus"));
      const purse = model.purse;
      const energy = model.energyWh;
      for (let round = 0; round < 4; round++) {
        model.produce(CYCLE);
        model.consume(CYCLE);
      }
      expect(model.energyWh, "no energy was added").to.equal(energy);
      expect(model.purse - purse, "profit").to.equal(5n * ENT);
      model.produce(CYCLE);
      model.consume(CYCLE);
      expect(model.purse - purse, "nothing is left for the next").to.equal(5n * ENT);
    });
  });

  describe("kept as a reserve, as here", () => {
    it("gives nothing to who cycles energy, and costs nothing", () => {
      const model = withSurplus(new SurplusModel("reserve"));
      const purse = model.purse;
      for (let round = 0; round < 50; round++) {
        model.produce(CYCLE);
        model.consume(CYCLE);
      }
      expect(model.purse).to.equal(purse);
      expect(model.imbalance()).to.equal(-5n * ENT);
    });

    it("is used up by later losses, at no one's cost", () => {
      const model = withSurplus(new SurplusModel("reserve"));
      model.correct(-3n * KWH);
      expect(model.produce(KWH)).to.equal(ENT);
      expect(model.consume(KWH)).to.equal(ENT);
      model.correct(-2n * KWH);
      expect(model.rate).to.equal(0n);
      model.correct(-KWH);
      expect(model.rate).to.equal(50_000n);
    });

    it("is so on the chain, and in the whole model", async () => {
      const town = await Town.open();
      const plain = new SurplusModel("reserve");
      const whole = new CommunityModel(0n, "voter");
      whole.pool.register(0n, "unit", "provider", 0n, 0n);
      await town.set("F", 0n);
      whole.parameters.set("F", 0n);

      const step = async (kind: "produce" | "consume" | "correct", energyWh: bigint): Promise<void> => {
        if (kind === "produce") {
          await town.produce(town.u1, town.anna, energyWh);
          whole.pool.plain(0n, "unit", 0, "anna", energyWh);
          plain.produce(energyWh);
        } else if (kind === "consume") {
          const ent = energyWh * 2_000_000n; // enough at any rate
          await town.start(town.anna, town.u1, ent);
          await town.consume(town.u1, town.anna, energyWh);
          await town.wait(3n * 3_600n);
          await town.consume(town.u1, town.anna, 0n); // closes the session
          whole.pool.start(0n, "anna", "unit", ent);
          whole.pool.plain(0n, "unit", 1, "anna", energyWh);
          plain.consume(energyWh);
        } else {
          await town.actual(town.u1, (await town.unit(town.u1)).storedWh + energyWh);
          whole.pool.plain(0n, "unit", 2, NOBODY, whole.pool.energyWh() + energyWh);
          plain.correct(energyWh);
        }
        const { imbalance, rate, ent } = await town.network();
        expect([ent, imbalance, rate]).to.deep.equal([plain.ent, plain.imbalance(), plain.rate]);
        expect([whole.ledger.total("ent"), whole.pool.imbalance(), whole.pool.rate]).to.deep.equal([
          ent,
          imbalance,
          rate,
        ]);
      };

      await step("produce", 100n * KWH);
      await step("correct", GAIN);
      for (let round = 0; round < 3; round++) {
        await step("produce", CYCLE);
        await step("consume", CYCLE);
      }
      await step("correct", -3n * KWH);
      await step("produce", KWH);
      await step("correct", -2n * KWH);
      await step("correct", -KWH);
      await step("produce", KWH);
      await step("consume", KWH);
    });
  });
});
