import { expect } from "chai";
import { CONSUMED, ENT, HOUR, KWH, PRODUCED, Town } from "../helpers/town.ts";

describe("EnergyPool › consumption", () => {
  let town: Town;

  beforeEach(async () => {
    town = await Town.open();
    await town.produce(town.u1, town.anna, 10n * KWH); // anna 8 ENT, the provider 2
  });

  describe("energyConsumed, within a session", () => {
    it("burns 1 ENT a kWh without a deficit; energy leaves unit and session", async () => {
      await town.start(town.anna, town.u1, 2n * ENT);
      await expect(town.consume(town.u1, town.anna, KWH)).to.changeTokenBalance(
        town.d.ethers,
        town.d.energyToken,
        town.anna.address,
        -ENT,
      );
      expect(await town.account(town.anna)).to.include({ entAvailable: 6n * ENT, entLocked: ENT, owed: 0n });
      expect(await town.unit(town.u1)).to.include({ storedWh: 9n * KWH, lockedWh: KWH });
      expect(await town.session(town.u1, town.anna)).to.include({ ent: ENT, energyWh: KWH, live: true });
    });

    it("closes the session when its energy is used up, and returns what ENT is left", async () => {
      await town.start(town.anna, town.u1, 2n * ENT + 999_999n);
      await expect(town.consume(town.u1, town.anna, 2n * KWH))
        .to.emit(town.d.energyPool, "SessionClosed")
        .withArgs(town.u1.address, town.anna.address, 999_999n, 0n);
      expect(await town.account(town.anna)).to.include({ entAvailable: 6n * ENT, entLocked: 0n });
      expect(await town.session(town.u1, town.anna)).to.include({ open: false, ent: 0n });
      expect((await town.unit(town.u1)).lockedWh).to.equal(0n);
    });

    it("says what was consumed when, without a number, and what was covered and burned", async () => {
      await town.start(town.anna, town.u1, 2n * ENT);
      const time = (await town.now()) + HOUR;
      await town.at(time);
      await expect(town.consume(town.u1, town.anna, 3n * KWH))
        .to.emit(town.d.energyPool, "EnergyConsumed")
        .withArgs(town.u1.address, town.anna.address, 3n * KWH, time, 0n, 2n * KWH, 2n * ENT);
    });

    it("burns for a single Wh", async () => {
      await town.start(town.anna, town.u1, 2n * ENT);
      await town.consume(town.u1, town.anna, 1n);
      expect((await town.account(town.anna)).entLocked).to.equal(2n * ENT - 1_000_000n);
    });

    it("leaves a session as it is for a reading of 0", async () => {
      await town.start(town.anna, town.u1, 2n * ENT);
      await town.consume(town.u1, town.anna, 0n);
      expect(await town.session(town.u1, town.anna)).to.include({ ent: 2n * ENT, energyWh: 2n * KWH, live: true });
    });

    it("burns R more a kWh in a deficit, which shrinks by it", async () => {
      await town.consume(town.u1, town.stranger, KWH); // D 1, R 0.05
      await town.start(town.anna, town.u1, 42n * (ENT / 10n)); // 4 kWh
      await town.consume(town.u1, town.anna, 2n * KWH);
      expect((await town.account(town.anna)).entLocked).to.equal(21n * (ENT / 10n));
      expect(await town.network()).to.include({ imbalance: (9n * ENT) / 10n, rate: 50_000n });
    });

    it("burns no more than the deficit above 1 ENT a kWh", async () => {
      await town.produce(town.u2, town.ben, 100n * KWH);
      await town.consume(town.u2, town.stranger, KWH);
      await town.start(town.ben, town.u2, 50n * ENT); // 47.619 kWh
      await town.consume(town.u2, town.ben, 47n * KWH); // cost min(2.35, 1)
      expect((await town.account(town.ben)).entLocked).to.equal(2n * ENT);
      expect(await town.network()).to.include({ imbalance: 0n, rate: 0n });
    });

    it("burns at the session's r where R has grown since", async () => {
      await town.start(town.anna, town.u1, 4n * ENT); // r 0
      await town.consume(town.u1, town.stranger, 4n * KWH); // R 0.2
      await town.consume(town.u1, town.anna, 2n * KWH);
      expect((await town.account(town.anna)).entLocked).to.equal(2n * ENT);
      expect((await town.network()).imbalance).to.equal(4n * ENT);
    });

    it("burns at R where R has fallen since, and returns the difference at the end", async () => {
      await town.consume(town.u1, town.stranger, KWH);
      await town.start(town.anna, town.u1, 42n * (ENT / 10n)); // 4 kWh at 0.05
      await town.actual(town.u1, 10n * KWH); // equilibrium
      await town.consume(town.u1, town.anna, 4n * KWH);
      expect(await town.account(town.anna)).to.include({ entAvailable: 4n * ENT, entLocked: 0n });
    });

    it("burns at B where B was lowered since", async () => {
      await town.consume(town.u1, town.stranger, 2n * KWH); // R 0.1
      await town.start(town.anna, town.u1, 44n * (ENT / 10n)); // 4 kWh at 0.1
      await town.set("B", 10_000n);
      await town.consume(town.u1, town.anna, 2n * KWH);
      expect((await town.account(town.anna)).entLocked).to.equal(44n * (ENT / 10n) - (202n * ENT) / 100n);
    });

    it("takes the rate of its last renewal", async () => {
      await town.start(town.anna, town.u1, ENT);
      await town.consume(town.u1, town.stranger, KWH);
      await town.start(town.anna, town.u1, 1_100_000_000n); // 2.1 at 0.05: 2 kWh
      await town.consume(town.u1, town.anna, 2n * KWH);
      expect(await town.account(town.anna)).to.include({ entAvailable: 59n * (ENT / 10n), entLocked: 0n });
    });

    it("burns the covered part all the same where the books hold less", async () => {
      await town.start(town.anna, town.u1, 4n * ENT);
      await town.actual(town.u1, KWH); // D 9
      await town.consume(town.u1, town.anna, 3n * KWH);
      expect(await town.account(town.anna)).to.include({ entLocked: ENT, owed: 0n });
      expect(await town.unit(town.u1)).to.include({ storedWh: 0n, lockedWh: KWH });
      expect((await town.network()).imbalance).to.equal(7n * ENT);
    });

    it("covers the second of the session's end, and not the one after", async () => {
      await town.start(town.anna, town.u1, 4n * ENT);
      const { endsAt } = await town.session(town.u1, town.anna);
      await town.at(endsAt);
      await town.consume(town.u1, town.anna, KWH);
      expect(await town.account(town.anna)).to.include({ entLocked: 3n * ENT, owed: 0n });
      await town.at(endsAt + 1n);
      await town.consume(town.u1, town.anna, KWH);
      expect(await town.account(town.anna)).to.include({ entLocked: 0n, entAvailable: 7n * ENT });
      expect((await town.account(town.anna)).owed).to.equal((105n * ENT) / 100n);
    });
  });

  describe("the time of a reading", () => {
    it("is its interval's end, however late it comes", async () => {
      await town.start(town.anna, town.u1, 4n * ENT);
      const { endsAt } = await town.session(town.u1, town.anna);
      await town.at(endsAt + 1_000n);
      await town.report(town.u1, town.reading(CONSUMED, town.anna, KWH, endsAt, 1n));
      expect((await town.account(town.anna)).entLocked).to.equal(3n * ENT);
      await town.report(town.u1, town.reading(CONSUMED, town.anna, KWH, endsAt + 1n, 2n));
      expect(await town.account(town.anna)).to.include({ entLocked: 0n, entAvailable: 7n * ENT });
    });

    it("is the block's where the interval ends ahead of it", async () => {
      await town.start(town.anna, town.u1, 4n * ENT);
      const { endsAt } = await town.session(town.u1, town.anna);
      await town.at(endsAt);
      await town.report(town.u1, town.reading(CONSUMED, town.anna, KWH, endsAt + 600n, 1n));
      expect(await town.account(town.anna)).to.include({ entLocked: 3n * ENT, owed: 0n });
    });

    it("lets a session cover an interval that ended before it began", async () => {
      const before = await town.now();
      await town.wait(HOUR);
      await town.start(town.anna, town.u1, 4n * ENT);
      await town.report(town.u1, town.reading(CONSUMED, town.anna, KWH, before, 1n));
      expect(await town.account(town.anna)).to.include({ entLocked: 3n * ENT, owed: 0n });
    });
  });

  describe("energyConsumed, what no session covers", () => {
    it("leaves the unit without tokens, as a loss with its own event", async () => {
      const consumed = await town.consume(town.u1, town.ben, 3n * KWH);
      await expect(consumed)
        .to.emit(town.d.energyPool, "EnergyLost")
        .withArgs(town.u1.address, town.ben.address, 3n * KWH);
      await expect(consumed).not.to.emit(town.d.energyPool, "EnergyUnbooked");
      expect(await town.network()).to.include({ ent: 10n * ENT, energyWh: 7n * KWH, imbalance: 3n * ENT });
    });

    it("is counted as given away by the unit where the consumer never had a session with it", async () => {
      await expect(town.consume(town.u1, town.ben, 3n * KWH))
        .to.emit(town.d.energyPool, "EnergyGivenAway")
        .withArgs(town.u1.address, town.ben.address, 3n * KWH);
      await town.consume(town.u1, town.clara, KWH);
      expect((await town.unit(town.u1)).givenAwayWh).to.equal(4n * KWH);
      expect((await town.account(town.ben)).owed).to.equal(0n);
    });

    it("is not given away by a session with another unit: it is the pair that counts", async () => {
      await town.produce(town.u2, town.ben, 5n * KWH);
      await town.start(town.anna, town.u1, ENT);
      await town.consume(town.u2, town.anna, KWH);
      expect((await town.account(town.anna)).owed).to.equal(0n);
      expect((await town.unit(town.u2)).givenAwayWh).to.equal(KWH);
    });

    it("is owed by who has a session, for what is beyond it, at the rate after the loss", async () => {
      await town.start(town.anna, town.u1, ENT);
      await expect(town.consume(town.u1, town.anna, 3n * KWH))
        .to.emit(town.d.energyPool, "DebtIncurred")
        .withArgs(town.anna.address, town.u1.address, (22n * ENT) / 10n, (22n * ENT) / 10n);
      expect((await town.unit(town.u1)).givenAwayWh).to.equal(0n);
    });

    it("is owed by who once had a session, for good: closed, ended or of a unit that came back", async () => {
      await town.start(town.anna, town.u1, ENT);
      await town.wait(4n * HOUR);
      await town.close(town.anna, town.u1, town.anna);
      await town.consume(town.u1, town.anna, KWH);
      expect((await town.account(town.anna)).owed).to.equal((105n * ENT) / 100n);
      await town.govern("removeStorageUnit", town.u1.address);
      await town.register(town.u1);
      await town.consume(town.u1, town.anna, KWH);
      expect((await town.account(town.anna)).owed).to.be.greaterThan((205n * ENT) / 100n);
    });

    it("is owed whole where the books held only a part: what they never held is said and not booked", async () => {
      await town.start(town.anna, town.u1, ENT);
      const tx = town.consume(town.u1, town.anna, 12n * KWH); // 1 covered, 9 lost, 2 never held
      await expect(tx)
        .to.emit(town.d.energyPool, "EnergyLost")
        .withArgs(town.u1.address, town.anna.address, 9n * KWH);
      await expect(tx)
        .to.emit(town.d.energyPool, "EnergyUnbooked")
        .withArgs(town.u1.address, town.anna.address, 2n * KWH);
      expect(await town.network()).to.include({ energyWh: 0n, imbalance: 9n * ENT, rate: 450_000n });
      expect((await town.account(town.anna)).owed).to.equal((11n * 145n * ENT) / 100n);
    });

    it("is given away whole where the books held only a part", async () => {
      await town.consume(town.u1, town.ben, 12n * KWH);
      expect((await town.unit(town.u1)).givenAwayWh).to.equal(12n * KWH);
      expect((await town.network()).imbalance).to.equal(10n * ENT);
    });

    it("books nothing from an empty unit, and still is owed", async () => {
      await town.start(town.anna, town.u1, ENT);
      await town.consume(town.u1, town.anna, 10n * KWH);
      const { owed } = await town.account(town.anna);
      const before = await town.network();
      await expect(town.consume(town.u1, town.anna, KWH)).not.to.emit(town.d.energyPool, "EnergyLost");
      expect(await town.network()).to.deep.equal(before);
      expect((await town.account(town.anna)).owed - owed).to.equal(1_450_000_000n); // R 0.45
    });

    it("may come out of what others have locked: a meter reports what happened", async () => {
      await town.start(town.anna, town.u1, 8n * ENT);
      await town.consume(town.u1, town.ben, 5n * KWH);
      expect(await town.unit(town.u1)).to.include({ storedWh: 5n * KWH, lockedWh: 8n * KWH });
      expect(await town.session(town.u1, town.anna)).to.include({ live: true, energyWh: 8n * KWH });
    });

    it("is never refused, not even 2^64 − 1 Wh", async () => {
      await town.start(town.anna, town.u1, ENT);
      const most = 2n ** 64n - 1n;
      await town.consume(town.u1, town.anna, most);
      await town.consume(town.u1, town.anna, most);
      const rest = most - KWH + most;
      expect((await town.account(town.anna)).owed).to.equal(rest * 1_450_000n);
      await town.consume(town.u1, town.ben, most);
      expect((await town.unit(town.u1)).givenAwayWh).to.equal(most);
    });
  });

  describe("a reading after the session's end", () => {
    it("closes it, returns everything, and is covered by nothing", async () => {
      await town.start(town.anna, town.u1, 4n * ENT);
      const { endsAt } = await town.session(town.u1, town.anna);
      await town.at(endsAt + 1n);
      await expect(town.consume(town.u1, town.anna, KWH))
        .to.emit(town.d.energyPool, "SessionClosed")
        .withArgs(town.u1.address, town.anna.address, 4n * ENT, 4n * KWH);
      expect(await town.unit(town.u1)).to.include({ storedWh: 9n * KWH, lockedWh: 0n });
      expect(await town.account(town.anna)).to.include({ entAvailable: 8n * ENT, owed: (105n * ENT) / 100n });
    });

    it("closes it also when it reads 0", async () => {
      await town.start(town.anna, town.u1, 4n * ENT);
      const { endsAt } = await town.session(town.u1, town.anna);
      await town.at(endsAt + 1n);
      await town.consume(town.u1, town.anna, 0n);
      expect(await town.account(town.anna)).to.include({ entAvailable: 8n * ENT, entLocked: 0n, owed: 0n });
    });

    it("closes nothing where there never was one, or where it was used up or closed before", async () => {
      const closesNothing = async (): Promise<void> => {
        await expect(town.consume(town.u1, town.anna, KWH)).not.to.emit(town.d.energyPool, "SessionClosed");
      };
      await closesNothing();
      await town.start(town.anna, town.u1, ENT);
      await town.consume(town.u1, town.anna, KWH);
      await closesNothing();
      await town.wait(4n * HOUR);
      await closesNothing();
    });

    it("closes no other consumer's", async () => {
      await town.start(town.anna, town.u1, 4n * ENT);
      const { endsAt } = await town.session(town.u1, town.anna);
      await town.at(endsAt + 1n);
      await town.consume(town.u1, town.ben, 0n);
      expect((await town.account(town.anna)).entLocked).to.equal(4n * ENT);
    });
  });

  describe("energyConsumed, errors", () => {
    it("reverts with more than 2^64 − 1 Wh", async () => {
      await expect(town.consume(town.u1, town.anna, 2n ** 64n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolTooLarge")
        .withArgs(2n ** 64n);
    });

    it("reverts when the sender is no unit", async () => {
      await expect(town.consume(town.stranger, town.anna, KWH))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolNotAUnit")
        .withArgs(town.stranger.address);
    });

    it("reverts when the unit consumes for itself", async () => {
      await expect(town.consume(town.u1, town.u1, 0n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolUnitItself")
        .withArgs(town.u1.address);
    });

    it("reverts for nobody", async () => {
      const pool = town.as(town.u1, "energyPool");
      const zero = "0x0000000000000000000000000000000000000000";
      await expect(pool.getFunction("energyConsumed")(zero, 1n)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolZeroAddress",
      );
      await expect(pool.getFunction("energyProduced")(zero, 1n)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolZeroAddress",
      );
    });
  });

  describe("repay", () => {
    beforeEach(async () => {
      await town.start(town.anna, town.u1, ENT);
      await town.consume(town.u1, town.anna, 2n * KWH); // D 1, R 0.05, owes 1.05
    });

    it("burns the sender's ENT against anybody's debt", async () => {
      await expect(town.repay(town.provider, town.anna, ENT))
        .to.emit(town.d.energyPool, "DebtPaid")
        .withArgs(town.anna.address, town.provider.address, ENT, 50_000_000n);
      expect((await town.account(town.provider)).entAvailable).to.equal(ENT);
      expect((await town.account(town.anna)).owed).to.equal(50_000_000n);
      expect(await town.network()).to.include({ ent: 8n * ENT, imbalance: 0n, rate: 0n });
    });

    it("tells of it as an ERC-20 transfer to nobody", async () => {
      const nobody = "0x0000000000000000000000000000000000000000";
      await expect(town.repay(town.provider, town.anna, ENT))
        .to.emit(town.d.energyToken, "Transfer")
        .withArgs(town.provider.address, nobody, ENT);
    });

    it("takes no more than what is owed", async () => {
      await town.repay(town.anna, town.anna, 2n ** 256n - 1n);
      expect(await town.account(town.anna)).to.include({ owed: 0n, entAvailable: (595n * ENT) / 100n });
    });

    it("adds to the reserve what is beyond the deficit", async () => {
      await town.repay(town.anna, town.anna, 2n * ENT);
      expect((await town.network()).imbalance).to.equal(-50_000_000n);
    });

    it("reverts when nothing is owed", async () => {
      await expect(town.repay(town.anna, town.ben, ENT))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolNothingOwed")
        .withArgs(town.ben.address);
      await town.repay(town.anna, town.anna, 2n * ENT);
      await expect(town.repay(town.anna, town.anna, 1n)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolNothingOwed",
      );
    });

    it("reverts with 0", async () => {
      await expect(town.repay(town.anna, town.anna, 0n)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolZeroAmount",
      );
    });

    it("reverts when the sender has too little available: locked ENT pays no debt", async () => {
      await town.start(town.anna, town.u1, 65n * (ENT / 10n));
      await expect(town.repay(town.anna, town.anna, ENT))
        .to.be.revertedWithCustomError(town.d.ledger, "LedgerInsufficientEnt")
        .withArgs(town.anna.address, ENT / 2n, ENT);
      await expect(town.repay(town.ben, town.anna, 1n)).to.be.revertedWithCustomError(
        town.d.ledger,
        "LedgerInsufficientEnt",
      );
    });

    it("reverts with more than the ledger can burn at once, where more is owed", async () => {
      await town.start(town.anna, town.u1, ENT);
      await town.consume(town.u1, town.anna, 2n ** 50n);
      const most = 2n ** 64n - 1n;
      await expect(town.repay(town.ben, town.anna, most + 1n))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolTooLarge")
        .withArgs(most + 1n);
      await expect(town.repay(town.ben, town.anna, most)).to.be.revertedWithCustomError(
        town.d.ledger,
        "LedgerInsufficientEnt",
      );
    });

    it("is public", async () => {
      const account = await town.as(town.stranger, "lens").getFunction("account")(town.anna.address);
      expect(account.owed).to.equal(1_050_000_000n);
    });
  });

  describe("nothing is booked twice", () => {
    it("neither within a batch nor by sending it again", async () => {
      await town.start(town.anna, town.u1, 4n * ENT);
      const now = await town.now();
      const batch = await town.batch(town.u1, [
        town.reading(CONSUMED, town.anna, KWH, now, 1n),
        town.reading(PRODUCED, town.ben, KWH, now, 2n),
        town.reading(CONSUMED, town.anna, KWH, now, 2n),
      ]);
      await town.submit(batch, batch);
      expect((await town.account(town.anna)).entLocked).to.equal(3n * ENT);
      expect((await town.network()).energyWh).to.equal(10n * KWH);
    });
  });
});
