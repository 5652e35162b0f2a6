import { expect } from "chai";
import { ENDINGS, ENT_PER_LOT, MarketStage, START, type OrderOptions, type Side } from "../helpers/marketStage.ts";
import { PARAMETER, type Person } from "../helpers/town.ts";

const TICK = 5_000;
const MIN = 100n;
const EUR_PER_LOT = BigInt(TICK) * 10n;
/** What who has no order and has not traded has. */
const ALL = { entAvailable: START.ent, entLocked: 0n, eurAvailable: START.eur, eurLocked: 0n };

describe("Market, orders", function () {
  this.timeout(60_000);
  let stage: MarketStage;
  let anna: Person;
  let ben: Person;
  let clara: Person;

  beforeEach(async () => {
    stage = await MarketStage.fresh();
    ({ anna, ben, clara } = stage);
  });

  const refused = (sent: Promise<unknown>, error: string) =>
    expect(sent).to.be.revertedWithCustomError(stage.market, error);

  /** A taker who has too little by a lot, and the error that says so. */
  const tooMany = (taker: Side) =>
    taker === "buy"
      ? ([START.eur / EUR_PER_LOT + 1n, "MarketInsufficientEur"] as const)
      : ([START.ent / ENT_PER_LOT + 1n, "MarketInsufficientEnt"] as const);

  /** Both sides, each as the maker's. */
  const sides: { maker: Side; taker: Side; worse: number }[] = [
    { maker: "sell", taker: "buy", worse: 1 },
    { maker: "buy", taker: "sell", worse: -1 },
  ];

  for (const { maker, taker, worse } of sides) {
    describe(`given a ${maker} of 300 lots`, () => {
      let id: bigint;

      beforeEach(async () => {
        id = await stage.rest(anna, maker, TICK, 300n);
      });

      const outcome = (lots: bigint, options: OrderOptions, tick = TICK) =>
        stage.outcome(ben, taker, tick, lots, options);

      it("when a limit order for more comes, then it trades all of that and the rest joins the book", async () => {
        const placed = await outcome(500n, { type: "limit" });
        expect(placed).to.include({ filled: 300n, eur: 300n * EUR_PER_LOT, rested: 200n });
        expect(await stage.isOpen(id)).to.equal(false);
        expect(await stage.left(placed.id)).to.equal(200n);
        expect(await stage.book(taker)).to.deep.equal([[BigInt(TICK), 200n]]);
      });

      it("when a limit order stops short of its price, then both rest", async () => {
        const placed = await outcome(500n, { type: "limit" }, TICK - worse);
        expect(placed).to.include({ filled: 0n, eur: 0n, rested: 500n });
        expect(await stage.left(id)).to.equal(300n);
      });

      it("when an immediate-or-cancel for more comes, then the rest is returned", async () => {
        expect(await outcome(500n, { type: "ioc" })).to.include({ id: 0n, filled: 300n, rested: 0n });
        expect(await stage.balances(ben)).to.include({ entLocked: 0n, eurLocked: 0n });
      });

      it("when a fill-or-kill for more comes, then nothing is changed", async () => {
        await refused(stage[taker](ben, TICK, 402n, { type: "fok" }), "MarketNotFilled").withArgs(402n, 300n);
        await refused(stage[taker](ben, TICK, 301n, { type: "fok" }), "MarketNotFilled").withArgs(301n, 300n);
        expect(await stage.left(id)).to.equal(300n);
      });

      it("when a fill-or-kill comes from one who could not pay for it, then that is what he is told", async () => {
        const [lots, error] = tooMany(taker);
        await refused(stage[taker](ben, TICK, lots, { type: "fok" }), error);
        await refused(stage[taker](ben, TICK, lots - 1n, { type: "fok" }), "MarketNotFilled");
      });

      it("when a fill-or-kill for just that comes, then it is filled", async () => {
        expect(await outcome(300n, { type: "fok" })).to.include({ filled: 300n, rested: 0n });
      });

      it("when a post-only order would trade, then it is refused; a tick short of it rests", async () => {
        await refused(stage[taker](ben, TICK, MIN, { type: "postOnly" }), "MarketWouldCross");
        expect(await outcome(MIN, { type: "postOnly" }, TICK - worse)).to.include({ filled: 0n, rested: MIN });
      });

      it("when a post-only order would trade that its owner could not pay for, then that is what he is told", async () => {
        const [lots, error] = tooMany(taker);
        await refused(stage[taker](ben, TICK, lots, { type: "postOnly" }), error);
        await refused(stage[taker](ben, TICK, lots - 1n, { type: "postOnly" }), "MarketWouldCross");
      });

      it("when a taker has too little for his own limit, then he is refused, though the trade would cost less", async () => {
        const [lots, tick, error] =
          taker === "buy"
            ? ([START.eur / EUR_PER_LOT, TICK + 1, "MarketInsufficientEur"] as const)
            : ([START.ent / ENT_PER_LOT + 1n, TICK, "MarketInsufficientEnt"] as const);
        await refused(stage[taker](ben, tick, lots, { type: "ioc" }), error);
      });
    });

    describe(`given a ${maker} with a time`, () => {
      let id: bigint;
      let end: bigint;

      beforeEach(async () => {
        end = (await stage.now()) + 1_000n;
        id = await stage.rest(anna, maker, TICK, 300n, { expiresAt: end });
      });

      const at = (time: bigint) => stage.connection.networkHelpers.time.setNextBlockTimestamp(time);

      it("when a taker comes a second before it, then they trade", async () => {
        await at(end - 1n);
        await stage[taker](ben, TICK, 300n);
        expect((await stage.balances(anna)).entAvailable).to.not.equal(START.ent);
        expect(await stage.isOpen(id)).to.equal(false);
      });

      it("when a taker comes at it, then it is removed, its owner has all back, and the next one trades", async () => {
        const live = await stage.rest(clara, maker, TICK, 300n);
        await at(end);
        const sent = await stage[taker](ben, TICK, 300n);
        expect(await stage.events(sent, "OrderEnded")).to.deep.equal([[id, BigInt(ENDINGS.expired), 300n]]);
        expect((await stage.events(sent, "Trade")).map(([made]) => made)).to.deep.equal([live]);
        expect(await stage.balances(anna)).to.deep.equal(ALL);
      });

      it("when it is the last of its price, then the taker who removes it rests", async () => {
        await at(end);
        await stage[taker](ben, TICK, MIN);
        expect([await stage.book(maker), await stage.book(taker)]).to.deep.equal([[], [[BigInt(TICK), MIN]]]);
      });

      it("when it was filled in part before, then its owner has the rest back", async () => {
        await stage[taker](ben, TICK, MIN);
        await at(end);
        const sent = await stage[taker](ben, TICK, MIN);
        expect(await stage.events(sent, "OrderEnded")).to.deep.equal([[id, BigInt(ENDINGS.expired), 300n - MIN]]);
        expect(await stage.balances(anna)).to.include({ entLocked: 0n, eurLocked: 0n });
      });

      it("when a taker's bound is one, then he removes it and meets nobody else", async () => {
        const live = await stage.rest(clara, maker, TICK, 300n);
        await at(end);
        const sent = await stage[taker](ben, TICK, MIN, { maxFills: 1n });
        expect(await stage.events(sent, "OrderReturned")).to.have.length(1);
        expect([await stage.isOpen(id), await stage.left(live)]).to.deep.equal([false, 300n]);
      });

      it("when a post-only order reaches it, then it is removed and the other rests", async () => {
        await at(end);
        const sent = await stage[taker](ben, TICK, MIN, { type: "postOnly" });
        const placed = await stage.placedIds(sent);
        expect(await stage.left(placed[0]!)).to.equal(MIN);
        expect(await stage.isOpen(id)).to.equal(false);
        expect(await stage.events(sent, "OrderEnded")).to.deep.equal([[id, BigInt(ENDINGS.expired), 300n]]);
        expect(await stage.balances(anna)).to.deep.equal(ALL);
      });

      it("when a post-only order of its own owner's reaches it, then he has back what it held", async () => {
        await at(end);
        const placed = await stage.placedIds(await stage[taker](anna, TICK, MIN, { type: "postOnly" }));
        await stage.remove(anna, placed[0]!);
        expect(await stage.balances(anna)).to.deep.equal(ALL);
      });

      it("when a post-only order may remove no more though another is in reach, then it is refused", async () => {
        const other = await stage.rest(clara, maker, TICK, 300n, { expiresAt: end });
        await at(end);
        await refused(stage[taker](ben, TICK, MIN, { type: "postOnly", maxFills: 1n }), "MarketWouldCross");
        expect([await stage.isOpen(id), await stage.isOpen(other)]).to.deep.equal([true, true]);
        const placed = await stage.placedIds(await stage[taker](ben, TICK, MIN, { type: "postOnly", maxFills: 2n }));
        expect(await stage.left(placed[0]!)).to.equal(MIN);
      });

      it("when anybody removes it before its time, then he is refused; after it, its owner has all back", async () => {
        await refused(stage.remove(ben, id), "MarketNotOwner");
        await at(end);
        const sent = await stage.remove(ben, id);
        expect(await stage.events(sent, "OrderEnded")).to.deep.equal([[id, BigInt(ENDINGS.expired), 300n]]);
        expect(await stage.balances(anna)).to.include({ entLocked: 0n, eurLocked: 0n });
      });

      it("when it has passed, then it still counts as open, and says that it is expired", async () => {
        await stage.wait(1_000);
        expect(await stage.order(id)).to.include({ open: true, expired: true, left: 300n, expiresAt: end });
      });
    });
  }

  describe("given Governance", () => {
    const set = (name: bigint, value: bigint, by = stage.governance) =>
      stage.as(by, stage.market, "setParameter", name, value);

    it("when it sets a rule, then the market says both", async () => {
      await expect(set(PARAMETER.pricing, 1n)).to.emit(stage.market, "MarketParameterChanged").withArgs(true, MIN);
      await expect(set(PARAMETER.minOrder, 7n)).to.emit(stage.market, "MarketParameterChanged").withArgs(true, 7n);
      await expect(set(PARAMETER.pricing, 0n)).to.emit(stage.market, "MarketParameterChanged").withArgs(false, 7n);
    });

    it("when it sets another contract's rule, or somebody else sets one, then it is refused", async () => {
      await refused(set(PARAMETER.M, 1n), "MarketUnknownParameter");
      await refused(stage.market.getFunction("parameter")(PARAMETER.M), "MarketUnknownParameter");
      await refused(set(PARAMETER.pricing, 1n, anna), "MarketNotGovernance");
    });
  });

  describe("given an empty book", () => {
    it("when an order's time is not ahead or too far, then it is refused", async () => {
      const now = (await stage.now()) + 10n;
      await stage.connection.networkHelpers.time.setNextBlockTimestamp(now);
      await refused(stage.sell(anna, TICK, MIN, { expiresAt: now }), "MarketExpiryPassed");
      await refused(stage.sell(anna, TICK, MIN, { expiresAt: 2n ** 40n }), "MarketExpiryTooFar");
    });

    it("when an immediate-or-cancel comes, then all of it is returned", async () => {
      expect(await stage.outcome(ben, "buy", TICK, MIN, { type: "ioc" })).to.include({ filled: 0n, rested: 0n });
    });

    it("when an order's price or size is impossible, then it is refused", async () => {
      await refused(stage.buy(ben, 0, MIN), "MarketPriceOutOfRange");
      await refused(stage.buy(ben, TICK, MIN - 1n), "MarketOrderTooSmall");
      await refused(stage.sell(ben, TICK, 2n ** 45n), "MarketOrderTooLarge");
    });

    it("when several orders come at once and one is refused, then none is placed", async () => {
      await refused(
        stage.addAll(anna, [
          ["sell", TICK, MIN],
          ["sell", TICK, MIN - 1n],
        ]),
        "MarketOrderTooSmall",
      );
      expect(await stage.book("sell")).to.deep.equal([]);
    });

    it("when a list of own orders is removed of which one is gone, then the others are; another's is an error", async () => {
      const ids = [await stage.rest(anna, "sell", TICK, MIN), await stage.rest(anna, "buy", TICK - 1, MIN)];
      const gone = await stage.rest(anna, "sell", TICK + 1, MIN);
      const other = await stage.rest(ben, "sell", TICK, MIN);
      await stage.remove(anna, gone);
      await refused(stage.removeAll(anna, [...ids, other]), "MarketNotOwner");
      const sent = await stage.removeAll(anna, [...ids, gone]);
      expect((await stage.events(sent, "OrderEnded")).map(([id]) => id)).to.deep.equal(ids);
      expect(await stage.balances(anna)).to.include({ entLocked: 0n, eurLocked: 0n });
    });
  });
});
