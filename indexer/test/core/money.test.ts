import { expect } from "chai";
import type { ChainEvent } from "../../src/core/event.ts";
import {
  ANNA,
  type Address,
  BEGIN,
  BEN,
  Chronicle,
  OWNER,
  type Said,
  ZERO,
  blockOf,
  place,
  rowsOf,
  said,
  transfer,
} from "../helpers/chronicle.ts";
import { reduceBlock } from "../../src/core/reduce.ts";

const DAY = 86_400;
const minted = (amount: bigint, to = ANNA) => said("bank", "EuroMinted", { to, amount, paymentReference: "PC-1" });
const burned = (amount: bigint) => said("bank", "EuroBurned", { from: ANNA, amount, paymentReference: "PC-2" });
const locked = (amount: bigint) => said("bank", "EuroLocked", { account: ANNA, amount });
const unlocked = (amount: bigint) => said("bank", "EuroUnlocked", { account: ANNA, by: OWNER, amount });

describe("reduceBank", () => {
  let chronicle: Chronicle;
  beforeEach(() => (chronicle = new Chronicle()));
  const account = () => chronicle.books.tables.accounts.get(ANNA)!;

  describe("EuroMinted", () => {
    it("counts a deposit, and explains the mint", () => {
      const added = chronicle.take([minted(500n), transfer("euroToken", ZERO, ANNA, 500n)]);
      expect(added).to.deep.equal([
        { table: "payments", row: { ...place(100), account: ANNA, kind: "deposit", amount: 500n, reference: "PC-1" } },
        {
          table: "movements",
          row: {
            ...place(100, 1),
            account: ANNA,
            token: "EUR",
            amount: 500n,
            balance: 500n,
            kind: "deposit",
            counterparty: null,
            unit: null,
            energyWh: null,
            reference: "PC-1",
          },
        },
        { table: "points", row: { block: 100, at: BEGIN, ent: 0n, energyWh: 0, rate: 0n, eur: 500n } },
      ]);
      expect(chronicle.books.network()).to.include({ deposited: 500n, withdrawn: 0n, eur: 500n, ent: 0n });
    });

    it("adds up a day's, in the day of UTC, and begins anew with the next", () => {
      const day = Math.floor(BEGIN / DAY);
      const take = (at: number, amount: bigint) => reduceBlock(chronicle.books, blockOf(1, at, [minted(amount)]));
      take(day * DAY, 5n);
      take((day + 1) * DAY - 1, 7n);
      expect(chronicle.books.network()).to.include({ mintDay: day, mintedOnDay: 12n });
      take((day + 1) * DAY, 3n);
      expect(chronicle.books.network()).to.include({ mintDay: day + 1, mintedOnDay: 3n, deposited: 15n });
    });
  });

  describe("EuroLocked and EuroUnlocked", () => {
    it("lock what is to be withdrawn, since the first of it", () => {
      chronicle.take([locked(40n)]);
      chronicle.take([locked(10n)]);
      expect(account()).to.include({ eurLocked: 50n, eurWithdrawal: 50n, withdrawalSince: BEGIN, eur: 0n });
      chronicle.take([unlocked(20n)]);
      expect(account()).to.include({ eurLocked: 30n, eurWithdrawal: 30n, withdrawalSince: BEGIN });
      chronicle.take([unlocked(30n)]);
      expect(account()).to.include({ eurLocked: 0n, eurWithdrawal: 0n, withdrawalSince: null });
      chronicle.take([locked(5n)]);
      expect(account().withdrawalSince).to.equal(BEGIN + 40);
    });

    it("leaves what an order has locked", () => {
      const order = { id: 1_000n << 48n, owner: ANNA, side: 0, lots: 1n, expiresAt: 0n } as const;
      chronicle.take([said("market", "OrderPlaced", order), locked(40n)]);
      expect(account()).to.include({ eurLocked: 10_040n, eurWithdrawal: 40n });
    });
  });

  describe("EuroBurned", () => {
    it("counts a withdrawal of what was locked, and explains the burn", () => {
      chronicle.take([minted(500n), transfer("euroToken", ZERO, ANNA, 500n), locked(40n)]);
      const added = chronicle.take([burned(30n), transfer("euroToken", ANNA, ZERO, 30n)]);
      expect(added).to.deep.equal([
        {
          table: "payments",
          row: { ...place(101), account: ANNA, kind: "withdrawal", amount: 30n, reference: "PC-2" },
        },
        {
          table: "movements",
          row: {
            ...place(101, 1),
            account: ANNA,
            token: "EUR",
            amount: -30n,
            balance: 470n,
            kind: "withdrawal",
            counterparty: null,
            unit: null,
            energyWh: null,
            reference: "PC-2",
          },
        },
        { table: "points", row: { block: 101, at: BEGIN + 10, ent: 0n, energyWh: 0, rate: 0n, eur: 470n } },
      ]);
      expect(account()).to.include({ eur: 470n, eurLocked: 10n, eurWithdrawal: 10n, withdrawalSince: BEGIN });
      expect(chronicle.books.network()).to.include({ deposited: 500n, withdrawn: 30n });
      chronicle.take([burned(10n)]);
      expect(account().withdrawalSince).to.equal(null);
      expect(chronicle.books.network().withdrawn).to.equal(40n);
    });
  });

  describe("BankerChanged", () => {
    it("is the banker from then on; nobody when it is zero", () => {
      const changed = (banker: Address) => said("bank", "BankerChanged", { banker });
      expect(chronicle.books.network().banker).to.equal(null);
      expect(chronicle.take([changed(ANNA)])).to.deep.equal([]);
      expect(chronicle.books.network().banker).to.equal(ANNA);
      chronicle.take([changed(ZERO)]);
      expect(chronicle.books.network().banker).to.equal(null);
    });
  });
});

