import { expect } from "chai";
import { MarketStage, type OrderOptions, SIDES, type Side, TYPES } from "../helpers/marketStage.ts";
import type { Person } from "../helpers/town.ts";

const TICK = 5_000;
const NOBODY = "0x0000000000000000000000000000000000000000";

interface Quote {
  accepted: boolean;
  filled: bigint;
  eur: bigint;
  rested: bigint;
  returned: bigint;
  met: bigint;
}

describe("Market, views", function () {
  this.timeout(60_000);
  let stage: MarketStage;
  let anna: Person;
  let ben: Person;
  let clara: Person;

  beforeEach(async () => {
    stage = await MarketStage.fresh();
    ({ anna, ben, clara } = stage);
  });

  const view = <T>(name: string, ...args: unknown[]): Promise<T> =>
    stage.views.getFunction(name)(...args) as Promise<T>;
  const levels = async (side: Side, from: number | bigint, count: number): Promise<[number[][], number]> => {
    const [list, next] = await view<[[bigint, bigint][], bigint]>("book", SIDES[side], from, count);
    return [list.map(([tick, lots]) => [Number(tick), Number(lots)]), Number(next)];
  };
  const ordersOf = async (owner: string, from: bigint, looks: number): Promise<[bigint[], bigint]> => {
    const [found, next] = await view<[{ left: bigint }[], bigint]>("ordersOf", owner, from, looks);
    return [found.map(({ left }) => left), next];
  };
  const quote = async (
    by: Person,
    side: Side,
    tick: number,
    lots: bigint,
    options: OrderOptions = {},
  ): Promise<Quote> => {
    const type = TYPES[options.type ?? "limit"];
    const { accepted, filled, eur, rested, returned, met } = await view<Quote>(
      "quote",
      ...[by.address, SIDES[side], tick, lots, type, options.maxFills ?? 100n],
    );
    return { accepted, filled, eur, rested, returned, met };
  };
  const REFUSED: Quote = { accepted: false, filled: 0n, eur: 0n, rested: 0n, returned: 0n, met: 0n };

  describe("given an empty book", () => {
    it("there is no best price, no level and no order", async () => {
      expect([...(await view<bigint[]>("bestPrices"))]).to.deep.equal([0n, 0n]);
      expect(await levels("buy", 0, 10)).to.deep.equal([[], 0]);
      expect(await levels("sell", TICK, 10)).to.deep.equal([[], 0]);
      expect(await ordersOf(NOBODY, 0n, 10)).to.deep.equal([[], 0n]);
    });

    it("an order would rest whole", async () => {
      expect(await quote(ben, "buy", TICK, 300n)).to.deep.equal({ ...REFUSED, accepted: true, rested: 300n });
    });
  });

  describe("given five levels a side, some far from the next", () => {
    type Ticks = [number, number, number, number, number];
    const sells: Ticks = [TICK, TICK + 1, TICK + 300, TICK + 20_000, 65_535];
    const buys: Ticks = [TICK - 1, TICK - 2, TICK - 300, 2, 1];

    beforeEach(async () => {
      for (const [i, tick] of sells.entries()) await stage.sell(anna, tick, 100n + BigInt(i));
      for (const [i, tick] of buys.entries()) await stage.buy(ben, tick, 200n + BigInt(i));
    });

    const expected = (ticks: number[], first: number): number[][] => ticks.map((tick, i) => [tick, first + i]);

    it("the best prices are the first of each side", async () => {
      expect([...(await view<bigint[]>("bestPrices"))]).to.deep.equal([BigInt(TICK - 1), BigInt(TICK)]);
    });

    for (const [side, ticks, first] of [
      ["sell", sells, 100],
      ["buy", buys, 200],
    ] as const) {
      it(`the pages of the ${side} side are together all its levels, best first`, async () => {
        const all = expected([...ticks], first);
        expect(await levels(side, 0, 10)).to.deep.equal([all, 0]);
        expect(await levels(side, 0, 2)).to.deep.equal([all.slice(0, 2), ticks[2]]);
        expect(await levels(side, ticks[2], 2)).to.deep.equal([all.slice(2, 4), ticks[4]]);
        expect(await levels(side, ticks[4], 2)).to.deep.equal([all.slice(4), 0]);
        expect(await levels(side, 0, 0)).to.deep.equal([[], ticks[0]]);
      });

      it(`a page of the ${side} side may begin where no order is`, async () => {
        const between = side === "sell" ? ticks[1] + 5 : ticks[1] - 5;
        expect((await levels(side, between, 1))[0]).to.deep.equal([[ticks[2], first + 2]]);
        const before = side === "sell" ? 1 : 65_535;
        expect((await levels(side, before, 1))[0]).to.deep.equal([[ticks[0], first]]);
        const behind = side === "sell" ? 65_535 : 1;
        expect((await levels(side, behind, 9))[0]).to.deep.equal([[ticks[4], first + 4]]);
      });
    }
  });

  it("sells at the lowest price there is are found like others, and passed by who looks above them", async () => {
    const lowest = await stage.rest(anna, "sell", 1, 100n);
    await stage.rest(anna, "sell", 10, 101n);
    expect((await levels("sell", 5, 1))[0]).to.deep.equal([[10, 101]]);
    expect((await ordersOf(anna.address, lowest, 10))[0]).to.deep.equal([100n, 101n]);
  });

  it("a quote goes down to the lowest price there is", async () => {
    await stage.rest(ben, "buy", 2, 200n);
    await stage.rest(ben, "buy", 1, 201n);
    expect(await quote(anna, "sell", 1, 402n, { type: "ioc" })).to.deep.equal({
      ...{ accepted: true, filled: 401n, rested: 0n, returned: 1n, met: 2n },
      eur: 200n * 2n * 10n + 201n * 10n,
    });
  });

  it("an account's orders behind hundreds that were cancelled are found", async () => {
    const ids: bigint[] = [];
    for (let at = 0; at < 600; at += 100) {
      const orders = Array.from({ length: 100 }, () => ["sell", TICK, 100n] as const);
      ids.push(
        ...(await stage.placedIds(
          await stage.addAll(
            anna,
            orders.map((order) => [...order]),
          ),
        )),
      );
    }
    await stage.rest(clara, "sell", TICK, 101n);
    const first = ids.shift();
    await stage.removeAll(anna, ids.slice(0, 299));
    await stage.removeAll(anna, ids.slice(300));
    expect((await ordersOf(clara.address, 0n, 10))[0]).to.deep.equal([101n]);
    expect((await ordersOf(anna.address, 0n, 10))[0]).to.deep.equal([100n, 100n]); // the first, and one amid the others
    await stage.remove(anna, first!);
    expect((await ordersOf(anna.address, 0n, 10))[0]).to.deep.equal([100n]);
    await stage.remove(anna, ids[299]!);
    expect(await ordersOf(anna.address, 0n, 10)).to.deep.equal([[], 0n]);
  });

  describe("given a queue from whose middle orders were cancelled", () => {
    let ids: bigint[];

    beforeEach(async () => {
      ids = [];
      for (let i = 0; i < 6; i++)
        ids.push(await stage.rest(i % 2 === 0 ? anna : clara, "sell", TICK, 100n + BigInt(i)));
      ids.push(await stage.rest(anna, "sell", TICK + 700, 106n));
      await stage.removeAll(anna, [ids[0]!, ids[2]!]);
      await stage.remove(clara, ids[3]!);
    });

    it("one account's orders are found by price and age, page by page", async () => {
      expect(await ordersOf(anna.address, 0n, 100)).to.deep.equal([[104n, 106n], 0n]);
      expect(await ordersOf(NOBODY, 0n, 100)).to.deep.equal([[101n, 104n, 105n, 106n], 0n]);
      const [first, next] = await ordersOf(anna.address, 0n, 2);
      expect(first).to.deep.equal([104n]);
      expect(next).to.equal(ids[5]);
      expect(await ordersOf(anna.address, next, 2)).to.deep.equal([[106n], 0n]);
    });

    it("a page may begin at an order that is gone, and at a price that is empty", async () => {
      expect(await ordersOf(NOBODY, ids[2]!, 1)).to.deep.equal([[104n], ids[5]]);
      const empty = ((ids[6]! >> 48n) - 1n) << 48n;
      expect((await ordersOf(NOBODY, empty, 1))[0]).to.deep.equal([106n]);
    });

    it("orders asked for by id are as they are now", async () => {
      const found = await view<{ open: boolean; left: bigint }[]>("orders", [ids[0], ids[1], ids[6]]);
      expect(found.map(({ open, left }) => [open, left])).to.deep.equal([
        [false, 0n],
        [true, 101n],
        [true, 106n],
      ]);
    });

    it("a quote passes over them", async () => {
      expect(await quote(ben, "buy", TICK, 400n, { type: "ioc" })).to.include({ filled: 310n, returned: 90n, met: 3n });
    });

    it("a queue whose last orders were cancelled is passed", async () => {
      await stage.remove(clara, ids[5]!);
      expect(await ordersOf(NOBODY, 0n, 100)).to.deep.equal([[101n, 104n, 106n], 0n]);
    });
  });

  it("given an order at the lowest price there is, it is found and quoted", async () => {
    await stage.buy(anna, 1, 150n);
    expect(await ordersOf(anna.address, 0n, 10)).to.deep.equal([[150n], 0n]);
    expect(await quote(ben, "sell", 1, 200n, { type: "ioc" })).to.include({ filled: 150n, returned: 50n, met: 1n });
  });

  describe("given a queue that was used up", () => {
    const levelOf = async (): Promise<Record<"lots" | "first" | "head" | "tail", bigint>> => {
      const { lots, first, head, tail } = (await stage.market.getFunction("level")(TICK)) as Awaited<
        ReturnType<typeof levelOf>
      >;
      return { lots, first, head, tail };
    };

    it("the next one counts its places from where it begins, so that its words are used again", async () => {
      for (let i = 0; i < 3; i++) await stage.sell(anna, TICK, 100n);
      expect(await levelOf()).to.deep.equal({ lots: 300n, first: 0n, head: 0n, tail: 3n });
      await stage.buy(ben, TICK, 300n);
      await stage.sell(clara, TICK, 200n);
      expect(await levelOf()).to.deep.equal({ lots: 200n, first: 3n, head: 3n, tail: 4n });
    });
  });

  describe("a quote says what then happens", () => {
    const cases: [name: string, side: Side, lots: bigint, tick: number, options: OrderOptions][] = [
      ["a limit order that is filled", "buy", 250n, TICK + 1, {}],
      ["a limit order that rests in part", "buy", 900n, TICK + 1, {}],
      ["a limit order that rests whole", "buy", 300n, TICK - 1, {}],
      ["a limit order that stops at its most fills", "buy", 900n, TICK + 1, { maxFills: 1n }],
      ["an immediate-or-cancel", "buy", 900n, TICK + 1, { type: "ioc" }],
      ["an immediate-or-cancel that meets nobody", "buy", 300n, TICK - 1, { type: "ioc" }],
      ["a fill-or-kill that can be filled", "buy", 500n, TICK + 1, { type: "fok" }],
      ["a post-only that rests", "buy", 300n, TICK - 1, { type: "postOnly" }],
      ["a sell into the buys", "sell", 300n, TICK - 100, { type: "ioc" }],
    ];

    for (const pricing of ["maker", "midpoint"] as const) {
      for (const [name, side, lots, tick, options] of cases) {
        it(`${name}, priced by the ${pricing}`, async () => {
          await stage.setPricing(pricing);
          await stage.sell(anna, TICK, 200n);
          await stage.sell(clara, TICK + 1, 300n);
          await stage.buy(clara, TICK - 50, 250n);
          const quoted = await quote(ben, side, tick, lots, options);
          const { filled, eur, rested } = await stage.outcome(ben, side, tick, lots, options);
          expect(quoted).to.deep.include({ accepted: true, filled, eur, rested });
          expect(quoted.returned).to.equal(lots - filled - rested);
        });
      }
    }

    it("own orders and expired ones are met but not traded with", async () => {
      await stage.sell(ben, TICK, 200n);
      await stage.sell(anna, TICK, 200n, { expiresAt: (await stage.now()) + 60n });
      await stage.sell(clara, TICK, 200n);
      await stage.wait(61);
      expect(await quote(ben, "buy", TICK, 300n, { type: "ioc" })).to.deep.include({ filled: 200n, met: 3n });
    });

    it("a post-only order may take expired ones out of its way", async () => {
      await stage.sell(anna, TICK, 200n, { expiresAt: (await stage.now()) + 60n });
      await stage.wait(61);
      expect(await quote(ben, "buy", TICK, 300n, { type: "postOnly" })).to.deep.include({ rested: 300n, met: 1n });
    });

    it("what would be refused is quoted as refused", async () => {
      await stage.sell(anna, TICK, 200n);
      for (const [lots, tick, options] of [
        [300n, TICK, { type: "fok" }],
        [200n, TICK, { type: "postOnly" }],
        [99n, TICK, {}],
        [2n ** 48n, TICK, {}],
        [200n, 0, {}],
        [200n, TICK, { maxFills: 0n }],
      ] as [bigint, number, OrderOptions][]) {
        expect(await quote(ben, "buy", tick, lots, options), `${lots} at ${tick}`).to.deep.equal(REFUSED);
      }
    });
  });
});
