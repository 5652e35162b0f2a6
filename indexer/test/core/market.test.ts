import { expect } from "chai";
import { lockedBy } from "../../src/core/market.ts";
import { ANNA, BEGIN, BEN, Chronicle, OWNER, place, rowsOf, said, thrownBy, transfer } from "../helpers/chronicle.ts";

const TICK = 1_000;
/** The number of an order: its tick, then a count. */
const idOf = (tick: number, count: number) => (BigInt(tick) << 48n) | BigInt(count);
const placed = (more = {}) =>
  said("market", "OrderPlaced", {
    id: idOf(TICK, 1),
    owner: ANNA,
    side: 1,
    lots: 100n,
    expiresAt: BigInt(BEGIN + 60),
    ...more,
  });
const trade = (more = {}) =>
  said("market", "Trade", { id: idOf(TICK, 1), taker: BEN, lots: 40n, priceHalfTicks: 1_999, left: 60n, ...more });
const ended = (how: number, more = {}) => said("market", "OrderEnded", { id: idOf(TICK, 1), how, left: 100n, ...more });

describe("lockedBy", () => {
  it("is the energy of a sell order and the price of a buy order", () => {
    expect(lockedBy("sell", TICK, 100)).to.equal(100_000_000n);
    expect(lockedBy("buy", TICK, 100)).to.equal(1_000_000n);
  });
});