describe("reduceTransfer", () => {
  let chronicle: Chronicle;
  beforeEach(() => (chronicle = new Chronicle()));
  const kinds = (...transactions: Said[][]) =>
    rowsOf(chronicle.take(...transactions), "movements").map(({ account, kind }) => [account, kind]);

  it("moves a balance from one account to another, and tells both", () => {
    const added = chronicle.take([transfer("energyToken", ANNA, BEN, 7n)]);
    const common = { ...place(100), token: "ENT", unit: null, energyWh: null, reference: null };
    expect(added).to.deep.equal([
      {
        table: "movements",
        row: { ...common, account: ANNA, amount: -7n, balance: -7n, kind: "sent", counterparty: BEN },
      },
      {
        table: "movements",
        row: { ...common, account: BEN, amount: 7n, balance: 7n, kind: "received", counterparty: ANNA },
      },
    ]);
    chronicle.take([transfer("energyToken", ANNA, BEN, 1n), transfer("euroToken", ANNA, BEN, 5n)]);
    expect(chronicle.books.tables.accounts.get(BEN)).to.deep.equal({
      address: BEN,
      ent: 8n,
      entLocked: 0n,
      eur: 5n,
      eurLocked: 0n,
      eurWithdrawal: 0n,
      owed: 0n,
      firstSeen: BEGIN,
      withdrawalSince: null,
    });
    expect(chronicle.books.network()).to.include({ ent: 0n, eur: 0n });
  });

  it("puts nobody into a history for nothing, and nobody twice for a payment to themselves", () => {
    const added = chronicle.take([
      transfer("energyToken", ANNA, BEN, 0n),
      transfer("euroToken", ANNA, ANNA, 5n),
      transfer("euroToken", ZERO, ZERO, 5n),
    ]);
    expect(added).to.deep.equal([]);
    expect(chronicle.books.tables.accounts.rows.size).to.equal(0);
  });

  it("counts what there is, token by token", () => {
    chronicle.take([transfer("energyToken", ZERO, ANNA, 9n), transfer("euroToken", ZERO, ANNA, 5n)]);
    chronicle.take([transfer("energyToken", ANNA, ZERO, 2n), transfer("euroToken", ANNA, ZERO, 1n)]);
    expect(chronicle.books.network()).to.include({ ent: 7n, eur: 4n });
    expect([...chronicle.books.tables.accounts.rows.keys()]).to.deep.equal([ANNA]);
  });

  it("takes a mint that nothing announced for an owner's share, and such a burn for a debt", () => {
    expect(kinds([transfer("energyToken", ZERO, OWNER, 9n), transfer("energyToken", OWNER, ZERO, 9n)])).to.deep.equal([
      [OWNER, "providerShare"],
      [OWNER, "debt"],
    ]);
  });

  it("uses each announcement up, in their order", () => {
    const pay = (name: string) => said("bank", "EuroMinted", { to: ANNA, amount: 5n, paymentReference: name });
    const arrive = transfer("euroToken", ZERO, ANNA, 5n);
    const rows = rowsOf(chronicle.take([pay("first"), pay("second"), arrive, arrive, arrive]), "movements");
    expect(rows.map(({ reference }) => reference)).to.deep.equal(["first", "second", null]);
    expect(rows.map(({ kind }) => kind)).to.deep.equal(["deposit", "deposit", "providerShare"]);
  });

  it("takes an announcement for no other token, payer, payee, amount or transaction", () => {
    const only = (event: Said) => kinds([minted(5n), event])[0]?.[1];
    expect(only(transfer("energyToken", ZERO, ANNA, 5n))).to.equal("providerShare");
    expect(only(transfer("euroToken", BEN, ANNA, 5n))).to.equal("sent");
    expect(only(transfer("euroToken", ZERO, BEN, 5n))).to.equal("providerShare");
    expect(only(transfer("euroToken", ZERO, ANNA, 6n))).to.equal("providerShare");
    expect(kinds([minted(5n)], [transfer("euroToken", ZERO, ANNA, 5n)])).to.deep.equal([[ANNA, "providerShare"]]);
  });
});

