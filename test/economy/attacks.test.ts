import { expect } from "chai";
import { CONSUMED, DAY, ENT, EUR, HOUR, KWH, PARAMETER, Town, type Person } from "../helpers/town.ts";

/**
 * Attacks with what they bring the attacker: "profit" is the change of his ENT less what he owes, "taken" the energy that is physically his
 * afterwards. What the protocol cannot prevent stands here as well, with what bounds it; docs/security.md says what a community can do.
 */
describe("Attacks and what they bring", () => {
  let town: Town;

  beforeEach(async () => {
    town = await Town.open(); // the provider owns u1 and u2
    await town.produce(town.u2, town.anna, 100n * KWH); // anna 80 ENT, provider 20
  });

  const worth = async (...people: Person[]): Promise<bigint> => {
    let sum = 0n;
    for (const person of people) {
      const { entAvailable, entLocked, owed } = await town.account(person);
      sum += entAvailable + entLocked - owed;
    }
    return sum;
  };

  async function profit(who: Person[], attack: () => Promise<unknown>): Promise<bigint> {
    const before = await worth(...who);
    await attack();
    return (await worth(...who)) - before;
  }

  describe("a unit that lies, with its owner", () => {
    it("mints what it never got: profit 10 ENT for 10 kWh of thin air, until somebody looks; the loss is then everybody's", async () => {
      expect(await profit([town.provider], () => town.produce(town.u1, town.provider, 10n * KWH))).to.equal(10n * ENT);
      expect((await town.network()).imbalance, "the books believe it").to.equal(0n);
      await town.govern("removeStorageUnit", town.u1.address);
      expect(await town.network()).to.include({ imbalance: 10n * ENT, rate: 500_000n });
    });

    it("is bounded by the capacity that voters granted: profit 5 ENT at 5 kWh, however often", async () => {
      const unit = town.others[0]!;
      await town.register(unit, 5n * KWH);
      const gain = await profit([town.provider], async () => {
        await town.produce(unit, town.provider, 5n * KWH);
        await expect(town.produce(unit, town.provider, 1n)).to.be.revertedWithCustomError(
          town.d.energyPool,
          "EnergyPoolAboveCapacity",
        );
      });
      expect(gain).to.equal(5n * ENT);
    });

    it("can mint more by hiding what it has between: profit 8.75 ENT at 5 kWh, but each turn shows as a loss and R rises", async () => {
      const unit = town.others[0]!;
      await town.register(unit, 5n * KWH);
      const gain = await profit([town.provider], async () => {
        await town.produce(unit, town.provider, 5n * KWH);
        await town.actual(unit, 0n); // D 5, R 0.25
        await town.produce(unit, town.provider, 5n * KWH); // costs 1.25
      });
      expect(gain).to.equal((875n * ENT) / 100n);
      expect((await town.network()).rate).to.equal(250_000n);
    });

    it("is bounded by the power that voters granted: profit 1 ENT an hour at 1 kW", async () => {
      const unit = town.others[0]!;
      const time = (await town.now()) + 10n;
      await town.at(time);
      await town.register(unit, 0n, 1_000n);
      await town.at(time + HOUR);
      await expect(town.produce(unit, town.provider, KWH + 1n)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolAbovePower",
      );
      await town.at(time + HOUR + 1n);
      expect(await profit([town.provider], () => town.produce(unit, town.provider, KWH))).to.equal(ENT);
    });

    it("reports itself empty and keeps the energy: profit 0 ENT, taken 100 kWh; the deficit shows it at once", async () => {
      expect(await profit([town.provider], () => town.actual(town.u2, 0n))).to.equal(0n);
      expect(await town.network()).to.include({ imbalance: 100n * ENT, rate: 5_000_000n });
    });

    it("charges a user for what he never drew: the unit's owner gains nothing, the user's ENT stay his, his next productions pay", async () => {
      await town.start(town.anna, town.u2, ENT);
      const before = await town.account(town.anna);
      const gain = await profit([town.provider], () => town.consume(town.u2, town.anna, 50n * KWH));
      expect(gain).to.equal(0n);
      const after = await town.account(town.anna);
      expect(after.entAvailable + after.entLocked).to.equal(before.entAvailable + before.entLocked - ENT);
      expect(after.owed).to.equal(49n * ENT + (49n * ENT) / 2n); // 49 kWh at R 2.45, B 0.5
      await town.produce(town.u1, town.anna, KWH);
      expect((await town.account(town.anna)).entAvailable).to.equal(after.entAvailable);
    });

    it("cannot charge who never had a session with it: what it reports is its own gift, for all to see", async () => {
      await town.consume(town.u2, town.anna, 50n * KWH);
      expect((await town.account(town.anna)).owed).to.equal(0n);
      expect((await town.unit(town.u2)).givenAwayWh).to.equal(50n * KWH);
    });

    it("gives to its friends: profit 0 ENT, taken 50 kWh, counted as given away by this unit for good", async () => {
      expect(
        await profit([town.stranger, town.provider], () => town.consume(town.u2, town.stranger, 50n * KWH)),
      ).to.equal(0n);
      await town.govern("removeStorageUnit", town.u2.address);
      await town.register(town.u2);
      expect((await town.unit(town.u2)).givenAwayWh).to.equal(50n * KWH);
    });

    it("draws with new accounts that never had a session: profit 0 ENT, all of it given away by that unit", async () => {
      for (const friend of town.others.slice(0, 5)) await town.consume(town.u2, friend, KWH);
      expect((await town.unit(town.u2)).givenAwayWh).to.equal(5n * KWH);
      expect((await town.network()).imbalance).to.equal(5n * ENT);
    });
  });

  describe("a resident", () => {
    it("locks all energy to starve others: costs him nothing but that his ENT lie still, for H, as much as the energy is worth", async () => {
      const gain = await profit([town.anna], async () => {
        await town.start(town.anna, town.u2, 80n * ENT);
        await town.send(town.provider, town.ben, 20n * ENT);
        await town.start(town.ben, town.u2, 20n * ENT); // 20 kWh were left: who starves others needs every ENT there is
        await expect(town.start(town.ben, town.u2, 1n)).to.be.revertedWithCustomError(
          town.d.ledger,
          "LedgerInsufficientEnt",
        );
      });
      expect(gain).to.equal(0n);
      const { endsAt } = await town.session(town.u2, town.anna);
      await town.at(endsAt + HOUR);
      await town.close(town.stranger, town.u2, town.anna);
    });

    it("closes his session before a late reading comes: it finds the session until grace is over; profit −1 ENT as without", async () => {
      await town.start(town.anna, town.u2, 2n * ENT);
      const { endsAt } = await town.session(town.u2, town.anna);
      const gain = await profit([town.anna], async () => {
        await town.at(endsAt + HOUR - 1n);
        await expect(town.close(town.anna, town.u2, town.anna)).to.be.revertedWithCustomError(
          town.d.energyPool,
          "EnergyPoolSessionNotClosable",
        );
        await town.report(town.u2, town.reading(CONSUMED, town.anna, KWH, endsAt, 1n));
      });
      expect(gain).to.equal(-ENT);
    });

    it("closes it after grace, before a later reading: he owes for it instead, at 1 + R; profit −1.05 ENT", async () => {
      await town.start(town.anna, town.u2, 2n * ENT);
      const { endsAt } = await town.session(town.u2, town.anna);
      const gain = await profit([town.anna], async () => {
        await town.at(endsAt + HOUR);
        await town.close(town.anna, town.u2, town.anna);
        await town.report(town.u2, town.reading(CONSUMED, town.anna, KWH, endsAt, 1n));
      });
      expect(gain).to.equal(-(105n * ENT) / 100n);
    });

    it("sends his ENT away and draws on: owes it all; profit −7.25 ENT for 6 kWh, and starts no session beyond owedLimit", async () => {
      await town.start(town.anna, town.u2, ENT);
      const gain = await profit([town.anna, town.ben], async () => {
        await town.send(town.anna, town.ben, 79n * ENT);
        await town.consume(town.u2, town.anna, 6n * KWH); // 1 covered, 5 owed at 1.25
      });
      expect(gain).to.equal(-ENT - (625n * ENT) / 100n);
      await town.send(town.ben, town.anna, 10n * ENT);
      await expect(town.start(town.anna, town.u2, ENT)).to.be.revertedWithCustomError(
        town.d.energyPool,
        "EnergyPoolOwesTooMuch",
      );
    });

    it("produces under another name while he owes: what he produces is then not his to withhold, profit 0 for the debtor", async () => {
      await town.start(town.anna, town.u2, ENT);
      await town.consume(town.u2, town.anna, 3n * KWH);
      const { owed } = await town.account(town.anna);
      await town.produce(town.u1, town.ben, 10n * KWH); // in ben's name
      expect((await town.account(town.anna)).owed, "known limit: the debt stays, and it is public").to.equal(owed);
    });

    it("pays his debt with dust: each unit counts, nothing is rounded away", async () => {
      await town.start(town.anna, town.u2, ENT);
      await town.consume(town.u2, town.anna, 2n * KWH);
      for (let round = 0; round < 5; round++) await town.repay(town.anna, town.anna, 1n);
      expect((await town.account(town.anna)).owed).to.equal((105n * ENT) / 100n - 5n);
    });

    it("renews in dust to shave the rounding: the Wh never exceed what all his ENT pays", async () => {
      for (let round = 0; round < 10; round++) await town.start(town.anna, town.u2, 1_999_999n);
      const { ent, energyWh } = await town.session(town.u2, town.anna);
      expect(energyWh).to.equal(ent / 1_000_000n);
      expect(ent).to.equal(19_999_990n);
    });
  });

  describe("those in office", () => {
    it("bankers mint at most the cap a day: 100,000 EUR taken, then not a cent until midnight", async () => {
      await town.govern("changeBanker", town.banker.address);
      const mint = town.as(town.banker, "bank").getFunction("mintEuro");
      const day = ((await town.now()) / DAY + 1n) * DAY;
      await town.at(day);
      await mint(town.banker.address, 100_000n * EUR, "nothing was paid in");
      await expect(mint(town.banker.address, 1n, "more")).to.be.revertedWithCustomError(
        town.d.bank,
        "BankMintCapExceeded",
      );
      await town.govern("changeBanker", town.clara.address);
      const next = town.as(town.clara, "bank").getFunction("mintEuro");
      await expect(next(town.clara.address, 1n, "mine")).to.be.revertedWithCustomError(
        town.d.bank,
        "BankMintCapExceeded",
      );
    });

    it("bankers cannot touch what a resident has not locked for withdrawal: taken 0", async () => {
      await town.govern("changeBanker", town.banker.address);
      const bank = town.as(town.banker, "bank");
      await bank.getFunction("mintEuro")(town.anna.address, EUR, "deposit");
      await expect(bank.getFunction("burnEuro")(town.anna.address, 1n, "x")).to.be.revertedWithCustomError(
        town.d.bank,
        "BankInsufficientWithdrawal",
      );
    });

    it("a majority raises F to 100 %: from the next production on all goes to the owners, nothing that was minted moves", async () => {
      const before = await town.account(town.anna);
      await town.set("F", 1_000_000n);
      expect(await town.account(town.anna)).to.deep.equal(before);
      expect(await profit([town.provider], () => town.produce(town.u1, town.anna, 10n * KWH))).to.equal(10n * ENT);
      expect((await town.account(town.anna)).entAvailable).to.equal(before.entAvailable);
    });

    it("a majority removes a unit under open sessions: the consumers get every ENT back at once, without anyone's leave", async () => {
      await town.start(town.anna, town.u2, 30n * ENT);
      await town.govern("removeStorageUnit", town.u2.address);
      expect(await profit([town.anna], () => town.close(town.anna, town.u2, town.anna))).to.equal(0n);
      expect((await town.account(town.anna)).entLocked).to.equal(0n);
    });

    it("a majority sets grace and H to their longest: a running session keeps its end; locked ENT are back 7 days after it at the latest", async () => {
      await town.start(town.anna, town.u2, 30n * ENT);
      const { endsAt } = await town.session(town.u2, town.anna);
      await town.set("grace", 7n * DAY);
      await town.set("H", 7n * DAY);
      await town.at(endsAt + 7n * DAY);
      await town.close(town.anna, town.u2, town.anna);
      expect((await town.account(town.anna)).entLocked).to.equal(0n);
    });

    it("a minority of voters gets nothing through: 2 of 4 leave everything as it is", async () => {
      for (const next of [town.anna, town.ben, town.clara]) {
        const voters = [town.voter, town.anna, town.ben, town.clara];
        const count: bigint = await town.d.governance.getFunction("voterCount")();
        for (const by of voters.slice(0, Number(count) / 2 + 1)) {
          await town.as(by, "governance").getFunction("addVoter")(next.address);
        }
      }
      for (const by of [town.anna, town.ben]) {
        await town.as(by, "governance").getFunction("setParameter")(PARAMETER.F, 1_000_000n);
      }
      expect(await town.d.lens.getFunction("parameter")(PARAMETER.F)).to.equal(200_000n);
    });
  });

  describe("who carries reports", () => {
    it("changes nothing by holding them back for a while: the same sums come out later", async () => {
      await town.start(town.anna, town.u2, 4n * ENT);
      const now = await town.now();
      const first = await town.batch(town.u2, [town.reading(CONSUMED, town.anna, KWH, now + 10n, 1n)]);
      const second = await town.batch(town.u2, [town.reading(CONSUMED, town.anna, 2n * KWH, now + 20n, 2n)]);
      await town.wait(3n * HOUR - 120n);
      await town.submit(second); // a gap: nothing happens
      await town.submit(first);
      await town.submit(second);
      expect((await town.account(town.anna)).entLocked).to.equal(ENT);
    });
  });
});
