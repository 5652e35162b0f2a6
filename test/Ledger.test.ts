import { expect } from "chai";
import { type ContractTransactionResponse, getAddress } from "ethers";
import { eventsOf } from "./helpers/events.ts";
import { type Balances, MarketStage } from "./helpers/marketStage.ts";
import { NOBODY, type Person } from "./helpers/town.ts";

const MOST = 2n ** 64n - 1n;

/** What the ledger does for pool, bank and market, whatever they ask for: here somebody else speaks for each of them. */
describe("Ledger", () => {
  let stage: MarketStage;
  let pool: Person;
  let bank: Person;
  let market: Person;
  /** Who has nothing yet. */
  const [anna, ben] = [getAddress(`0x${"a1".repeat(20)}`), getAddress(`0x${"b2".repeat(20)}`)];

  beforeEach(async () => {
    stage = await MarketStage.fresh();
    ({ pool, bank } = stage);
    const address = stage.market.target as string;
    market = { address, signer: await stage.connection.ethers.getImpersonatedSigner(address) };
  });

  const as = (by: Person, name: string, ...args: unknown[]) => stage.as(by, stage.ledger, name, ...args);
  const mintEnt = (address: string, ent: bigint) => stage.give({ address }, { ent });
  const mintEur = (address: string, eur: bigint) => stage.give({ address }, { eur });
  const holding = (address: string): Promise<Balances> => stage.balances({ address });
  const refused = (sent: Promise<unknown>, error: string, ...args: unknown[]) =>
    expect(sent)
      .to.be.revertedWithCustomError(stage.ledger, error)
      .withArgs(...args);
  const told = (token: "energyToken" | "euroToken", sent: ContractTransactionResponse) =>
    eventsOf(stage[token], "Transfer", sent);

  describe("a single unit", () => {
    it("is locked and returned as any amount", async () => {
      await mintEnt(anna, 1n);
      await mintEur(anna, 1n);
      await as(market, "lockOnOrder", anna, 1n, 0n);
      await as(market, "lockOnOrder", anna, 0n, 1n);
      expect(await holding(anna)).to.include({ entAvailable: 0n, entLocked: 1n, eurAvailable: 0n, eurLocked: 1n });
      await as(market, "unlockOnOrder", anna, 1n, 1n);
      expect(await holding(anna)).to.include({ entAvailable: 1n, entLocked: 0n, eurAvailable: 1n, eurLocked: 0n });
    });

    it("is burned, and told of", async () => {
      await mintEnt(anna, 2n);
      await as(pool, "lockEnt", anna, 2n);
      expect(await told("energyToken", await as(pool, "burnLockedEnt", anna, 1n, 1n))).to.deep.equal([
        [anna, NOBODY, 1n],
      ]);
      expect(await holding(anna)).to.include({ entAvailable: 1n, entLocked: 0n });
    });
  });

  describe("what is locked", () => {
    beforeEach(async () => {
      await mintEnt(anna, 10n);
      await mintEur(anna, 10n);
      await as(pool, "lockEnt", anna, 3n);
      await as(bank, "lockEur", anna, 4n);
    });

    it("is all that can be released or burned", async () => {
      await refused(as(pool, "unlockEnt", anna, 4n), "LedgerInsufficientLockedEnt", anna, 3n, 4n);
      await refused(as(pool, "burnLockedEnt", anna, 4n, 0n), "LedgerInsufficientLockedEnt", anna, 3n, 4n);
      await refused(as(pool, "burnLockedEnt", anna, 3n, 1n), "LedgerInsufficientLockedEnt", anna, 0n, 1n);
      await refused(as(bank, "unlockEur", anna, 5n), "LedgerInsufficientLockedEur", anna, 4n, 5n);
      await refused(as(bank, "burnLockedEur", anna, 5n), "LedgerInsufficientLockedEur", anna, 4n, 5n);
      await refused(as(market, "unlockOnOrder", anna, 4n, 0n), "LedgerInsufficientLockedEnt", anna, 3n, 4n);
      await refused(as(market, "unlockOnOrder", anna, 0n, 5n), "LedgerInsufficientLockedEur", anna, 4n, 5n);
    });
  });

  describe("an account", () => {
    it("holds up to 2^64 - 1 units of each, and not one more", async () => {
      await mintEnt(anna, MOST - 1n);
      await mintEnt(anna, 1n);
      await mintEur(anna, MOST);
      await refused(mintEnt(anna, 1n), "LedgerAmountTooLarge", anna, 1n);
      await refused(mintEur(anna, 1n), "LedgerAmountTooLarge", anna, 1n);
      expect(await holding(anna)).to.include({ entAvailable: MOST, entLocked: 0n, eurAvailable: MOST, eurLocked: 0n });
    });
  });

  /** Both ways that an order can come in, and what its makers give and get there. */
  const ways = [
    { way: "bookIncomingPurchase", gives: "ent", gets: "eur", locked: "LedgerInsufficientLockedEnt" },
    { way: "bookIncomingSale", gives: "eur", gets: "ent", locked: "LedgerInsufficientLockedEur" },
  ] as const;

  for (const { way, gives, gets, locked } of ways) {
    describe(way, () => {
      const mint = { ent: mintEnt, eur: mintEur };
      const lock = (owner: string, amount: bigint) =>
        as(market, "lockOnOrder", owner, ...(gives === "ent" ? [amount, 0n] : [0n, amount]));
      /** A fill with one maker: what he gives, gets, and has back of what he had locked. */
      const book = (given: bigint, gotten: bigint, back: bigint, cost = gotten) => {
        const [ent, eur] = gives === "ent" ? [given, gotten] : [gotten, given];
        return as(market, way, ben, cost, 0n, 0n, [BigInt(anna), ent | (eur << 64n) | (back << 128n)]);
      };

      beforeEach(async () => {
        await mint[gives](anna, 10n);
        await lock(anna, 5n);
        await mint[gets](ben, 10n);
      });

      it("pays a maker, returns what is left of his lock, and tells of both, to the unit", async () => {
        const sent = await book(1n, 1n, 1n);
        expect(await holding(anna)).to.include({
          [`${gives}Available`]: 6n,
          [`${gives}Locked`]: 3n,
          [`${gets}Available`]: 1n,
        });
        const tokens = { ent: "energyToken", eur: "euroToken" } as const;
        expect(await told(tokens[gives], sent)).to.deep.equal([[anna, ben, 1n]]);
        expect(await told(tokens[gets], sent)).to.deep.equal([[ben, anna, 1n]]);
      });

      it("takes all that a maker has locked, and not a unit more", async () => {
        await refused(book(4n, 1n, 2n), locked, anna, 5n, 6n);
        await refused(book(6n, 1n, 0n), locked, anna, 5n, 6n);
        await book(3n, 1n, 2n);
        expect(await holding(anna)).to.include({ [`${gives}Available`]: 7n, [`${gives}Locked`]: 0n });
      });

      it("pays a maker up to what he can hold, and not a unit more", async () => {
        await mint[gets](anna, MOST - 2n);
        await refused(book(1n, 3n, 0n), "LedgerAmountTooLarge", anna, 3n);
        await book(1n, 2n, 0n);
        expect(await holding(anna)).to.include({ [`${gets}Available`]: MOST, [`${gives}Locked`]: 4n });
      });
    });
  }
});