describe("reduceBlock", () => {
  it("passes over approvals, and over contracts that change nothing", () => {
    const chronicle = new Chronicle();
    const approval = { owner: ANNA, spender: BEN, value: 5n };
    const stop = said("meterGateway", "BatchStopped", { unit: OWNER, sequence: 1n, reason: 1 });
    expect(
      chronicle.take([said("energyToken", "Approval", approval), said("euroToken", "Approval", approval), stop]),
    ).to.deep.equal([]);
    for (const { rows } of Object.values(chronicle.books.tables)) expect(rows.size).to.equal(0);
  });

  it("tells the community's figures after a block in which one of them changed, and only then", () => {
    const chronicle = new Chronicle();
    const points = (...events: Said[]) => rowsOf(chronicle.take(events), "points");
    expect(points()).to.deep.equal([]);
    expect(points(transfer("energyToken", ZERO, ANNA, 9n), transfer("energyToken", ANNA, ZERO, 9n))).to.deep.equal([]);
    expect(points(transfer("energyToken", ZERO, ANNA, 9n))).to.have.length(1);
    expect(points(transfer("euroToken", ZERO, ANNA, 9n))).to.have.length(1);
    expect(points(said("bank", "BankerChanged", { banker: ANNA }))).to.deep.equal([]);
    expect(points(said("energyPool", "RateChanged", { rate: 5n }))).to.deep.equal([
      { block: 105, at: BEGIN + 50, ent: 9n, energyWh: 0, rate: 5n, eur: 9n },
    ]);
  });

  it("gives a block's history alone", () => {
    const chronicle = new Chronicle();
    const pay: Said = transfer("energyToken", ANNA, BEN, 1n);
    expect(chronicle.take([pay])).to.have.length(2);
    expect(chronicle.take([pay])).to.have.length(2);
    const untouched: ChainEvent[] = [];
    expect(reduceBlock(chronicle.books, { ...blockOf(9, BEGIN), events: untouched })).to.deep.equal([]);
  });
});
