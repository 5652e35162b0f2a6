import { expect } from "chai";
import { ENDINGS, ENT_PER_LOT, MarketStage, SIDES, START } from "../helpers/marketStage.ts";
import type { Person } from "../helpers/town.ts";

const TICK = 5_000;
const MIN = 100n; // lots: the smallest order by default
const EUR_PER_LOT = BigInt(TICK) * 10n;
/** One cold read of storage, and what it takes to look at it. */
const READ = 2_100 + 400;
/** What a word costs that held nothing before, more than another. */
const NEW_WORD = 20_000 - 2_900;

/** What has broken order books elsewhere, tried here: one test or more for each pitfall. */
describe("Market, attacked", function () {
  this.timeout(120_000);
  let stage: MarketStage;
  let anna: Person;
  let ben: Person;
  let clara: Person;

  beforeEach(async () => {
    stage = await MarketStage.fresh();
    ({ anna, ben, clara } = stage);
  });

  /** Many equal sells at one price, in as few transactions as fit a block. */
  async function restMany(by: Person, count: number, lots = MIN, tick = TICK): Promise<bigint[]> {
    const ids: bigint[] = [];
    while (ids.length < count) {
      const some = Math.min(200, count - ids.length);
      const orders = Array.from({ length: some }, () => ["sell", tick, lots] as ["sell", number, bigint]);
      ids.push(...(await stage.placedIds(await stage.addAll(by, orders))));
    }
    return ids;
  }

  const refused = (sent: Promise<unknown>, error: string) =>
    expect(sent).to.be.revertedWithCustomError(stage.market, error);

  describe("unbounded match", () => {
    it("given 300 makers, when a taker bounds his fills to 40, then he meets 40 and the rest is returned to him", async () => {
      await restMany(anna, 300);
      const sent = await stage.buy(ben, TICK, 300n * MIN, { maxFills: 40n });
      expect(await stage.events(sent, "Trade")).to.have.length(40);
      expect(await stage.events(sent, "OrderReturned")).to.deep.equal([
        [ben.address, BigInt(SIDES.buy), BigInt(TICK), 260n * MIN],
      ]);
      expect(await stage.balances(ben)).to.include({
        entAvailable: START.ent + 40n * MIN * ENT_PER_LOT,
        eurAvailable: START.eur - 40n * MIN * EUR_PER_LOT,
        eurLocked: 0n,
      });
    });

    it("given 10 or 300 makers, when the same bounded order comes, then it costs the same within 1 %", async () => {
      await restMany(anna, 10);
      const few = await stage.gas(await stage.buy(ben, TICK, 5n * MIN, { maxFills: 5n }));
      await restMany(anna, 295);
      const many = await stage.gas(await stage.buy(ben, TICK, 5n * MIN, { maxFills: 5n }));
      expect(Math.abs(many - few) / few, `${few} and ${many} gas`).to.be.at.most(0.01);
    });

    it("given no bound at all, when an order comes, then it is refused", async () => {
      await refused(stage.buy(ben, TICK, MIN, { maxFills: 0n }), "MarketZeroMaxFills");
    });
  });

  describe("dust queue", () => {
    it("given 200 smallest orders ahead of an honest one, when takers with a bound of 100 come, then the third reaches it", async () => {
      await restMany(anna, 200);
      const honest = await stage.rest(clara, "sell", TICK, 1_000n);
      for (const _ of [1, 2]) await stage.buy(ben, TICK, 10_000n, { type: "ioc", maxFills: 100n });
      expect(await stage.left(honest)).to.equal(1_000n);
      await stage.buy(ben, TICK, 1_000n, { type: "ioc", maxFills: 100n });
      expect(await stage.isOpen(honest)).to.equal(false);
    });

    it("given a rest of one lot at the head, when the next taker comes, then he takes it and goes on", async () => {
      const head = await stage.rest(anna, "sell", TICK, MIN);
      const behind = await stage.rest(clara, "sell", TICK, MIN);
      await stage.setMinOrder(1n);
      await stage.buy(ben, TICK, MIN - 1n);
      await stage.setMinOrder(MIN);
      expect(await stage.left(head)).to.equal(1n);
      await stage.buy(ben, TICK, MIN);
      expect([await stage.isOpen(head), await stage.left(behind)]).to.deep.equal([false, 1n]);
    });

    it("given the minimum, when an order is smaller, then no command places it", async () => {
      const own = await stage.rest(anna, "sell", TICK, MIN);
      await refused(stage.sell(anna, TICK, MIN - 1n), "MarketOrderTooSmall");
      await refused(stage.addAll(anna, [["sell", TICK, MIN - 1n]]), "MarketOrderTooSmall");
      await refused(stage.replace(anna, own, "sell", TICK, MIN - 1n), "MarketOrderTooSmall");
    });
  });

  describe("tombstones", () => {
    for (const count of [300, 600]) {
      it(`given ${count} cancelled orders between two live ones, when all is bought, then that is those two`, async () => {
        const first = await stage.rest(clara, "sell", TICK, MIN);
        const cancelled = await restMany(anna, count);
        const last = await stage.rest(clara, "sell", TICK, MIN);
        await stage.removeAll(anna, cancelled.slice(0, 300));
        await stage.removeAll(anna, cancelled.slice(300));
        for (const id of [...cancelled.filter((_, i) => i % 85 === 0), last + 1n]) {
          expect(await stage.isOpen(id), `order ${id}`).to.equal(false);
        }
        const sent = await stage.buy(ben, TICK, 3n * MIN);
        expect((await stage.events(sent, "Trade")).map(([id]) => id)).to.deep.equal([first, last]);
      });
    }

    it("given 600 cancelled orders ahead of a live one, when it is taken, then that costs one read for 256 of them, once", async () => {
      const first = await stage.rest(clara, "sell", TICK, MIN);
      const cancelled = await restMany(anna, 600);
      await restMany(clara, 3);
      await stage.removeAll(anna, cancelled.slice(0, 300));
      await stage.removeAll(anna, cancelled.slice(300));
      await stage.remove(clara, first);
      await stage.buy(ben, TICK - 1, MIN); // warms his account
      const behind = await stage.gas(await stage.buy(ben, TICK, MIN));
      const next = await stage.gas(await stage.buy(ben, TICK, MIN));
      expect(behind - next, `${behind} and ${next} gas`).to.be.at.most(Math.ceil(600 / 256) * READ);
    });

    it("given orders cancelled at another price, when one is taken, then that costs nothing more", async () => {
      await restMany(clara, 3);
      await stage.buy(ben, TICK, MIN);
      const before = await stage.gas(await stage.buy(ben, TICK, MIN));
      await restMany(clara, 2);
      const elsewhere = await restMany(anna, 300, MIN, TICK + 1);
      await stage.removeAll(anna, elsewhere.slice(1));
      const after = await stage.gas(await stage.buy(ben, TICK, MIN));
      expect(Math.abs(after - before) / before, `${before} and ${after} gas`).to.be.at.most(0.01);
    });
  });

  describe("id reuse after recycling", () => {
    it("given a queue that began anew, when old ids are used, then they find nobody's order", async () => {
      const old = await restMany(anna, 3);
      await stage.buy(ben, TICK, 3n * MIN);
      const fresh = await stage.placedIds(
        await stage.addAll(clara, [
          ["sell", TICK, MIN],
          ["sell", TICK, MIN],
          ["sell", TICK, MIN],
        ]),
      );
      expect(new Set([...old, ...fresh])).to.have.property("size", 6);
      for (const id of old) {
        expect(await stage.isOpen(id)).to.equal(false);
        await refused(stage.remove(anna, id), "MarketOrderNotOpen");
        await refused(stage.remove(clara, id), "MarketOrderNotOpen");
        await refused(stage.replace(anna, id, "sell", TICK, MIN), "MarketOrderNotOpen");
      }
      await stage.removeAll(anna, old);
      for (const id of fresh) expect((await stage.order(id)).owner).to.equal(clara.address);
    });

    it("given a queue that began anew, when orders rest in it, then they need no new words", async () => {
      const second = async (tick: number): Promise<number> => {
        await stage.sell(anna, tick, MIN);
        return await stage.gas(await stage.sell(anna, tick, MIN));
      };
      await restMany(anna, 2);
      await stage.buy(ben, TICK, 2n * MIN);
      const [again, fresh] = [await second(TICK), await second(TICK + 1)];
      expect(fresh - again, `${fresh} and ${again} gas`).to.be.at.least(NEW_WORD);
    });

    it("given an order cancelled in the middle, when it has come to the queue's head, then it cannot be removed again", async () => {
      for (const count of [3, 600]) {
        const ids = await restMany(anna, count, MIN, TICK + count);
        const at = count - 2;
        await stage.remove(anna, ids[at]!);
        await stage.removeAll(anna, ids.slice(0, at).slice(0, 300));
        await stage.removeAll(anna, ids.slice(0, at).slice(300));
        const before = await stage.balances(anna);
        await refused(stage.remove(anna, ids[at]!), "MarketOrderNotOpen");
        expect(await stage.balances(anna)).to.deep.equal(before);
        await stage.remove(anna, ids[count - 1]!);
      }
    });

    it("given a queue cancelled in its middle, when it begins anew, then no new order counts as cancelled", async () => {
      const old = await restMany(anna, 5);
      await stage.removeAll(anna, [old[2]!, old[3]!]);
      await stage.buy(ben, TICK, 3n * MIN);
      const fresh = await restMany(clara, 5);
      for (const id of fresh) expect(await stage.isOpen(id)).to.equal(true);
      const sent = await stage.buy(ben, TICK, 5n * MIN);
      expect((await stage.events(sent, "Trade")).map(([id]) => id)).to.deep.equal(fresh);
    });
  });

  describe("rounding per fill against total", () => {
    it("given odd half ticks, when an order fills lot by lot, then the fills add up to the whole, and back", async () => {
      await stage.setPricing("midpoint");
      await stage.setMinOrder(1n);
      await restMany(anna, 150, 1n, 4);
      const before = await stage.balances(anna);
      const { filled, eur } = await stage.outcome(ben, "buy", 7, 150n, { maxFills: 200n });
      expect([filled, eur]).to.deep.equal([150n, 150n * 11n * 5n]);
      const after = await stage.balances(anna);
      expect(after.eurAvailable - before.eurAvailable).to.equal(eur);
      expect((await stage.balances(ben)).eurAvailable).to.equal(START.eur - eur);
    });

    it("given a resting buy, when it is taken in pieces of a lot, then what it locked is spent to the unit", async () => {
      await stage.setMinOrder(1n);
      const id = await stage.rest(anna, "buy", 3, 40n);
      for (let i = 0; i < 40; i++) await stage.sell(ben, 1, 1n);
      expect(await stage.isOpen(id)).to.equal(false);
      expect(await stage.balances(anna)).to.include({ eurLocked: 0n, eurAvailable: START.eur - 40n * 3n * 10n });
    });
  });

  describe("reentrancy through tokens", () => {
    it("given a maker that is a contract, when it is taken, then it is paid and never called", async () => {
      const id = await stage.rest(clara, "sell", TICK, MIN);
      await stage.rest(anna, "sell", TICK, MIN);
      await stage.connection.provider.request({ method: "hardhat_setCode", params: [clara.address, "0xfe"] }); // any call fails
      const sent = await stage.buy(ben, TICK, 2n * MIN);
      expect((await stage.events(sent, "Trade"))[0]).to.include(id);
      expect((await stage.balances(clara)).eurAvailable).to.equal(START.eur + MIN * EUR_PER_LOT);
    });

    it("given anybody, when he calls what settles or speaks of trades, then he is refused", async () => {
      const fills = [BigInt(anna.address), 1n];
      for (const name of ["bookIncomingPurchase", "bookIncomingSale"]) {
        const sent = stage.as(ben, stage.ledger, name, ben.address, 0n, 0n, 0n, fills);
        await expect(sent).to.be.revertedWithCustomError(stage.ledger, "LedgerUnauthorized");
      }
      for (const token of [stage.energyToken, stage.euroToken]) {
        for (const name of ["emitFillsFromMakers", "emitFillsToMakers"]) {
          await expect(stage.as(ben, token, name, ben.address, fills)).to.be.revertedWithCustomError(
            token,
            "TokenUnauthorized",
          );
        }
      }
    });
  });

  describe("full-book eviction", () => {
    it("given orders at 300 prices and 300 at one, when better and worse ones come, then nobody's order is pushed out", async () => {
      const ids = await restMany(anna, 300);
      for (let from = 0; from < 300; from += 150) {
        const prices = Array.from({ length: 150 }, (_, i) => TICK + 1 + from + i);
        const orders = prices.map((tick) => ["sell", tick, MIN] as ["sell", number, bigint]);
        ids.push(...(await stage.placedIds(await stage.addAll(anna, orders))));
      }
      for (const tick of [TICK - 1, TICK, TICK + 200, 65_535]) await stage.rest(clara, "sell", tick, MIN);
      const found = (await stage.views.getFunction("orders")(ids)) as { open: boolean }[];
      expect(found.filter(({ open }) => open)).to.have.length(600);
    });
  });

  describe("replace skipping checks", () => {
    const cases: [what: string, error: string, replace: (id: bigint) => Promise<unknown>][] = [
      ["too small an order", "MarketOrderTooSmall", (id) => stage.replace(anna, id, "sell", TICK, MIN - 1n)],
      ["no price", "MarketPriceOutOfRange", (id) => stage.replace(anna, id, "sell", 0, MIN)],
      ["more than its owner has", "MarketInsufficientEnt", (id) => stage.replace(anna, id, "sell", TICK, 10n ** 9n)],
      [
        "the other money, too little of it",
        "MarketInsufficientEur",
        (id) => stage.replace(anna, id, "buy", 65_535, 10n ** 8n),
      ],
      [
        "a time that has passed",
        "MarketExpiryPassed",
        (id) => stage.replace(anna, id, "sell", TICK, MIN, { expiresAt: 1n }),
      ],
      [
        "a post-only order that crosses",
        "MarketWouldCross",
        (id) => stage.replace(anna, id, "sell", 10, MIN, { type: "postOnly" }),
      ],
      [
        "a fill-or-kill that does not fill",
        "MarketNotFilled",
        (id) => stage.replace(anna, id, "sell", 10, 2n * MIN, { type: "fok" }),
      ],
      ["no bound", "MarketZeroMaxFills", (id) => stage.replace(anna, id, "sell", TICK, MIN, { maxFills: 0n })],
      ["an order of somebody else", "MarketNotOwner", (id) => stage.replace(ben, id, "sell", TICK, MIN)],
    ];
    for (const [what, error, replace] of cases) {
      it(`given an open order, when it is replaced by ${what}, then that fails and it stays`, async () => {
        await stage.rest(clara, "buy", 10, MIN);
        const id = await stage.rest(anna, "sell", TICK, 500n);
        const before = await stage.balances(anna);
        await refused(replace(id), error);
        expect(await stage.left(id)).to.equal(500n);
        expect(await stage.balances(anna)).to.deep.equal(before);
      });
    }

    it("given an expired order, when somebody else replaces it, then he is refused", async () => {
      const id = await stage.rest(anna, "sell", TICK, MIN, { expiresAt: (await stage.now()) + 100n });
      await stage.wait(200);
      await refused(stage.replace(ben, id, "sell", TICK, MIN), "MarketNotOwner");
    });
  });

  describe("self-trade wash", () => {
    it("given an own order, when its owner crosses it, then it ends without a trade and nothing moves", async () => {
      const id = await stage.rest(anna, "sell", TICK, MIN);
      const sent = await stage.buy(anna, TICK, MIN, { type: "ioc" });
      expect(await stage.events(sent, "Trade")).to.deep.equal([]);
      expect(await stage.events(sent, "OrderEnded")).to.deep.equal([[id, BigInt(ENDINGS.selfTrade), MIN]]);
      const transfers = (await sent.wait())!.logs.filter(({ address }) => address !== stage.market.target);
      expect(transfers).to.deep.equal([]);
      expect(await stage.balances(anna)).to.include({
        entAvailable: START.ent,
        entLocked: 0n,
        eurAvailable: START.eur,
      });
    });

    it("given own orders between others', when their owner takes, then he trades with the others only", async () => {
      const [first, own, last] = [
        await stage.rest(clara, "sell", TICK, MIN),
        await stage.rest(anna, "sell", TICK, MIN),
        await stage.rest(ben, "sell", TICK, MIN),
      ];
      const sent = await stage.buy(anna, TICK, 2n * MIN);
      expect((await stage.events(sent, "Trade")).map(([id]) => id)).to.deep.equal([first, last]);
      expect((await stage.events(sent, "OrderEnded")).map(([id]) => id)).to.deep.equal([own]);
    });
  });

  describe("front of queue stolen by replace", () => {
    it("given three orders, when the first is replaced by its equal, then it is the last", async () => {
      const mine = await stage.rest(anna, "sell", TICK, MIN);
      const others = [await stage.rest(ben, "sell", TICK, MIN), await stage.rest(clara, "sell", TICK, MIN)];
      const [moved] = await stage.placedIds(await stage.replace(anna, mine, "sell", TICK, MIN));
      const sent = await stage.buy(stage.dora, TICK, 3n * MIN);
      expect((await stage.events(sent, "Trade")).map(([id]) => id)).to.deep.equal([...others, moved]);
    });

    it("given a partly filled first, when it is replaced by a larger one, then it is the last, with all of its lots", async () => {
      const mine = await stage.rest(anna, "sell", TICK, 5n * MIN);
      const other = await stage.rest(ben, "sell", TICK, MIN);
      await stage.buy(clara, TICK, MIN);
      const [moved] = await stage.placedIds(await stage.replace(anna, mine, "sell", TICK, 9n * MIN));
      expect(await stage.left(moved!)).to.equal(9n * MIN);
      const sent = await stage.buy(clara, TICK, MIN);
      expect((await stage.events(sent, "Trade")).map(([id]) => id)).to.deep.equal([other]);
      expect((await stage.balances(anna)).entLocked).to.equal(9n * MIN * ENT_PER_LOT);
    });
  });
});
