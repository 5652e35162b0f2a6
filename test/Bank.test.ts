import { expect } from "chai";
import { DAY, EUR, NOBODY, PARAMETER, Town, type Person } from "./helpers/town.ts";

describe("Bank", () => {
  let town: Town;

  beforeEach(async () => {
    town = await Town.empty();
    await town.govern("changeBanker", town.banker.address);
  });

  const as = (by: Person, name: string, ...args: unknown[]): Promise<unknown> =>
    town.as(by, "bank").getFunction(name)(...args);
  const mint = (to: Person, amount: bigint, reference: string, by = town.banker): Promise<unknown> =>
    as(by, "mintEuro", to.address, amount, reference);
  const burn = (from: Person, amount: bigint, reference: string, by = town.banker): Promise<unknown> =>
    as(by, "burnEuro", from.address, amount, reference);
  const lock = (by: Person, amount: bigint): Promise<unknown> => as(by, "lockEuro", amount);
  const unlock = (by: Person, account: Person, amount: bigint): Promise<unknown> =>
    as(by, "unlockEuro", account.address, amount);
  const error = (name: string): [typeof town.d.bank, string] => [town.d.bank, name];

  describe("mintEuro", () => {
    it("mints to a resident, with the payment's reference", async () => {
      await expect(mint(town.anna, 10n * EUR, "deposit 1"))
        .to.emit(town.d.bank, "EuroMinted")
        .withArgs(town.anna.address, 10n * EUR, "deposit 1")
        .and.to.emit(town.d.euroToken, "Transfer")
        .withArgs(NOBODY, town.anna.address, 10n * EUR);
      expect(await town.account(town.anna)).to.include({ eurAvailable: 10n * EUR, eurLocked: 0n });
      expect((await town.network()).eur).to.equal(10n * EUR);
      expect(await town.d.euroToken.getFunction("totalSupply")()).to.equal(10n * EUR);
    });

    it("reverts for who is not the banker, voters and former bankers included", async () => {
      await town.govern("changeBanker", town.clara.address);
      for (const by of [town.voter, town.banker, town.anna]) {
        await expect(mint(town.anna, EUR, "x", by))
          .to.be.revertedWithCustomError(...error("BankNotBanker"))
          .withArgs(by.address);
      }
      await mint(town.anna, EUR, "x", town.clara);
    });

    it("reverts for everybody where there is no banker", async () => {
      await town.govern("changeBanker", NOBODY);
      await expect(mint(town.anna, EUR, "x"))
        .to.be.revertedWithCustomError(...error("BankNotBanker"))
        .withArgs(town.banker.address);
    });

    it("serves a reference once, also to another resident and after another banker came", async () => {
      await mint(town.anna, EUR, "r");
      await town.govern("changeBanker", town.clara.address);
      for (const to of [town.anna, town.ben]) {
        await expect(mint(to, 2n * EUR, "r", town.clara))
          .to.be.revertedWithCustomError(...error("BankReferenceUsed"))
          .withArgs("r");
      }
      expect(await town.d.bank.getFunction("mintReferenceUsed")("r")).to.equal(true);
      expect(await town.d.bank.getFunction("mintReferenceUsed")("s")).to.equal(false);
      await mint(town.anna, EUR, "R", town.clara);
    });

    it("does not use a reference up when it fails", async () => {
      await expect(mint(town.anna, 0n, "r")).to.be.revertedWithCustomError(...error("BankZeroAmount"));
      await mint(town.anna, EUR, "r");
    });

    it("takes a reference of any length", async () => {
      const long = "a very long payment reference, ".repeat(40);
      await mint(town.anna, EUR, long);
      await expect(mint(town.anna, EUR, long)).to.be.revertedWithCustomError(...error("BankReferenceUsed"));
      await mint(town.anna, EUR, `${long}.`);
    });

    it("reverts without reference, amount or resident", async () => {
      await expect(mint(town.anna, EUR, "")).to.be.revertedWithCustomError(...error("BankEmptyReference"));
      await expect(mint(town.anna, 0n, "r")).to.be.revertedWithCustomError(...error("BankZeroAmount"));
      await expect(as(town.banker, "mintEuro", NOBODY, EUR, "r")).to.be.revertedWithCustomError(
        ...error("BankZeroAddress"),
      );
    });
  });

  describe("the mint cap", () => {
    const CAP = 100_000n * EUR;

    /** The first second of a UTC day after tomorrow. */
    const midnight = async (): Promise<bigint> => ((await town.now()) / DAY + 2n) * DAY;

    it("bounds what is minted in a UTC day, to whomever and by whichever banker", async () => {
      const day = await midnight();
      await town.at(day);
      await mint(town.anna, CAP - 5n, "1");
      await town.govern("changeBanker", town.clara.address);
      await expect(mint(town.ben, 6n, "2", town.clara))
        .to.be.revertedWithCustomError(...error("BankMintCapExceeded"))
        .withArgs(CAP - 5n, 6n, CAP);
      await mint(town.ben, 5n, "2", town.clara);
      await expect(mint(town.ben, 1n, "3", town.clara)).to.be.revertedWithCustomError(...error("BankMintCapExceeded"));
      expect(await town.d.bank.getFunction("mintedToday")()).to.equal(CAP);
    });

    it("begins anew at 00:00 UTC, and not a second earlier", async () => {
      const day = await midnight();
      await town.at(day);
      await mint(town.anna, CAP, "1");
      await town.at(day + DAY - 1n);
      await expect(mint(town.anna, 1n, "2")).to.be.revertedWithCustomError(...error("BankMintCapExceeded"));
      await town.at(day + DAY);
      await mint(town.anna, CAP, "2");
      expect(await town.d.bank.getFunction("mintedToday")()).to.equal(CAP);
    });

    it("shows nothing minted on a new day before anything is", async () => {
      await mint(town.anna, EUR, "1");
      await town.wait(DAY);
      expect(await town.d.bank.getFunction("mintedToday")()).to.equal(0n);
    });

    it("is not freed by burning", async () => {
      await town.at(await midnight());
      await mint(town.anna, CAP, "1");
      await lock(town.anna, CAP);
      await burn(town.anna, CAP, "1");
      await expect(mint(town.anna, 1n, "2"))
        .to.be.revertedWithCustomError(...error("BankMintCapExceeded"))
        .withArgs(CAP, 1n, CAP);
    });

    it("is the voters' to change, at once", async () => {
      await town.at(await midnight());
      await mint(town.anna, 10n * EUR, "1");
      await town.set("mintCap", 10n * EUR);
      await expect(mint(town.anna, 1n, "2")).to.be.revertedWithCustomError(...error("BankMintCapExceeded"));
      await town.set("mintCap", 10n * EUR + 1n);
      await mint(town.anna, 1n, "2");
      await town.set("mintCap", 0n);
      await expect(mint(town.anna, 1n, "3"))
        .to.be.revertedWithCustomError(...error("BankMintCapExceeded"))
        .withArgs(10n * EUR + 1n, 1n, 0n);
    });

    it("may be any: then what the ledger can hold is the end", async () => {
      await town.set("mintCap", 2n ** 128n - 1n);
      const most = 2n ** 64n - 1n;
      await mint(town.anna, most - 1n, "1");
      await expect(mint(town.ben, 2n, "2"))
        .to.be.revertedWithCustomError(...error("BankAmountTooLarge"))
        .withArgs(2n);
      await expect(mint(town.ben, 2n ** 64n, "2")).to.be.revertedWithCustomError(...error("BankAmountTooLarge"));
      await mint(town.ben, 1n, "2");
      expect((await town.network()).eur).to.equal(most);
    });
  });

  describe("parameter", () => {
    it("tells the mint cap, and reverts with another contract's", async () => {
      const read = town.d.bank.getFunction("parameter");
      expect(await read(PARAMETER.mintCap)).to.equal(100_000n * EUR);
      await expect(read(PARAMETER.M)).to.be.revertedWithCustomError(...error("BankUnknownParameter"));
    });
  });

  describe("lockEuro", () => {
    beforeEach(() => mint(town.anna, 10n * EUR, "deposit"));

    it("locks the sender's eEuro for withdrawal", async () => {
      await expect(lock(town.anna, 4n * EUR))
        .to.emit(town.d.bank, "EuroLocked")
        .withArgs(town.anna.address, 4n * EUR);
      expect(await town.account(town.anna)).to.include({
        ...{ eurAvailable: 6n * EUR, eurLocked: 4n * EUR, eurForWithdrawal: 4n * EUR },
      });
      await lock(town.anna, EUR);
      expect((await town.account(town.anna)).eurForWithdrawal).to.equal(5n * EUR);
    });

    it("keeps it from being sent, and in the balance", async () => {
      await lock(town.anna, 4n * EUR);
      expect(await town.d.euroToken.getFunction("balanceOf")(town.anna.address)).to.equal(10n * EUR);
      await expect(town.as(town.anna, "euroToken").getFunction("transfer")(town.ben.address, 6n * EUR + 1n))
        .to.be.revertedWithCustomError(town.d.ledger, "LedgerInsufficientEur")
        .withArgs(town.anna.address, 6n * EUR, 6n * EUR + 1n);
    });

    it("reverts with 0, and with more than is available", async () => {
      await expect(lock(town.anna, 0n)).to.be.revertedWithCustomError(...error("BankZeroAmount"));
      await lock(town.anna, 9n * EUR);
      await expect(lock(town.anna, EUR + 1n))
        .to.be.revertedWithCustomError(town.d.ledger, "LedgerInsufficientEur")
        .withArgs(town.anna.address, EUR, EUR + 1n);
      const most = 2n ** 64n - 1n;
      await expect(lock(town.anna, most)).to.be.revertedWithCustomError(town.d.ledger, "LedgerInsufficientEur");
      for (const amount of [most + 1n, 2n ** 255n])
        await expect(lock(town.anna, amount)).to.be.revertedWithCustomError(...error("BankAmountTooLarge"));
    });
  });

  describe("burnEuro", () => {
    beforeEach(async () => {
      await mint(town.anna, 10n * EUR, "deposit");
      await lock(town.anna, 4n * EUR);
    });

    it("burns what a resident has locked for withdrawal, with the payment's reference", async () => {
      await expect(burn(town.anna, 3n * EUR, "payout 1"))
        .to.emit(town.d.bank, "EuroBurned")
        .withArgs(town.anna.address, 3n * EUR, "payout 1")
        .and.to.emit(town.d.euroToken, "Transfer")
        .withArgs(town.anna.address, NOBODY, 3n * EUR);
      expect(await town.account(town.anna)).to.include({
        ...{ eurAvailable: 6n * EUR, eurLocked: EUR, eurForWithdrawal: EUR },
      });
      expect((await town.network()).eur).to.equal(7n * EUR);
    });

    it("reverts beyond what is locked for withdrawal, though more is available", async () => {
      await expect(burn(town.anna, 4n * EUR + 1n, "p"))
        .to.be.revertedWithCustomError(...error("BankInsufficientWithdrawal"))
        .withArgs(town.anna.address, 4n * EUR, 4n * EUR + 1n);
    });

    it("touches nothing that is locked for orders, nor does unlocking", async () => {
      await mint(town.ben, 10n * EUR, "other deposit");
      // a buy of 10 ENT at 0.5 EUR rests
      await town.as(town.ben, "market").getFunction("addOrder")(0, 5_000, 10_000, 0, 10, 0);
      expect(await town.account(town.ben)).to.include({ eurLocked: 5n * EUR, eurForWithdrawal: 0n });
      for (const attempt of [
        burn(town.ben, 1n, "p"),
        unlock(town.ben, town.ben, 1n),
        unlock(town.banker, town.ben, 1n),
      ]) {
        await expect(attempt)
          .to.be.revertedWithCustomError(...error("BankInsufficientWithdrawal"))
          .withArgs(town.ben.address, 0n, 1n);
      }
    });

    it("serves a reference once; the same may have served for a mint", async () => {
      await burn(town.anna, EUR, "deposit");
      await expect(burn(town.anna, EUR, "deposit"))
        .to.be.revertedWithCustomError(...error("BankReferenceUsed"))
        .withArgs("deposit");
      expect(await town.d.bank.getFunction("burnReferenceUsed")("deposit")).to.equal(true);
      expect(await town.d.bank.getFunction("burnReferenceUsed")("other")).to.equal(false);
    });

    it("reverts for who is not the banker, the resident included", async () => {
      for (const by of [town.anna, town.voter, town.stranger]) {
        await expect(burn(town.anna, EUR, "p", by))
          .to.be.revertedWithCustomError(...error("BankNotBanker"))
          .withArgs(by.address);
      }
    });

    it("reverts without reference or amount", async () => {
      await expect(burn(town.anna, EUR, "")).to.be.revertedWithCustomError(...error("BankEmptyReference"));
      await expect(burn(town.anna, 0n, "p")).to.be.revertedWithCustomError(...error("BankZeroAmount"));
    });

    it("comes before paying: what is burned cannot be taken back", async () => {
      await burn(town.anna, 4n * EUR, "p");
      await expect(unlock(town.anna, town.anna, 1n))
        .to.be.revertedWithCustomError(...error("BankInsufficientWithdrawal"))
        .withArgs(town.anna.address, 0n, 1n);
    });
  });

  describe("unlockEuro", () => {
    beforeEach(async () => {
      await mint(town.anna, 10n * EUR, "deposit");
      await lock(town.anna, 4n * EUR);
    });

    it("makes it available again, by the resident or by the banker", async () => {
      await expect(unlock(town.anna, town.anna, EUR))
        .to.emit(town.d.bank, "EuroUnlocked")
        .withArgs(town.anna.address, town.anna.address, EUR);
      await expect(unlock(town.banker, town.anna, 2n * EUR))
        .to.emit(town.d.bank, "EuroUnlocked")
        .withArgs(town.anna.address, town.banker.address, 2n * EUR);
      expect(await town.account(town.anna)).to.include({
        ...{ eurAvailable: 9n * EUR, eurLocked: EUR, eurForWithdrawal: EUR },
      });
    });

    it("works for the resident where there is no banker", async () => {
      await town.govern("changeBanker", NOBODY);
      await unlock(town.anna, town.anna, 4n * EUR);
      expect((await town.account(town.anna)).eurAvailable).to.equal(10n * EUR);
    });

    it("reverts for anybody else, and for a former banker", async () => {
      await town.govern("changeBanker", town.clara.address);
      for (const by of [town.banker, town.voter, town.ben]) {
        await expect(unlock(by, town.anna, EUR))
          .to.be.revertedWithCustomError(...error("BankNotBankerOrResident"))
          .withArgs(by.address, town.anna.address);
      }
    });

    it("reverts with 0, and beyond what is locked", async () => {
      await expect(unlock(town.anna, town.anna, 0n)).to.be.revertedWithCustomError(...error("BankZeroAmount"));
      await expect(unlock(town.anna, town.anna, 4n * EUR + 1n))
        .to.be.revertedWithCustomError(...error("BankInsufficientWithdrawal"))
        .withArgs(town.anna.address, 4n * EUR, 4n * EUR + 1n);
    });
  });
});
