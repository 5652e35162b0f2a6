import { expect } from "chai";
import { Dice } from "../helpers/dice.ts";
import { CommunityModel } from "../model/community.ts";
import { ENT, HOUR, KWH, Town } from "../helpers/town.ts";

describe("Cycling energy", () => {
  describe("by who owns the unit as well", () => {
    it("costs 2 × R × e in a deficit: profit −0.1 ENT for 1 kWh at R 0.05", async () => {
      const town = await Town.open();
      await town.produce(town.u2, town.ben, 100n * KWH);
      await town.consume(town.u2, town.stranger, KWH); // D 1
      await town.set("C", 1n);
      await town.produce(town.u1, town.provider, 10n * KWH); // what he has to begin with
      const before = (await town.account(town.provider)).entAvailable;
      await town.produce(town.u1, town.provider, KWH);
      await town.start(town.provider, town.u1, (105n * ENT) / 100n);
      await town.consume(town.u1, town.provider, KWH);
      expect((await town.account(town.provider)).entAvailable - before).to.equal(-ENT / 10n);
    });

    it("brings nothing in equilibrium and in a surplus: profit 0", async () => {
      const town = await Town.open();
      await town.produce(town.u1, town.provider, 100n * KWH);
      for (const gain of [0n, 7n * KWH]) {
        await town.actual(town.u1, (await town.unit(town.u1)).storedWh + gain);
        const before = (await town.account(town.provider)).entAvailable;
        for (let round = 0; round < 5; round++) {
          await town.produce(town.u1, town.provider, 10n * KWH);
          await town.start(town.provider, town.u1, 10n * ENT);
          await town.consume(town.u1, town.provider, 10n * KWH);
        }
        expect((await town.account(town.provider)).entAvailable).to.equal(before);
      }
    });
  });

  it("never pays, in any state of the network: 2,000 random ones, unit's owner and producer in one hand", () => {
    const dice = new Dice(11);
    let deficits = 0;
    for (let trial = 0; trial < 2_000; trial++) {
      const model = randomNetwork(dice);
      if (model.pool.imbalance() > 0n) deficits += 1;
      const energyWh = dice.big(30_000n) + 1n;
      const before = worth(model);
      model.pool.plain(0n, "unit", 0, "thief", energyWh);
      const ent = model.ledger.available("ent", "thief");
      const stored = model.pool.units.get("unit")!.storedWh;
      const rate = model.pool.rate < 500_000n ? model.pool.rate : 500_000n;
      const needed = energyWh * (1_000_000n + rate);
      if (ent < needed || stored < energyWh) continue;
      model.pool.start(0n, "thief", "unit", needed);
      model.pool.plain(0n, "unit", 1, "thief", energyWh);
      expect(worth(model) <= before, `trial ${trial}: ${worth(model) - before}`).to.equal(true);
    }
    expect(deficits).to.be.greaterThan(500);
  });

  it("in parts brings no more than at once, however the kWh are cut", () => {
    const dice = new Dice(12);
    for (let trial = 0; trial < 500; trial++) {
      const seed = dice.int(0, 1_000_000);
      const [whole, parts] = [randomNetwork(new Dice(seed)), randomNetwork(new Dice(seed))];
      const sizes = Array.from({ length: dice.int(1, 8) }, () => dice.big(5_000n));
      whole.pool.plain(
        0n,
        "unit",
        0,
        "thief",
        sizes.reduce((a, b) => a + b, 0n),
      );
      for (const size of sizes) parts.pool.plain(0n, "unit", 0, "thief", size);
      // the provider's share rounds down at each booking, to the producer's good; both are the thief here
      expect(worth(parts), `trial ${trial}`).to.equal(worth(whole));
    }
  });

  describe("a session as an option on R", () => {
    it("keeps the rate of its start for H at most: who locked before a loss pays 0.2 ENT less for 4 kWh", async () => {
      const town = await Town.open();
      await town.produce(town.u1, town.anna, 20n * KWH);
      await town.start(town.anna, town.u1, 4n * ENT);
      await town.consume(town.u1, town.stranger, KWH); // R 0.05
      await town.consume(town.u1, town.anna, 4n * KWH);
      expect((await town.account(town.anna)).entAvailable).to.equal(12n * ENT); // 4.2 for anybody else
    });

    it("cannot be held longer for nothing: a renewal takes the rate of then", async () => {
      const town = await Town.open();
      await town.produce(town.u1, town.anna, 20n * KWH);
      await town.start(town.anna, town.u1, 4n * ENT);
      await town.consume(town.u1, town.stranger, KWH);
      await town.start(town.anna, town.u1, 1n);
      expect(await town.session(town.u1, town.anna)).to.include({ energyWh: 3_809n, rate: 50_000n });
      const { endsAt } = await town.session(town.u1, town.anna);
      await town.at(endsAt + HOUR);
      await town.close(town.stranger, town.u1, town.anna);
    });
  });
});

/** All that the thief could have: his ENT less what he owes. He owns the unit as well. */
function worth(model: CommunityModel): bigint {
  const { entAvailable, entLocked } = model.ledger.of("thief");
  return entAvailable + entLocked - model.pool.owedBy("thief");
}

function randomNetwork(dice: Dice): CommunityModel {
  const model = new CommunityModel(0n, "voter");
  const { pool, parameters } = model;
  pool.register(0n, "unit", "thief", 0n, 0n);
  pool.register(0n, "other", "owner", 0n, 0n);
  parameters.set("C", dice.big(999_999n) + 1n);
  parameters.set("M", dice.big(1_000_000n));
  parameters.set("F", dice.big(1_000_000n));
  pool.plain(0n, "unit", 0, "thief", 40_000n + dice.big(40_000n));
  pool.plain(0n, "other", 0, "somebody", dice.big(100_000n));
  for (let index = 0; index < 3; index++) {
    const unit = dice.pick(["unit", "other"]);
    pool.plain(0n, unit, 2, "nobody", dice.big(100_000n));
    pool.plain(0n, unit, 0, "somebody", dice.big(20_000n));
  }
  return model;
}