describe("reduceMarket", () => {
  let chronicle: Chronicle;
  beforeEach(() => (chronicle = new Chronicle()));

  const order = (count = 1, tick = TICK) => chronicle.books.tables.orders.get(idOf(tick, count).toString())!;
  const level = (side: string, tick = TICK) => chronicle.books.tables.levels.get(side, tick);
  const account = (address: string) => chronicle.books.tables.accounts.get(address)!;

  describe("OrderPlaced", () => {
    it("puts a sell order into the book and locks its ENT", () => {
      expect(chronicle.take([placed()])).to.deep.equal([]);
      expect(order()).to.deep.equal({
        id: "281474976710656001",
        owner: ANNA,
        side: "sell",
        tick: TICK,
        lots: 100,
        leftLots: 100,
        state: "open",
        expiresAt: BEGIN + 60,
        ...place(100),
        updatedAt: BEGIN,
      });
      expect(account(ANNA)).to.include({ entLocked: 100_000_000n, eurLocked: 0n, ent: 0n, firstSeen: BEGIN });
      expect(level("sell")).to.deep.equal({ side: "sell", tick: TICK, lots: 100, orders: 1 });
    });

    it("puts a buy order into the book and locks its eEuro", () => {
      chronicle.take([placed({ side: 0, expiresAt: 0n })]);
      expect(order()).to.include({ side: "buy", expiresAt: 0 });
      expect(account(ANNA)).to.include({ entLocked: 0n, eurLocked: 1_000_000n });
      expect(level("buy")).to.deep.equal({ side: "buy", tick: TICK, lots: 100, orders: 1 });
      expect(level("sell")).to.equal(undefined);
    });

    it("adds up a level, and keeps levels and sides apart", () => {
      chronicle.take([
        placed(),
        placed({ id: idOf(TICK, 2), owner: BEN, lots: 30n }),
        placed({ id: idOf(TICK + 1, 3), lots: 7n }),
        placed({ id: idOf(TICK, 4), side: 0, lots: 9n }),
      ]);
      expect(level("sell")).to.include({ lots: 130, orders: 2 });
      expect(level("sell", TICK + 1)).to.include({ lots: 7, orders: 1 });
      expect(level("buy")).to.include({ lots: 9, orders: 1 });
      expect(account(ANNA).entLocked).to.equal(107_000_000n);
    });

    it("takes a side that it does not know for a sale", () => {
      chronicle.take([placed({ side: 2 })]);
      expect(order().side).to.equal("sell");
    });
  });

  describe("Trade", () => {
    it("takes lots out of the order, its level and what is locked, and tells the trade", () => {
      chronicle.take([placed()]);
      const added = chronicle.take([trade()]);
      expect(added).to.deep.equal([
        {
          table: "trades",
          row: {
            ...place(101),
            order: "281474976710656001",
            maker: ANNA,
            taker: BEN,
            takerSide: "buy",
            lots: 40,
            halfTicks: 1_999,
          },
        },
      ]);
      expect(order()).to.include({ lots: 100, leftLots: 60, state: "open", at: BEGIN, updatedAt: BEGIN + 10 });
      expect(level("sell")).to.include({ lots: 60, orders: 1 });
      expect(account(ANNA).entLocked).to.equal(60_000_000n);
    });

    it("ends the order that is filled, and the level with its last order", () => {
      chronicle.take([placed(), placed({ id: idOf(TICK, 2), lots: 5n })]);
      chronicle.take([trade({ lots: 100n, left: 0n })]);
      expect(order()).to.include({ leftLots: 0, state: "filled" });
      expect(level("sell")).to.include({ lots: 5, orders: 1 });
      chronicle.take([trade({ id: idOf(TICK, 2), lots: 5n, left: 0n })]);
      expect(level("sell")).to.equal(undefined);
      expect(account(ANNA).entLocked).to.equal(0n);
    });

    it("unlocks a buyer's eEuro at the order's price, whatever the trade cost", () => {
      chronicle.take([placed({ side: 0 })]);
      const [row] = rowsOf(chronicle.take([trade()]), "trades");
      expect(row).to.include({ maker: ANNA, taker: BEN, takerSide: "sell" });
      expect(account(ANNA).eurLocked).to.equal(600_000n);
    });

    // 40 lots are 40,000,000 units of ENT; at 1,999 half ticks they cost 399,800 units of eEuro.
    for (const [side, seller, buyer] of [
      [1, ANNA, BEN],
      [0, BEN, ANNA],
    ] as const) {
      it(`explains both payments of a trade with a ${side === 1 ? "sell" : "buy"} order`, () => {
        chronicle.take([placed({ side })]);
        const added = chronicle.take([
          trade(),
          transfer("energyToken", seller, buyer, 40_000_000n),
          transfer("euroToken", buyer, seller, 399_800n),
        ]);
        const figures = rowsOf(added, "movements").map(({ account: whose, token, amount, kind, counterparty }) => ({
          whose,
          token,
          amount,
          kind,
          counterparty,
        }));
        expect(figures).to.deep.equal([
          { whose: seller, token: "ENT", amount: -40_000_000n, kind: "sold", counterparty: buyer },
          { whose: buyer, token: "ENT", amount: 40_000_000n, kind: "bought", counterparty: seller },
          { whose: buyer, token: "EUR", amount: -399_800n, kind: "bought", counterparty: seller },
          { whose: seller, token: "EUR", amount: 399_800n, kind: "sold", counterparty: buyer },
        ]);
        for (const row of rowsOf(added, "movements"))
          expect(row).to.include({ unit: null, energyWh: 40n, reference: null });
      });
    }
  });

  describe("OrderEnded", () => {
    it("takes the rest out of the book, unlocks it, and says why", () => {
      for (const [how, state] of [
        [0, "cancelled"],
        [1, "selfTrade"],
        [2, "expired"],
        [3, "cancelled"],
      ] as const) {
        chronicle = new Chronicle();
        chronicle.take([placed()], [trade()]);
        expect(chronicle.take([ended(how, { left: 60n })])).to.deep.equal([]);
        expect(order()).to.include({ lots: 100, leftLots: 60, state, updatedAt: BEGIN + 10 });
        expect(level("sell")).to.equal(undefined);
        expect(account(ANNA).entLocked).to.equal(0n);
      }
    });

    it("leaves the others of its level", () => {
      chronicle.take([placed(), placed({ id: idOf(TICK, 2), owner: OWNER, lots: 5n })]);
      chronicle.take([ended(0)]);
      expect(level("sell")).to.deep.equal({ side: "sell", tick: TICK, lots: 5, orders: 1 });
    });
  });

  describe("OrderReturned and MarketParameterChanged", () => {
    it("change nothing", () => {
      expect(
        chronicle.take([
          said("market", "OrderReturned", { owner: ANNA, side: 1, tick: TICK, lots: 5n }),
          said("market", "MarketParameterChanged", { midpoint: true, minOrderLots: 5n }),
        ]),
      ).to.deep.equal([]);
      for (const { rows } of Object.values(chronicle.books.tables)) expect(rows.size).to.equal(0);
    });
  });

  describe("given an order that no event has made", () => {
    it("says which", () => {
      for (const event of [trade(), ended(0)]) {
        const { name, message } = thrownBy(() => chronicle.take([event]));
        expect(name).to.equal("IncompleteHistoryError");
        expect(message).to.equal(`An event speaks of the order ${idOf(TICK, 1)}, which no event before it has made.`);
      }
    });
  });
});
