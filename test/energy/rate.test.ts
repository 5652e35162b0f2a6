import { expect } from "chai";
import { ENT, KWH, Town } from "../helpers/town.ts";

describe("EnergyPool › rate R", () => {
  let town: Town;

  beforeEach(async () => {
    town = await Town.open();
    await town.produce(town.u1, town.anna, 100n * KWH);
  });

  const lose = (energyWh: bigint): Promise<unknown> => town.consume(town.u1, town.stranger, energyWh);
  const rate = async (): Promise<bigint> => (await town.network()).rate;

  it("is 0 in equilibrium and in a surplus", async () => {
    expect(await rate()).to.equal(0n);
    await town.actual(town.u1, 200n * KWH);
    expect(await rate()).to.equal(0n);
  });

  it("becomes D × C when a loss makes a deficit", async () => {
    await lose(3n * KWH);
    expect(await rate()).to.equal(150_000n); // 3 ENT × 5 %
  });

  it("rounds D × C up", async () => {
    await town.set("C", 1n);
    await lose(1n); // 0.001 ENT × 0.000001
    expect(await rate()).to.equal(1n);
    await lose(999n); // exactly 1
    expect(await rate()).to.equal(1n);
    await lose(1n); // 1.001
    expect(await rate()).to.equal(2n);
  });

  it("grows with a growing deficit", async () => {
    await lose(KWH);
    await lose(KWH);
    expect(await rate()).to.equal(100_000n);
  });

  it("is not capped itself: only what mints and burns is", async () => {
    await lose(50n * KWH);
    expect(await rate()).to.equal(2_500_000n);
    const network = await town.d.lens.getFunction("network")();
    expect([network.mintingRate, network.burningRate]).to.deep.equal([500_000n, 500_000n]);
  });

  it("stays while the deficit shrinks", async () => {
    await lose(10n * KWH);
    await town.produce(town.u1, town.anna, KWH);
    await town.actual(town.u1, (await town.unit(town.u1)).storedWh + KWH);
    expect(await town.network()).to.include({ rate: 500_000n, imbalance: (85n * ENT) / 10n });
  });

  it("stays when a smaller deficit grows again, until D × C is above it", async () => {
    await lose(10n * KWH); // R 0.5
    await town.actual(town.u1, 98n * KWH); // D 2
    await lose(3n * KWH); // D 5: 0.25 < 0.5
    expect(await rate()).to.equal(500_000n);
    await lose(6n * KWH); // D 11
    expect(await rate()).to.equal(550_000n);
  });

  it("falls to 0 when a gain ends the deficit", async () => {
    await lose(10n * KWH);
    await town.actual(town.u1, 100n * KWH);
    expect(await town.network()).to.include({ rate: 0n, imbalance: 0n });
  });

  it("starts anew after an equilibrium, whatever it was before", async () => {
    await lose(10n * KWH);
    await town.actual(town.u1, 100n * KWH);
    await lose(KWH);
    expect(await rate()).to.equal(50_000n);
  });

  it("stays 0 while a loss only uses the reserve up", async () => {
    await town.actual(town.u1, 105n * KWH); // D −5
    await lose(5n * KWH);
    expect(await town.network()).to.include({ rate: 0n, imbalance: 0n });
    await lose(1n);
    expect(await town.network()).to.include({ rate: 50n, imbalance: 1_000_000n });
  });

  it("is D × C of what the reserve did not cover, when one loss goes through equilibrium", async () => {
    await town.actual(town.u1, 105n * KWH);
    await lose(7n * KWH);
    expect(await town.network()).to.include({ rate: 100_000n, imbalance: 2n * ENT });
  });

  it("falls to 0 when a debt repaid ends the deficit", async () => {
    await town.start(town.anna, town.u1, ENT);
    await town.consume(town.u1, town.anna, 2n * KWH); // D 1, owes 1.05
    await town.repay(town.anna, town.anna, ENT - 1n);
    expect(await town.network()).to.include({ rate: 50_000n, imbalance: 1n });
    await town.repay(town.anna, town.anna, 1n);
    expect(await town.network()).to.include({ rate: 0n, imbalance: 0n });
  });

  it("is not touched by a changed C until a booking makes D grow", async () => {
    await lose(10n * KWH);
    await town.set("C", 1_000_000n);
    expect(await rate()).to.equal(500_000n);
    await town.produce(town.u1, town.anna, 1n);
    await town.produce(town.u1, town.anna, 0n);
    await lose(0n);
    await town.actual(town.u1, (await town.unit(town.u1)).storedWh);
    await town.send(town.anna, town.ben, ENT);
    expect(await rate()).to.equal(500_000n);
    await lose(1n);
    expect(await rate()).to.equal(10_000_500n); // D = 10 ENT − 0.0005 + 0.001
  });

  it("stays where a booking leaves D as it is, though C was raised", async () => {
    await lose(3n * KWH);
    await town.set("C", 1_000_000n);
    await town.set("B", 0n);
    await town.start(town.anna, town.u1, 10n * ENT);
    await town.consume(town.u1, town.anna, KWH); // burned at 1 ENT/kWh
    expect(await town.network()).to.include({ imbalance: 3n * ENT, rate: 150_000n });
  });

  it("is not touched by readings that book nothing", async () => {
    await lose(100n * KWH); // the unit is empty: R 5
    await town.set("C", 1_000_000n);
    await lose(7n * KWH);
    expect(await town.network()).to.include({ rate: 5_000_000n, imbalance: 100n * ENT, energyWh: 0n });
  });

  it("is told when it changes, and not when it stays", async () => {
    await expect(lose(3n * KWH))
      .to.emit(town.d.energyPool, "RateChanged")
      .withArgs(150_000n);
    await expect(town.produce(town.u1, town.anna, KWH)).not.to.emit(town.d.energyPool, "RateChanged");
    await expect(town.actual(town.u1, 200n * KWH))
      .to.emit(town.d.energyPool, "RateChanged")
      .withArgs(0n);
  });

  it("is judged after each booking of a reading: what is burned can end a deficit before the loss begins one", async () => {
    await lose(10n * KWH); // D 10, R 0.5
    await town.start(town.anna, town.u1, 60n * ENT); // 40 kWh at 1.5
    await town.actual(town.u1, 99n * KWH); // D 1, R still 0.5
    await town.consume(town.u1, town.anna, 42n * KWH);
    // burning 40 kWh costs min(20, 1): D 0, R 0; then 2 kWh are lost: D 2, R 0.1
    expect(await town.network()).to.include({ rate: 100_000n, imbalance: 2n * ENT });
    expect(await town.account(town.anna)).to.include({ entAvailable: 39n * ENT, owed: (22n * ENT) / 10n });
  });

  it("is that of the loss before it in the debt that a loss makes", async () => {
    await town.start(town.anna, town.u1, ENT);
    await town.consume(town.u1, town.anna, 5n * KWH); // 4 lost: R 0.2
    expect((await town.account(town.anna)).owed).to.equal((48n * ENT) / 10n);
  });

  it("is capped by B in a debt", async () => {
    await town.set("B", 100_000n);
    await town.start(town.anna, town.u1, ENT);
    await town.consume(town.u1, town.anna, 5n * KWH);
    expect((await town.account(town.anna)).owed).to.equal((44n * ENT) / 10n);
  });
});
