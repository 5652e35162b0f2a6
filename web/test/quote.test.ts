import { describe, expect, it } from "vitest";
import {
  bestLimit,
  type Book,
  gainOver,
  type OwnOrder,
  quoteOrder,
  type Terms,
  withoutOwn,
} from "../src/features/market/quote.ts";

const book: Book = {
  sell: [
    { priceTicks: 1_790, energyWh: 3_000 },
    { priceTicks: 1_800, energyWh: 2_000 },
    { priceTicks: 2_000, energyWh: 10_000 },
  ],
  buy: [
    { priceTicks: 1_750, energyWh: 1_000 },
    { priceTicks: 1_700, energyWh: 4_000 },
  ],
};
const order = (terms: Partial<Terms>) =>
  quoteOrder(book, { side: "buy", lots: 5_000n, priceTicks: 1_800, type: "limit", midpoint: false, ...terms });

describe("quoteOrder", () => {
  it("takes the best prices first and pays the makers' prices", () => {
    const quote = order({});
    expect(quote.filled).toBe(5_000n);
    // 3 kWh at 0.179 and 2 kWh at 0.180: 0.897 EUR
    expect(quote.eur).toBe(89_700_000n);
    expect(quote.average).toBe(1_794);
    expect(quote.rests).toBe(0n);
  });

  it("needs the whole order at its own limit, whatever it will pay", () => {
    expect(order({ lots: 1_000n }).needed).toBe(1_000n * 1_800n * 10n);
    expect(order({ side: "sell", lots: 1_000n, priceTicks: 1_700 }).needed).toBe(1_000n);
  });

  it("lets the rest of a limit order wait, locked at its limit", () => {
    const quote = order({ lots: 6_000n });
    expect([quote.filled, quote.rests, quote.locked]).toEqual([5_000n, 1_000n, 1_000n * 1_800n * 10n]);
  });

  it("returns the rest of an immediate order", () => {
    const quote = order({ lots: 6_000n, type: "ioc" });
    expect([quote.filled, quote.rests, quote.returned]).toEqual([5_000n, 0n, 1_000n]);
  });

  it("sees a fill-or-kill that would not fill and a post-only that would trade", () => {
    expect(order({ lots: 6_000n, type: "fok" }).refused).toBe("notFilled");
    expect(order({ type: "fok" }).refused).toBeUndefined();
    expect(order({ type: "postOnly" }).refused).toBe("wouldCross");
    expect(order({ type: "postOnly", priceTicks: 1_780 }).refused).toBeUndefined();
  });

  it("passes by the taker's own orders, and says which it cancels", () => {
    const own: OwnOrder[] = [
      { side: "sell", priceTicks: 1_790, leftWh: 1_000 },
      { side: "sell", priceTicks: 2_000, leftWh: 500 },
      { side: "buy", priceTicks: 1_750, leftWh: 1_000 },
    ];
    const others = withoutOwn(book, own);
    expect(others.sell.map(({ energyWh }) => energyWh)).toEqual([2_000, 2_000, 9_500]);
    expect(others.buy.map(({ priceTicks }) => priceTicks)).toEqual([1_700]);
    const terms: Terms = { side: "buy", lots: 3_000n, priceTicks: 2_000, type: "limit", midpoint: false };
    const quote = quoteOrder(others, terms, own);
    expect(quote.eur).toBe((2_000n * 1_790n + 1_000n * 1_800n) * 10n);
    expect(quote.own).toEqual({ count: 1, returned: 1_000n });
    expect(quoteOrder(others, { ...terms, side: "sell", priceTicks: 1_750 }, own).own.returned).toBe(
      1_000n * 1_750n * 10n,
    );
    expect(quoteOrder({ buy: [], sell: [] }, { ...terms, type: "postOnly" }, own).refused).toBe("wouldCross");
  });

  it("sells to the highest bids", () => {
    const quote = order({ side: "sell", lots: 2_000n, priceTicks: 1_700 });
    expect(quote.eur).toBe((1_000n * 1_750n + 1_000n * 1_700n) * 10n);
  });

  it("meets in the middle where voters chose so", () => {
    const quote = order({ lots: 1_000n, priceTicks: 1_801, midpoint: true });
    expect(quote.eur).toBe(1_000n * (1_790n + 1_801n) * 5n);
    expect(quote.average).toBe(1_795.5);
  });

  it("trades nothing in an empty book", () => {
    const quote = quoteOrder(
      { buy: [], sell: [] },
      { side: "buy", lots: 1n, priceTicks: 1, type: "limit", midpoint: false },
    );
    expect([quote.filled, quote.average, quote.rests]).toEqual([0n, undefined, 1n]);
  });
});

describe("bestLimit", () => {
  it("is the price of the last level that the order needs", () => {
    expect(bestLimit(book, "buy", 3_000n)).toBe(1_790);
    expect(bestLimit(book, "buy", 3_001n)).toBe(1_800);
    expect(bestLimit(book, "sell", 1_001n)).toBe(1_700);
  });

  it("is the last price there is where that is not enough, and none in an empty book", () => {
    expect(bestLimit(book, "buy", 1_000_000n)).toBe(2_000);
    expect(bestLimit({ buy: [], sell: [] }, "buy", 1n)).toBeUndefined();
  });
});

describe("gainOver", () => {
  it("compares with the supplier's price when buying and the feed-in price when selling", () => {
    const tariff = { retailTicks: 3_100, feedInTicks: 800 };
    expect(gainOver(tariff, "buy", order({}))).toBe(5_000n * 3_100n * 10n - 89_700_000n);
    expect(gainOver(tariff, "sell", order({ side: "sell", lots: 1_000n, priceTicks: 1_700 }))).toBe(
      1_000n * (1_750n - 800n) * 10n,
    );
  });
});
