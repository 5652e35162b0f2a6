import { expect } from "chai";
import type { Contract, ContractTransactionResponse, Log, Signer } from "ethers";
import { network } from "hardhat";
import type { Connection } from "./helpers/community.ts";
import { NOBODY } from "./helpers/town.ts";

const MOST = 2n ** 64n - 1n;

interface Holding {
  entAvailable: bigint;
  entLocked: bigint;
  eurAvailable: bigint;
  eurLocked: bigint;
}

/** What the ledger does for pool, bank and market, whatever they ask for: here plain accounts stand in their places. */
describe("Ledger", () => {
  let ethers: Connection["ethers"];
  let ledger: Contract;
  let entToken: Contract;
  let eurToken: Contract;
  let pool: Signer;
  let bank: Signer;
  let market: Signer;
  let [anna, ben] = ["", ""];

  beforeEach(async () => {
    ({ ethers } = await network.create());
    const signers = await ethers.getSigners();
    [pool, bank, market] = signers.slice(1, 4) as unknown as [Signer, Signer, Signer];
    [anna, ben] = signers.slice(4, 6).map(({ address }) => address) as [string, string];
    const [deployer, unused] = [signers[0]!.address, signers[6]!.address];
    const at = (nonce: number): string => ethers.getCreateAddress({ from: deployer, nonce });
    const wiring = {
      ...{ ledger: at(0), energyToken: at(1), euroToken: at(2), market: await market.getAddress() },
      ...{ governance: unused, energyPool: await pool.getAddress(), bank: await bank.getAddress() },
      ...{ meterGateway: unused, lens: unused },
    };
    ledger = await ethers.deployContract("Ledger", [wiring]);
    entToken = await ethers.deployContract("EnergyToken", [wiring]);
    eurToken = await ethers.deployContract("EuroToken", [wiring]);
  });

  const as = (by: Signer, name: string, ...args: unknown[]): Promise<ContractTransactionResponse> =>
    (ledger.connect(by) as Contract).getFunction(name)(...args) as Promise<ContractTransactionResponse>;
  const mintEnt = (to: string, amount: bigint) => as(pool, "mintProduction", (amount << 160n) | BigInt(to), 0n);
  const mintEur = (to: string, amount: bigint) => as(bank, "mintEur", to, amount);
  const holding = async (of: string): Promise<Holding> =>
    ((await ledger.getFunction("account")(of)) as { toObject(): Holding }).toObject();
  const refused = (sent: Promise<unknown>, error: string, ...args: unknown[]) =>
    expect(sent)
      .to.be.revertedWithCustomError(ledger, error)
      .withArgs(...args);

  /** Senders, receivers and amounts that a token tells of. */
  const told = async (token: Contract, sent: ContractTransactionResponse): Promise<unknown[][]> =>
    (await sent.wait())!.logs
      .filter(({ address }: Log) => address === token.target)
      .map((log: Log) => token.interface.parseLog(log)!.args.toArray() as unknown[]);

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
      expect(await told(entToken, await as(pool, "burnLockedEnt", anna, 1n, 1n))).to.deep.equal([[anna, NOBODY, 1n]]);
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
        const tokens = { ent: entToken, eur: eurToken };
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
