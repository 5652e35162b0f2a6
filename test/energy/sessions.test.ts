import { expect } from "chai";
import { CONSUMED, DAY, ENT, HOUR, KWH, PRODUCED, Town } from "../helpers/town.ts";

describe("EnergyPool › consumption sessions", () => {
  let town: Town;

  beforeEach(async () => {
    town = await Town.open();
    await town.produce(town.u1, town.anna, 10n * KWH); // anna 8 ENT
  });

  describe("startConsumptionSession", () => {
    it("locks the ENT and as much energy as it pays for, for H from now", async () => {
      const time = (await town.now()) + 10n;
      await town.at(time);
      await expect(town.start(town.anna, town.u1, 2n * ENT))
        .to.emit(town.d.energyPool, "SessionStarted")
        .withArgs(town.u1.address, town.anna.address, 2n * ENT, 2n * ENT, 2n * KWH, 0n, time + 2n * HOUR);
      expect(await town.account(town.anna)).to.include({ entAvailable: 6n * ENT, entLocked: 2n * ENT });
      expect((await town.unit(town.u1)).lockedWh).to.equal(2n * KWH);
      expect(await town.session(town.u1, town.anna)).to.include({
        ...{ open: true, live: true, dead: false, ent: 2n * ENT },
        ...{ energyWh: 2n * KWH, rate: 0n, endsAt: time + 2n * HOUR },
      });
    });

    it("answers the energy and the end", async () => {
      const pool = town.as(town.anna, "energyPool");
      const { energyWh } = await pool.getFunction("startConsumptionSession").staticCall(town.u1.address, 2n * ENT);
      expect(energyWh).to.equal(2n * KWH);
    });

    it("gives ENT / (1 + R) in a deficit, rounded down to a Wh; all its ENT is locked", async () => {
      await town.deficit();
      await town.start(town.anna, town.u1, 8n * ENT); // 7.619047… kWh
      expect(await town.session(town.u1, town.anna)).to.include({ ent: 8n * ENT, energyWh: 7_619n, rate: 50_000n });
    });

    it("takes B where R is above it", async () => {
      await town.deficit();
      await town.set("B", 20_000n);
      await town.start(town.anna, town.u1, ENT);
      expect(await town.session(town.u1, town.anna)).to.include({ energyWh: 980n, rate: 20_000n });
    });

    it("takes the last free Wh, and not one more", async () => {
      await town.start(town.anna, town.u1, 8n * ENT);
      await town.start(town.provider, town.u1, 2n * ENT);
      expect((await town.unit(town.u1)).lockedWh).to.equal(10n * KWH);
      await town.produce(town.u2, town.ben, KWH);
      await expect(town.start(town.ben, town.u1, 1_000_000n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolInsufficientEnergy")
        .withArgs(town.u1.address, 0n, 1n);
    });

    it("keeps a session with each unit, and each consumer's with a unit, apart", async () => {
      await town.produce(town.u2, town.ben, 10n * KWH);
      await town.start(town.anna, town.u1, ENT);
      await town.start(town.anna, town.u2, 2n * ENT);
      await town.start(town.ben, town.u1, 3n * ENT);
      const energies = [
        (await town.session(town.u1, town.anna)).energyWh,
        (await town.session(town.u2, town.anna)).energyWh,
        (await town.session(town.u1, town.ben)).energyWh,
      ];
      expect(energies).to.deep.equal([KWH, 2n * KWH, 3n * KWH]);
    });

    it("lets a unit have one with another unit", async () => {
      await town.send(town.anna, town.u2, ENT);
      await town.start(town.u2, town.u1, ENT);
      expect((await town.session(town.u1, town.u2)).energyWh).to.equal(KWH);
    });

    it("keeps the H that it started with", async () => {
      await town.start(town.anna, town.u1, ENT);
      const { endsAt } = await town.session(town.u1, town.anna);
      await town.set("H", 60n);
      expect((await town.session(town.u1, town.anna)).endsAt).to.equal(endsAt);
    });
  });

  describe("startConsumptionSession, renewing", () => {
    it("adds ENT to what is left, takes the rate of now and a new end", async () => {
      await town.start(town.anna, town.u1, 2n * ENT);
      await town.deficit();
      const time = (await town.now()) + HOUR;
      await town.at(time);
      await town.start(town.anna, town.u1, ENT);
      expect(await town.session(town.u1, town.anna)).to.include({
        ...{ ent: 3n * ENT, energyWh: 2_857n, rate: 50_000n, endsAt: time + 2n * HOUR },
      });
      expect((await town.unit(town.u1)).lockedWh).to.equal(2_857n);
      expect(await town.account(town.anna)).to.include({ entAvailable: 5n * ENT, entLocked: 3n * ENT });
    });

    it("frees energy when the new rate gives less than before", async () => {
      await town.start(town.anna, town.u1, 7n * ENT);
      await town.deficit();
      await town.start(town.anna, town.u1, 1n); // 7.000000001 / 1.05
      expect((await town.session(town.u1, town.anna)).energyWh).to.equal(6_666n);
      expect((await town.unit(town.u1)).lockedWh).to.equal(6_666n);
    });

    it("takes 1 unit of ENT: the whole must make a Wh, not the addition", async () => {
      await town.start(town.anna, town.u1, ENT);
      await town.start(town.anna, town.u1, 1n);
      expect(await town.session(town.u1, town.anna)).to.include({ ent: ENT + 1n, energyWh: KWH });
    });

    it("renews one that has ended and was not closed", async () => {
      await town.start(town.anna, town.u1, 2n * ENT);
      await town.wait(DAY);
      expect((await town.session(town.u1, town.anna)).live).to.equal(false);
      await town.start(town.anna, town.u1, ENT);
      expect(await town.session(town.u1, town.anna)).to.include({ live: true, ent: 3n * ENT, energyWh: 3n * KWH });
    });

    it("counts its own energy as free", async () => {
      await town.send(town.provider, town.anna, 2n * ENT);
      await town.start(town.anna, town.u1, 6n * ENT);
      await town.start(town.anna, town.u1, 4n * ENT); // 10 of 10 kWh
      expect((await town.unit(town.u1)).lockedWh).to.equal(10n * KWH);
    });

    it("reverts where others' locked energy leaves less, naming both", async () => {
      await town.send(town.provider, town.ben, 2n * ENT);
      await town.start(town.ben, town.u1, 2n * ENT);
      await town.start(town.anna, town.u1, 5n * ENT);
      await town.set("B", 0n);
      await town.actual(town.u1, 7n * KWH);
      await expect(town.start(town.anna, town.u1, ENT))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolInsufficientEnergy")
        .withArgs(town.u1.address, 5n * KWH, 6n * KWH);
    });

    it("closes a dead one in its place first: its ENT can be used at once", async () => {
      await town.start(town.anna, town.u1, 8n * ENT);
      await town.govern("removeStorageUnit", town.u1.address); // D 10 ENT, R 0.5
      await town.register(town.u1);
      await town.produce(town.u1, town.ben, 20n * KWH);
      await expect(town.start(town.anna, town.u1, 3n * ENT))
        .to.emit(town.d.energyPool, "SessionClosed")
        .withArgs(town.u1.address, town.anna.address, 8n * ENT, 8n * KWH);
      expect(await town.account(town.anna)).to.include({ entAvailable: 5n * ENT, entLocked: 3n * ENT });
      expect(await town.session(town.u1, town.anna)).to.include({ ent: 3n * ENT, dead: false, live: true });
    });

    it("closes nothing where a dead one was closed before", async () => {
      await town.start(town.anna, town.u1, 8n * ENT);
      await town.govern("removeStorageUnit", town.u1.address);
      await town.close(town.ben, town.u1, town.anna);
      await town.register(town.u1);
      await town.produce(town.u1, town.ben, 20n * KWH);
      const started = town.start(town.anna, town.u1, 3n * ENT);
      await expect(started).not.to.emit(town.d.energyPool, "SessionClosed");
      expect((await town.account(town.anna)).entLocked).to.equal(3n * ENT);
    });
  });

  describe("startConsumptionSession, errors", () => {
    it("reverts when the unit is none", async () => {
      await expect(town.start(town.anna, town.stranger, ENT))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolNotAUnit")
        .withArgs(town.stranger.address);
    });

    it("reverts when the consumer is the unit itself", async () => {
      await town.send(town.anna, town.u1, ENT);
      await expect(town.start(town.u1, town.u1, ENT))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolUnitItself")
        .withArgs(town.u1.address);
    });

    it("reverts with 0 ENT, a renewal too", async () => {
      await expect(town.start(town.anna, town.u1, 0n)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolZeroAmount",
      );
      await town.start(town.anna, town.u1, ENT);
      await expect(town.start(town.anna, town.u1, 0n)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolZeroAmount",
      );
    });

    it("reverts under 1 Wh, naming ENT and rate", async () => {
      await town.deficit();
      await expect(town.start(town.anna, town.u1, 1_049_999n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolUnderOneWh")
        .withArgs(1_049_999n, 50_000n);
      await town.start(town.anna, town.u1, 1_050_000n);
      expect((await town.session(town.u1, town.anna)).energyWh).to.equal(1n);
    });

    it("reverts with more ENT than is available", async () => {
      await town.start(town.anna, town.u1, 3n * ENT);
      await expect(town.start(town.anna, town.u1, 5n * ENT + 1n))
        .to.be.revertedWithCustomError(town.d.ledger, "LedgerInsufficientEnt")
        .withArgs(town.anna.address, 5n * ENT, 5n * ENT + 1n);
    });

    it("reverts with more ENT than there can be", async () => {
      const most = 2n ** 64n - 1n;
      await expect(town.start(town.anna, town.u1, most)).to.be.revertedWithCustomError(
        town.d.ledger,
        "LedgerInsufficientEnt",
      );
      for (const ent of [most + 1n, most + 1n + ENT, 2n ** 256n - 1n]) {
        await expect(town.start(town.anna, town.u1, ent))
          .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolTooLarge")
          .withArgs(ent);
      }
    });

    it("reverts with more energy than is free", async () => {
      await town.send(town.provider, town.ben, 2n * ENT);
      await town.start(town.ben, town.u1, 2n * ENT);
      await town.actual(town.u1, 9n * KWH); // D 1, R 0.05
      await expect(town.start(town.anna, town.u1, 7_351_050_000n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolInsufficientEnergy")
        .withArgs(town.u1.address, 7n * KWH, 7_001n);
      await town.start(town.anna, town.u1, 7_351_050_000n - 1n);
    });

    it("reverts, with nothing free, where more is locked than stored", async () => {
      await town.start(town.anna, town.u1, 7n * ENT);
      await town.actual(town.u1, 2n * KWH);
      await town.send(town.anna, town.ben, ENT);
      await expect(town.start(town.ben, town.u1, ENT))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolInsufficientEnergy")
        .withArgs(town.u1.address, 0n, 714n);
    });

    it("reverts when the consumer owes more than owedLimit, and not when he owes just that", async () => {
      await town.start(town.anna, town.u1, ENT);
      await town.consume(town.u1, town.anna, 2n * KWH); // owes 1.05
      await town.set("owedLimit", 1_050_000_000n - 1n);
      await expect(town.start(town.anna, town.u1, ENT))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolOwesTooMuch")
        .withArgs(town.anna.address, 1_050_000_000n, 1_050_000_000n - 1n);
      await town.repay(town.anna, town.anna, 1n);
      await town.start(town.anna, town.u1, ENT);
    });

    it("names the first of several faults: ENT under 1 Wh, then too little, then too little free energy, then debt", async () => {
      await town.start(town.anna, town.u1, ENT);
      await town.consume(town.u1, town.anna, 2n * KWH); // anna owes 1.05 and has 7 ENT; u1 holds 8 kWh
      await town.set("owedLimit", 0n);
      await town.actual(town.u1, KWH);
      const start = async (ent: bigint): Promise<void> => void (await town.start(town.anna, town.u1, ent));
      await expect(start(1n)).to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolUnderOneWh");
      await expect(start(7n * ENT + 1n)).to.be.revertedWithCustomError(town.d.ledger, "LedgerInsufficientEnt");
      await expect(start(7n * ENT)).to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolInsufficientEnergy");
      await expect(start(ENT)).to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolOwesTooMuch");
      await town.send(town.anna, town.ben, 7n * ENT);
      await expect(start(1n)).to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolUnderOneWh");
    });
  });

  describe("closeSession", () => {
    beforeEach(async () => {
      await town.start(town.anna, town.u1, 2n * ENT);
    });

    const endOf = async (): Promise<bigint> => (await town.session(town.u1, town.anna)).endsAt;

    it("reverts while it lives, also in the last second, for everybody", async () => {
      const end = await endOf();
      for (const [index, by] of [town.anna, town.provider, town.u1, town.voter].entries()) {
        await town.at(end - 3n + BigInt(index));
        await expect(town.close(by, town.u1, town.anna))
          .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolSessionNotClosable")
          .withArgs(town.u1.address, town.anna.address, end + HOUR);
      }
    });

    it("reverts while it lives although an interval ending after it was reported ahead of time", async () => {
      const end = await endOf();
      await town.at(end - 10n);
      await town.report(town.u1, town.reading(PRODUCED, town.ben, 0n, end + 5n, 1n));
      await town.at(end);
      await expect(town.close(town.ben, town.u1, town.anna))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolSessionNotClosable")
        .withArgs(town.u1.address, town.anna.address, end + 1n);
      await town.at(end + 1n);
      await town.close(town.ben, town.u1, town.anna);
    });

    it("reverts when it has ended and its unit has not reported since, until grace after its end", async () => {
      const end = await endOf();
      await town.at(end + HOUR - 1n);
      await expect(town.close(town.anna, town.u1, town.anna))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolSessionNotClosable")
        .withArgs(town.u1.address, town.anna.address, end + HOUR);
      await town.at(end + HOUR);
      await town.close(town.stranger, town.u1, town.anna);
      expect(await town.account(town.anna)).to.include({ entAvailable: 8n * ENT, entLocked: 0n });
    });

    it("closes once its unit has reported an interval ending after it, and not one ending with it", async () => {
      const end = await endOf();
      await town.at(end + 20n);
      await town.report(town.u1, town.reading(PRODUCED, town.ben, 0n, end, 1n));
      await expect(town.close(town.anna, town.u1, town.anna)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolSessionNotClosable",
      );
      await town.report(town.u1, town.reading(PRODUCED, town.ben, 0n, end + 1n, 2n));
      await expect(town.close(town.stranger, town.u1, town.anna))
        .to.emit(town.d.energyPool, "SessionClosed")
        .withArgs(town.u1.address, town.anna.address, 2n * ENT, 2n * KWH);
      expect((await town.unit(town.u1)).lockedWh).to.equal(0n);
    });

    it("is not helped by a rejected reading, nor by another unit's", async () => {
      const end = await endOf();
      await town.at(end + 20n);
      await town.report(town.u1, town.reading(9, town.ben, 0n, end + 10n, 1n));
      await town.produce(town.u2, town.ben, KWH);
      await expect(town.close(town.anna, town.u1, town.anna)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolSessionNotClosable",
      );
    });

    it("goes by the grace of now; with none it can be closed from the second after its end", async () => {
      await town.set("grace", 0n);
      const end = await endOf();
      await town.at(end);
      await expect(town.close(town.anna, town.u1, town.anna))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolSessionNotClosable")
        .withArgs(town.u1.address, town.anna.address, end + 1n);
      await town.at(end + 1n);
      await town.close(town.anna, town.u1, town.anna);
    });

    it("closes a dead one at once", async () => {
      await town.govern("removeStorageUnit", town.u1.address);
      expect(await town.session(town.u1, town.anna)).to.include({ open: true, dead: true, live: false });
      await town.close(town.stranger, town.u1, town.anna);
      expect(await town.account(town.anna)).to.include({ entAvailable: 8n * ENT, entLocked: 0n });
    });

    it("closes a dead one of a unit that came back, without freeing others' energy there", async () => {
      await town.govern("removeStorageUnit", town.u1.address);
      await town.register(town.u1);
      await town.produce(town.u1, town.ben, 20n * KWH);
      await town.start(town.ben, town.u1, 6n * ENT);
      const { lockedWh } = await town.unit(town.u1);
      await town.close(town.stranger, town.u1, town.anna);
      expect((await town.unit(town.u1)).lockedWh).to.equal(lockedWh);
    });

    it("reverts when there is no session, and when it is closed already", async () => {
      await town.wait(DAY);
      await town.close(town.anna, town.u1, town.anna);
      for (const consumer of [town.anna, town.ben]) {
        await expect(town.close(town.anna, town.u1, consumer))
          .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolNoSession")
          .withArgs(town.u1.address, consumer.address);
      }
    });

    it("lets a new one be opened afterwards", async () => {
      await town.wait(DAY);
      await town.close(town.anna, town.u1, town.anna);
      await town.start(town.anna, town.u1, ENT);
      expect(await town.session(town.u1, town.anna)).to.include({ ent: ENT, live: true });
    });
  });

  describe("clearOldSessions", () => {
    const clear = (...pairs: [string, string][]): Promise<unknown> =>
      town.as(town.stranger, "energyPool").getFunction("clearOldSessions")(
        pairs.map(([unit]) => unit),
        pairs.map(([, consumer]) => consumer),
      );

    it("closes those of a list that can be, and says how many", async () => {
      await town.produce(town.u2, town.ben, 10n * KWH);
      await town.start(town.anna, town.u1, ENT);
      await town.start(town.ben, town.u2, ENT);
      await town.wait(2n * DAY);
      await town.start(town.ben, town.u1, ENT); // lives
      const list: [string, string][] = [
        [town.u1.address, town.anna.address],
        [town.u2.address, town.ben.address],
        [town.u1.address, town.ben.address],
        [town.u1.address, town.clara.address], // never was
        [town.stranger.address, town.anna.address], // no unit
        [town.u1.address, town.anna.address], // twice
      ];
      const pool = town.as(town.stranger, "energyPool");
      const lists = [list.map(([unit]) => unit), list.map(([, consumer]) => consumer)];
      expect(await pool.getFunction("clearOldSessions").staticCall(...lists)).to.equal(2n);
      await clear(...list);
      const open = [
        (await town.session(town.u1, town.anna)).open,
        (await town.session(town.u2, town.ben)).open,
        (await town.session(town.u1, town.ben)).open,
      ];
      expect(open).to.deep.equal([false, false, true]);
      expect((await town.account(town.anna)).entLocked).to.equal(0n);
    });

    it("closes one in the first second in which it can be, and not before", async () => {
      await town.start(town.anna, town.u1, ENT);
      const { endsAt } = await town.session(town.u1, town.anna);
      for (const [time, open] of [
        [endsAt + HOUR - 1n, true], // the grace is an hour
        [endsAt + HOUR, false],
      ] as const) {
        await town.at(time);
        await clear([town.u1.address, town.anna.address]);
        expect((await town.session(town.u1, town.anna)).open).to.equal(open);
      }
    });

    it("takes an empty list", async () => {
      await clear();
    });

    it("reverts when the two lists differ in length", async () => {
      const pool = town.as(town.stranger, "energyPool");
      await expect(pool.getFunction("clearOldSessions")([town.u1.address], []))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolListsDiffer")
        .withArgs(1n, 0n);
    });
  });

  describe("a late reading", () => {
    it("still finds what pays for it, until the session is closed", async () => {
      await town.start(town.anna, town.u1, 2n * ENT);
      const { endsAt } = await town.session(town.u1, town.anna);
      await town.at(endsAt + HOUR - 10n);
      await town.report(town.u1, town.reading(CONSUMED, town.anna, KWH, endsAt, 1n));
      expect(await town.account(town.anna)).to.include({ entLocked: ENT, owed: 0n });
      expect((await town.network()).energyWh).to.equal(9n * KWH);
    });
  });
});
