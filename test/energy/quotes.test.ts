import { expect } from "chai";
import { ENT, HOUR, KWH, Town } from "../helpers/town.ts";

describe("Lens.quoteSession", () => {
  let town: Town;

  beforeEach(async () => {
    town = await Town.open();
    await town.produce(town.u1, town.anna, 10n * KWH); // anna 8 ENT
  });

  const quoted = async (who = town.anna, unit = town.u1, ent = ENT) => {
    const quote = await town.d.lens.getFunction("quoteSession")(unit.address, who.address, ent);
    return (quote as { toObject(): Record<string, bigint | boolean> }).toObject();
  };
  /** What is quoted as possible is done, and what is not is refused: that holds for every case here. */
  const agreed = async (who = town.anna, unit = town.u1, ent = ENT): Promise<boolean> => {
    const { possible } = await quoted(who, unit, ent);
    const done = await town.start(who, unit, ent).then(
      () => true,
      () => false,
    );
    expect(done).to.equal(possible);
    return done;
  };

  it("says what a session would hold, until when, and what is free for it", async () => {
    await town.deficit();
    await town.start(town.provider, town.u1, ENT);
    const { endsAt, ...quote } = await quoted(town.anna, town.u1, 2n * ENT);
    expect(quote).to.deep.equal({ energyWh: 1_904n, rate: 50_000n, freeWh: 10n * KWH - 952n, possible: true });
    expect(endsAt).to.equal((await town.now()) + 2n * HOUR);
  });

  it("counts what a session that goes on holds already, in ENT and in energy", async () => {
    await town.start(town.anna, town.u1, 2n * ENT);
    expect(await quoted()).to.include({ energyWh: 3n * KWH, freeWh: 10n * KWH });
  });

  it("is possible for all that one has, and not for one unit more", async () => {
    expect(await agreed(town.anna, town.u1, 8n * ENT + 1n)).to.equal(false);
    expect(await agreed(town.anna, town.u1, 8n * ENT)).to.equal(true);
  });

  it("is impossible for nothing, for less than a Wh, with oneself, and with what is no unit", async () => {
    await town.send(town.anna, town.u1, ENT);
    expect(await agreed(town.anna, town.u1, 0n)).to.equal(false);
    expect(await agreed(town.anna, town.u1, 999_999n)).to.equal(false);
    expect(await agreed(town.u1, town.u1)).to.equal(false);
    expect(await agreed(town.anna, town.ben)).to.equal(false);
    expect(await agreed(town.anna, town.u1, 1_000_000n)).to.equal(true);
  });

  it("is impossible for more energy than is free, and possible for the last of it", async () => {
    await town.produce(town.u2, town.ben, 10n * KWH);
    await town.start(town.ben, town.u1, 8n * ENT);
    expect(await agreed(town.anna, town.u1, 2n * ENT + 1_000_000n)).to.equal(false);
    expect(await agreed(town.anna, town.u1, 2n * ENT)).to.equal(true);
  });

  it("is impossible where others hold all there is, down to the last Wh", async () => {
    await town.produce(town.u2, town.ben, 20n * KWH);
    await town.start(town.ben, town.u1, 10n * ENT);
    expect((await quoted(town.anna, town.u1, 1_000_000n)).freeWh).to.equal(0n);
    expect(await agreed(town.anna, town.u1, 1_000_000n)).to.equal(false);
  });

  it("is possible for a single unit more in a session that goes on, and impossible for none", async () => {
    await town.start(town.anna, town.u1, ENT);
    expect(await agreed(town.anna, town.u1, 0n)).to.equal(false);
    expect(await agreed(town.anna, town.u1, 1n)).to.equal(true);
  });

  it("is impossible while one owes more than may be owed", async () => {
    await town.start(town.anna, town.u1, ENT);
    await town.consume(town.u1, town.anna, 2n * KWH); // she owes for one
    const owed = (await town.d.energyPool.getFunction("debtOf")(town.anna.address)) as bigint;
    await town.set("owedLimit", owed - 1n);
    expect(await agreed()).to.equal(false);
    await town.set("owedLimit", owed);
    expect(await agreed()).to.equal(true);
  });

  it("counts on the ENT of a dead session, which starting another returns", async () => {
    await town.start(town.anna, town.u1, 8n * ENT);
    await town.govern("removeStorageUnit", town.u1.address);
    await town.govern("registerStorageUnit", town.u1.address, town.provider.address, 0n, 0n);
    await town.produce(town.u1, town.ben, 10n * KWH);
    const { rate } = await quoted(); // removing the unit made a deficit
    const lessThanAWh = 999_999n + (rate as bigint);
    expect(await quoted(town.anna, town.u1, lessThanAWh)).to.include({ energyWh: 0n, freeWh: 10n * KWH });
    expect(await quoted(town.anna, town.u1, lessThanAWh + 1n)).to.include({ energyWh: 1n });
    expect(await agreed(town.anna, town.u1, 8n * ENT + 1n)).to.equal(false);
    expect(await agreed(town.anna, town.u1, 7n * ENT)).to.equal(true);
  });
});
