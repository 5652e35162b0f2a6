import { expect } from "chai";
import { AbiCoder, keccak256, toBeHex, toQuantity, zeroPadValue } from "ethers";
import { ACTUAL, CONSUMED, DAY, ENT, KWH, NOBODY, PRODUCED, Town } from "../helpers/town.ts";

describe("EnergyPool › storage units", () => {
  let town: Town;

  beforeEach(async () => {
    town = await Town.open();
    await town.produce(town.u1, town.anna, 10n * KWH);
  });

  describe("reportActualEnergy", () => {
    it("books less as a loss", async () => {
      const time = (await town.now()) + 60n;
      await town.at(time);
      await expect(town.actual(town.u1, 8n * KWH))
        .to.emit(town.d.energyPool, "ActualEnergyReported")
        .withArgs(town.u1.address, 8n * KWH, 10n * KWH, time, 0n);
      expect(await town.network()).to.include({ energyWh: 8n * KWH, imbalance: 2n * ENT, rate: 100_000n });
    });

    it("books more as a gain", async () => {
      await town.actual(town.u1, 12n * KWH);
      expect(await town.network()).to.include({ energyWh: 12n * KWH, imbalance: -2n * ENT, rate: 0n });
    });

    it("keeps sessions when less is stored than is locked, and starts nothing new until there is free energy", async () => {
      await town.start(town.anna, town.u1, 6n * ENT);
      await town.actual(town.u1, 4n * KWH);
      expect(await town.unit(town.u1)).to.include({ storedWh: 4n * KWH, lockedWh: 6n * KWH });
      expect((await town.session(town.u1, town.anna)).live).to.equal(true);
      await expect(town.start(town.provider, town.u1, ENT)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolInsufficientEnergy",
      );
      await town.actual(town.u1, 9n * KWH);
      await town.start(town.provider, town.u1, ENT);
    });

    it("moves the last interval", async () => {
      const time = (await town.now()) + 77n;
      await town.at(time);
      await town.actual(town.u1, KWH);
      expect((await town.unit(town.u1)).lastIntervalEnd).to.equal(time);
    });

    it("counts towards no power, but begins a new interval for it", async () => {
      const time = (await town.now()) + 100n;
      const unit = town.others[0]!;
      await town.at(time);
      await town.register(unit, 0n, 3_600n); // 1 Wh a second
      await town.at(time + 10n);
      await town.actual(unit, 5_000n);
      await town.at(time + 12n);
      await expect(town.produce(unit, town.anna, 3n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolAbovePower")
        .withArgs(unit.address, 3n, 2n);
    });

    it("reverts above the capacity", async () => {
      const unit = town.others[0]!;
      await town.register(unit, KWH);
      await expect(town.actual(unit, KWH + 1n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolAboveCapacity")
        .withArgs(unit.address, KWH + 1n, KWH);
      await town.actual(unit, KWH);
    });

    it("reverts when the sender is no unit", async () => {
      await expect(town.actual(town.stranger, KWH))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolNotAUnit")
        .withArgs(town.stranger.address);
    });

    it("takes the last Wh that the books can hold, and says it again", async () => {
      const most = 2n ** 48n - 1n - 10n * KWH; // the other unit's
      for (let i = 0; i < 2; i++) await town.actual(town.u2, most);
      expect((await town.network()).energyWh).to.equal(2n ** 48n - 1n);
      await expect(town.actual(town.u2, most + 1n)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolTooLarge",
      );
    });

    it("reverts with more than the books can hold", async () => {
      for (const energyWh of [2n ** 48n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 256n - 1n]) {
        await expect(town.actual(town.u2, energyWh)).to.be.revertedWithCustomError(
          town.d.energyPool,
          "EnergyPoolTooLarge",
        );
      }
    });
  });

  describe("registering", () => {
    it("starts a unit empty, with what was declared", async () => {
      const unit = town.others[0]!;
      const time = (await town.now()) + 9n;
      await town.at(time);
      await expect(town.register(unit, 5n * KWH, 3_000n))
        .to.emit(town.d.energyPool, "StorageUnitRegistered")
        .withArgs(unit.address, town.provider.address, 5n * KWH, 3_000n);
      expect(await town.unit(unit)).to.include({
        ...{ owner: town.provider.address, storedWh: 0n, lockedWh: 0n, capacityWh: 5n * KWH, powerW: 3_000n },
        ...{ lastIntervalEnd: time, lastSequence: 0n, givenAwayWh: 0n },
      });
    });

    it("lists units by their first registration", async () => {
      await town.govern("removeStorageUnit", town.u1.address);
      await town.register(town.others[0]!);
      await town.register(town.u1);
      const page = await town.d.lens.getFunction("storageUnits")(0, 10);
      const listed = page.map(({ unit }: { unit: string }) => unit);
      expect(listed).to.deep.equal([town.u1.address, town.u2.address, town.others[0]!.address]);
      const part = await town.d.lens.getFunction("storageUnits")(1, 1);
      expect(part.map(({ unit }: { unit: string }) => unit)).to.deep.equal([town.u2.address]);
    });
  });

  describe("removing", () => {
    it("takes the unit's energy out of KWH, as a loss", async () => {
      await expect(town.govern("removeStorageUnit", town.u1.address))
        .to.emit(town.d.energyPool, "StorageUnitRemoved")
        .withArgs(town.u1.address, 10n * KWH);
      expect(await town.network()).to.include({ energyWh: 0n, imbalance: 10n * ENT, rate: 500_000n });
      expect(await town.unit(town.u1)).to.include({ owner: NOBODY, storedWh: 0n, lockedWh: 0n });
    });

    it("takes its last Wh", async () => {
      await town.actual(town.u1, 1n);
      await town.govern("removeStorageUnit", town.u1.address);
      expect(await town.network()).to.include({ energyWh: 0n, imbalance: 10n * ENT });
    });

    it("works 65,535 times for a unit, and not once more: its sessions of long ago would come alive", async () => {
      const { provider } = town.d.ethers;
      const pool = await town.d.energyPool.getAddress();
      const { cold, word } = await coldWord();
      const generation = 2n ** 16n - 2n;
      const changed = zeroPadValue(toBeHex(word | (generation << 240n)), 32);
      await provider.send("hardhat_setStorageAt", [pool, toQuantity(cold), changed]);
      await town.govern("removeStorageUnit", town.u1.address);
      await town.register(town.u1);
      await expect(town.govern("removeStorageUnit", town.u1.address))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolRemovedTooOften")
        .withArgs(town.u1.address);
    });

    /** Where the pool keeps who owns u1, what was declared of it, and how often it was removed. */
    async function coldWord(): Promise<{ cold: bigint; word: bigint }> {
      for (let slot = 0; slot < 20; slot++) {
        const record = BigInt(
          keccak256(AbiCoder.defaultAbiCoder().encode(["address", "uint256"], [town.u1.address, slot])),
        );
        const word = BigInt(await town.d.ethers.provider.getStorage(town.d.energyPool, record + 1n));
        if (word === BigInt(town.provider.address)) return { cold: record + 1n, word };
      }
      throw new Error("no such word");
    }

    it("takes nothing else: the others' energy stays", async () => {
      await town.produce(town.u2, town.ben, 5n * KWH);
      await town.govern("removeStorageUnit", town.u1.address);
      expect((await town.network()).energyWh).to.equal(5n * KWH);
    });

    it("uses the reserve first", async () => {
      await town.produce(town.u2, town.ben, 5n * KWH);
      await town.actual(town.u2, 16n * KWH); // D −11
      await town.govern("removeStorageUnit", town.u1.address);
      expect(await town.network()).to.include({ imbalance: -ENT, rate: 0n });
    });

    it("lets its sessions cover nothing more", async () => {
      await town.start(town.anna, town.u1, 4n * ENT);
      await town.govern("removeStorageUnit", town.u1.address);
      await town.register(town.u1);
      await town.produce(town.u1, town.ben, 5n * KWH);
      await town.consume(town.u1, town.anna, KWH);
      const { entLocked, owed } = await town.account(town.anna);
      expect(entLocked, "still locked: nothing of it was burned").to.equal(4n * ENT);
      expect(owed).to.equal(1_500_000_000n); // R 0.5 or more, B 0.5
    });

    it("closes a dead session by a reading after its end, and not by one before", async () => {
      await town.start(town.anna, town.u1, 4n * ENT);
      const { endsAt } = await town.session(town.u1, town.anna);
      await town.govern("removeStorageUnit", town.u1.address);
      await town.register(town.u1);
      await town.produce(town.u1, town.ben, 9n * KWH);
      await town.start(town.ben, town.u1, ENT);
      const { lockedWh } = await town.unit(town.u1);
      await town.at(endsAt);
      await town.consume(town.u1, town.anna, 0n);
      expect((await town.account(town.anna)).entLocked).to.equal(4n * ENT);
      await town.at(endsAt + 1n);
      await town.consume(town.u1, town.anna, 0n);
      expect((await town.account(town.anna)).entLocked).to.equal(0n);
      expect((await town.unit(town.u1)).lockedWh).to.equal(lockedWh);
    });

    it("keeps an old session dead although the unit is removed and registered again and again", async () => {
      await town.start(town.anna, town.u1, 4n * ENT);
      for (let round = 0; round < 3; round++) {
        await town.govern("removeStorageUnit", town.u1.address);
        expect((await town.session(town.u1, town.anna)).dead).to.equal(true);
        await town.register(town.u1);
        expect((await town.session(town.u1, town.anna)).dead).to.equal(true);
      }
    });

    it("keeps what the unit has given away, and its numbers and last interval", async () => {
      await town.consume(town.u1, town.ben, KWH);
      const now = await town.now();
      await town.report(town.u1, town.reading(ACTUAL, town.ben, 9n * KWH, now + 600n, 1n));
      await town.govern("removeStorageUnit", town.u1.address);
      await town.register(town.u1);
      const { givenAwayWh, lastSequence, lastIntervalEnd } = await town.unit(town.u1);
      expect([givenAwayWh, lastSequence, lastIntervalEnd]).to.deep.equal([KWH, 1n, now + 600n]);
    });

    it("counts the power of a unit that came back from its registration", async () => {
      await town.govern("removeStorageUnit", town.u1.address);
      const time = (await town.now()) + DAY;
      await town.at(time);
      await town.register(town.u1, 0n, 3_600n); // 1 Wh a second
      await town.at(time + 10n);
      await expect(town.produce(town.u1, town.anna, 11n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolAbovePower")
        .withArgs(town.u1.address, 11n, 10n);
      await town.at(time + 11n);
      await town.produce(town.u1, town.anna, 11n);
    });

    it("counts it from there also in the second of its last reading", async () => {
      const unit = town.others[0]!;
      const start = (await town.now()) + DAY;
      await town.at(start);
      await town.register(unit, 0n, 3_600n); // 1 Wh a second
      const inThatSecond = async <T>(act: () => Promise<T>): Promise<T> => {
        await town.at(start + 10n);
        return await act();
      };
      await inThatSecond(() => town.produce(unit, town.anna, 5n));
      await inThatSecond(() => town.govern("removeStorageUnit", unit.address));
      await inThatSecond(() => town.register(unit, 0n, 3_600n));
      await expect(inThatSecond(() => town.produce(unit, town.anna, 1n)))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolAbovePower")
        .withArgs(unit.address, 1n, 0n);
    });

    it("goes on with an interval that lies ahead, and with what was moved in it", async () => {
      const unit = town.others[0]!;
      const start = (await town.now()) + DAY;
      const end = start + 900n;
      await town.at(start);
      await town.register(unit, 0n, 3_600n); // 1 Wh a second: 900 Wh
      await town.at(start + 600n);
      await town.report(unit, town.reading(PRODUCED, town.anna, 100n, end, 1n));
      await town.govern("removeStorageUnit", unit.address);
      await town.register(unit, 0n, 3_600n);
      await town.report(unit, town.reading(CONSUMED, town.ben, 801n, end, 2n));
      expect((await town.unit(unit)).givenAwayWh).to.equal(0n);
      await town.report(unit, town.reading(CONSUMED, town.ben, 800n, end, 3n));
      expect((await town.unit(unit)).givenAwayWh).to.equal(800n);
    });
  });
});
