import { expect } from "chai";
import { ENT, KWH, Town } from "../helpers/town.ts";

const PER_WH = 1_000_000n;
const NOBODY = "0x0000000000000000000000000000000000000000";

describe("EnergyPool › production", () => {
  let town: Town;

  beforeEach(async () => {
    town = await Town.open();
  });

  /** Energy that leaves without tokens: D grows by as much. */
  const lose = (energyWh: bigint): Promise<unknown> => town.consume(town.u2, town.stranger, energyWh);

  /** Energy in u2, some of which can be lost. */
  const stock = async (): Promise<void> => {
    await town.produce(town.u2, town.ben, 100n * KWH);
  };

  describe("energyProduced", () => {
    it("mints 1 ENT a kWh without a deficit: F to the provider, the rest to the producer", async () => {
      await town.produce(town.u1, town.anna, 10n * KWH);
      expect((await town.account(town.anna)).entAvailable).to.equal(8n * ENT);
      expect((await town.account(town.provider)).entAvailable).to.equal(2n * ENT);
      expect(await town.network()).to.include({ ent: 10n * ENT, energyWh: 10n * KWH, imbalance: 0n, rate: 0n });
    });

    it("says in one word what was produced when, without a number, and who was given what", async () => {
      const time = (await town.now()) + 60n;
      await town.at(time);
      const word = (10n * KWH) | (time << 48n) | ((8n * ENT) << 128n) | ((2n * ENT) << 192n);
      await expect(town.produce(town.u1, town.anna, 10n * KWH))
        .to.emit(town.d.energyPool, "EnergyProduced")
        .withArgs(town.u1.address, town.anna.address, word);
    });

    it("tells of both parts as ERC-20 transfers from nobody", async () => {
      const sent = town.produce(town.u1, town.anna, 10n * KWH);
      const { energyToken } = town.d;
      await expect(sent)
        .to.emit(energyToken, "Transfer")
        .withArgs(NOBODY, town.anna.address, 8n * ENT);
      await expect(sent)
        .to.emit(energyToken, "Transfer")
        .withArgs(NOBODY, town.provider.address, 2n * ENT);
    });

    it("rounds the provider's share down, and nothing else", async () => {
      await town.set("F", 333_333n);
      await stock();
      await lose(1n); // D 0.001 ENT: R 50 units a Wh
      const before = await town.account(town.provider);
      await town.produce(town.u1, town.anna, 1n);
      const minted = PER_WH - 50n;
      const toProvider = (minted * 333_333n) / 1_000_000n; // 333,316.33…
      expect((await town.account(town.provider)).entAvailable - before.entAvailable).to.equal(toProvider);
      expect((await town.account(town.anna)).entAvailable).to.equal(minted - toProvider);
    });

    it("gives both parts to a producer who is the provider", async () => {
      await town.produce(town.u1, town.provider, 10n * KWH);
      expect((await town.account(town.provider)).entAvailable).to.equal(10n * ENT);
    });

    it("gives the provider nothing at F = 0, everything at F = 100 %", async () => {
      await town.set("F", 0n);
      await town.produce(town.u1, town.anna, KWH);
      expect((await town.account(town.provider)).entAvailable).to.equal(0n);
      await town.set("F", 1_000_000n);
      await town.produce(town.u1, town.anna, KWH);
      expect((await town.account(town.provider)).entAvailable).to.equal(ENT);
      expect((await town.account(town.anna)).entAvailable).to.equal(ENT);
    });

    it("costs R × e in a deficit, which shrinks by it while R stays", async () => {
      await stock();
      await lose(10n * KWH); // D 10 ENT, R 0.5
      await town.produce(town.u1, town.anna, 10n * KWH);
      expect((await town.account(town.anna)).entAvailable).to.equal(4n * ENT); // 80 % of 10 − 5
      expect(await town.network()).to.include({ imbalance: 5n * ENT, rate: 500_000n });
    });

    it("costs M × e where R is above M", async () => {
      await stock();
      await lose(40n * KWH); // R 2
      await town.set("M", 300_000n);
      await town.produce(town.u1, town.anna, 10n * KWH);
      expect((await town.account(town.anna)).entAvailable).to.equal((7n * ENT * 8n) / 10n);
      expect(await town.network()).to.include({ imbalance: 37n * ENT, rate: 2_000_000n });
    });

    it("mints nothing at R and M of 1, and the books come nearer by all of it", async () => {
      await stock();
      await lose(40n * KWH);
      await town.set("M", 1_000_000n);
      await town.produce(town.u1, town.anna, 10n * KWH);
      expect((await town.account(town.anna)).entAvailable).to.equal(0n);
      expect((await town.network()).imbalance).to.equal(30n * ENT);
    });

    it("costs nothing at M of 0, though there is a deficit", async () => {
      await stock();
      await lose(10n * KWH);
      await town.set("M", 0n);
      await town.produce(town.u1, town.anna, KWH);
      expect((await town.account(town.anna)).entAvailable).to.equal((8n * ENT) / 10n);
      expect(await town.network()).to.include({ imbalance: 10n * ENT, rate: 500_000n });
    });

    it("costs no more than the deficit: after n = D / R kWh there is equilibrium and R is 0", async () => {
      await stock();
      await lose(KWH); // D 1 ENT, R 0.05: n = 20 kWh
      await town.produce(town.u1, town.anna, 20n * KWH - 1n);
      expect(await town.network()).to.include({ imbalance: 50_000n, rate: 50_000n });
      await town.produce(town.u1, town.anna, 30n * KWH);
      expect(await town.network()).to.include({ imbalance: 0n, rate: 0n });
      expect((await town.account(town.anna)).entAvailable).to.equal(((50n * ENT - PER_WH - ENT) * 8n) / 10n);
    });

    it("mints the same in one booking as in many, through the equilibrium", async () => {
      await stock();
      await lose(KWH);
      for (const energyWh of [7n * KWH, 6n * KWH, 12n * KWH]) await town.produce(town.u1, town.anna, energyWh);
      const parts = await town.account(town.anna);
      const again = await Town.open();
      await again.produce(again.u2, again.ben, 100n * KWH);
      await again.consume(again.u2, again.stranger, KWH);
      await again.produce(again.u1, again.anna, 25n * KWH);
      expect(await again.account(again.anna)).to.deep.equal(parts);
    });

    it("costs nothing in a surplus and hands none of it out", async () => {
      await town.produce(town.u1, town.anna, 10n * KWH);
      await town.actual(town.u1, 15n * KWH); // D −5 ENT
      await town.produce(town.u1, town.anna, 10n * KWH);
      expect((await town.account(town.anna)).entAvailable).to.equal(16n * ENT);
      expect(await town.network()).to.include({ imbalance: -5n * ENT, rate: 0n });
    });

    it("books nothing for 0, and says so", async () => {
      await stock();
      await lose(KWH);
      const time = (await town.now()) + 60n;
      await town.at(time);
      await expect(town.produce(town.u1, town.anna, 0n))
        .to.emit(town.d.energyPool, "EnergyProduced")
        .withArgs(town.u1.address, town.anna.address, time << 48n);
      expect(await town.network()).to.include({ ent: 100n * ENT, energyWh: 99n * KWH, rate: 50_000n });
    });

    it("takes what the producer owes off his part first: it is not minted", async () => {
      await stock();
      await town.send(town.ben, town.anna, ENT);
      await town.start(town.anna, town.u2, ENT);
      await town.consume(town.u2, town.anna, 3n * KWH); // 1 covered; 2 lost: D 2, R 0.1, owes 2.2
      expect((await town.account(town.anna)).owed).to.equal((22n * ENT) / 10n);
      await town.produce(town.u1, town.anna, KWH); // minted 0.9: provider 0.18, her 0.72 pay
      expect(await town.account(town.anna)).to.include({ entAvailable: 0n, owed: (148n * ENT) / 100n });
      expect((await town.account(town.provider)).entAvailable).to.equal(20n * ENT + (18n * ENT) / 100n);
      // D 2 − 0.1 − 0.72
      expect(await town.network()).to.include({ imbalance: (118n * ENT) / 100n, rate: 100_000n });
      await town.produce(town.u1, town.anna, 5n * KWH); // minted 4.5: hers 3.6, of which 1.48 pay
      expect(await town.account(town.anna)).to.include({ entAvailable: (212n * ENT) / 100n, owed: 0n });
    });

    it("pays a debt to its last unit", async () => {
      await stock();
      await town.send(town.ben, town.anna, ENT);
      await town.start(town.anna, town.u2, ENT);
      await town.consume(town.u2, town.anna, 2n * KWH);
      await town.repay(town.ben, town.anna, (105n * ENT) / 100n - 1n);
      expect((await town.account(town.anna)).owed).to.equal(1n);
      await town.produce(town.u1, town.anna, KWH);
      expect((await town.account(town.anna)).owed).to.equal(0n);
    });

    it("mints the single unit that a debt leaves", async () => {
      await stock();
      await town.send(town.ben, town.anna, ENT);
      await town.start(town.anna, town.u2, ENT);
      await town.consume(town.u2, town.anna, 2n * KWH); // owes 1.05, D 1
      await town.actual(town.u2, 100n * KWH); // D −1
      await town.repay(town.ben, town.anna, ENT / 4n + 1n); // owes 0.8 less a unit
      await town.produce(town.u1, town.anna, KWH);
      expect(await town.account(town.anna)).to.include({ entAvailable: 1n, owed: 0n });
    });

    it("turns a debt that is paid into a surplus where there is no deficit", async () => {
      await stock();
      await town.send(town.ben, town.anna, ENT);
      await town.start(town.anna, town.u2, ENT);
      await town.consume(town.u2, town.anna, 2n * KWH); // owes 1.05, D 1
      await town.actual(town.u2, 100n * KWH); // D −1
      await town.produce(town.u1, town.anna, 10n * KWH);
      expect((await town.account(town.anna)).entAvailable).to.equal(8n * ENT - (105n * ENT) / 100n);
      expect(await town.network()).to.include({ imbalance: -(205n * ENT) / 100n, rate: 0n });
    });

    it("leaves the provider's share alone when he owes and somebody else produces", async () => {
      await town.produce(town.u2, town.provider, 10n * KWH);
      await town.start(town.provider, town.u2, ENT);
      await town.consume(town.u2, town.provider, 2n * KWH);
      const { owed, entAvailable } = await town.account(town.provider);
      await town.produce(town.u1, town.anna, 10n * KWH);
      const after = await town.account(town.provider);
      expect(after.owed).to.equal(owed);
      expect(after.entAvailable).to.be.greaterThan(entAvailable);
    });
  });

  describe("energyProduced, errors", () => {
    it("reverts when the sender is no unit", async () => {
      await expect(town.produce(town.stranger, town.anna, KWH))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolNotAUnit")
        .withArgs(town.stranger.address);
    });

    it("reverts when the unit was removed", async () => {
      await town.govern("removeStorageUnit", town.u1.address);
      await expect(town.produce(town.u1, town.anna, KWH))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolNotAUnit")
        .withArgs(town.u1.address);
    });

    it("reverts when the unit produces for itself", async () => {
      await expect(town.produce(town.u1, town.u1, KWH))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolUnitItself")
        .withArgs(town.u1.address);
    });

    it("lets a unit produce in another unit", async () => {
      await town.produce(town.u1, town.u2, KWH);
      expect((await town.account(town.u2)).entAvailable).to.equal((8n * ENT) / 10n);
    });

    it("reverts above the capacity, naming what it would be", async () => {
      await town.govern("removeStorageUnit", town.u1.address);
      await town.register(town.u1, 10n * KWH);
      await town.produce(town.u1, town.anna, 6n * KWH);
      await expect(town.produce(town.u1, town.anna, 4n * KWH + 1n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolAboveCapacity")
        .withArgs(town.u1.address, 10n * KWH + 1n, 10n * KWH);
      await town.produce(town.u1, town.anna, 4n * KWH);
    });

    it("reverts above what the power allows since the last reading, and counts from the registration at first", async () => {
      const time = (await town.now()) + 100n;
      const unit = town.others[0]!;
      await town.at(time);
      await town.register(unit, 0n, 3_600n); // 1 Wh a second
      await town.at(time + 10n);
      await expect(town.produce(unit, town.anna, 11n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolAbovePower")
        .withArgs(unit.address, 11n, 10n);
      await town.at(time + 11n);
      await town.produce(unit, town.anna, 11n);
      await town.at(time + 16n);
      await expect(town.consume(unit, town.stranger, 6n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolAbovePower")
        .withArgs(unit.address, 6n, 5n);
      await town.at(time + 17n);
      await town.consume(unit, town.stranger, 6n);
      expect((await town.unit(unit)).storedWh).to.equal(5n);
    });

    it("reverts with more than can be counted in an interval of a unit with a power", async () => {
      const most = 2n ** 40n - 1n;
      const unit = town.others[0]!;
      const start = (await town.now()) + 60n;
      await town.at(start);
      await town.register(unit, 0n, most);
      await town.at(start + 7_200n);
      await expect(town.produce(unit, town.anna, most + 1n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolTooLarge")
        .withArgs(most + 1n);
      await town.at(start + 7_201n);
      await town.produce(unit, town.anna, most);
    });

    it("reverts with more than the books can hold", async () => {
      for (const energyWh of [2n ** 48n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 256n - 1n]) {
        await expect(town.produce(town.u1, town.anna, energyWh))
          .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolTooLarge")
          .withArgs(energyWh);
      }
    });

    it("takes as much as its ENT can be held, and not a Wh more", async () => {
      const most = (2n ** 64n - 1n) / PER_WH;
      await expect(town.produce(town.u1, town.anna, most + 1n)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolTooLarge",
      );
      await town.produce(town.u1, town.anna, most);
      expect((await town.network()).ent).to.equal(most * PER_WH);
      await expect(town.produce(town.u1, town.anna, 1n)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolTooLarge",
      );
    });

    it("takes the last Wh that the books can hold, and not one more", async () => {
      const most = 2n ** 48n - 1n;
      await town.as(town.u2, "energyPool").getFunction("reportActualEnergy")(most - 1n);
      await expect(town.produce(town.u1, town.anna, 2n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolTooLarge")
        .withArgs(2n);
      await town.produce(town.u1, town.anna, 1n);
      expect((await town.network()).energyWh).to.equal(most);
    });
  });
});
