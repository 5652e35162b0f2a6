import { expect } from "chai";
import type { HistoryRow } from "../../src/core/schema.ts";
import {
  EVERYONE,
  HourSums,
  bucketOf,
  candlesOf,
  hourFigures,
  hourOfIntervalEnd,
  joined,
} from "../../src/core/sums.ts";
import { ANNA, BEN, OWNER, ROOF, place } from "../helpers/chronicle.ts";
import { nothing } from "../helpers/energyEvents.ts";

const HOUR = 3_600;
const ENT = 1_000_000_000n;
const zeros = Object.fromEntries(hourFigures.map((name) => [name, 0]));

const reading = (more: Partial<HistoryRow<"readings">>): HistoryRow<"readings"> => ({
  ...place(100),
  unit: ROOF,
  owner: OWNER,
  resident: ANNA,
  kind: "produced",
  intervalEnd: 10 * HOUR,
  sequence: 1,
  ...nothing,
  ...more,
});
const trade = (more: Partial<HistoryRow<"trades">>): HistoryRow<"trades"> => ({
  ...place(100),
  at: 10 * HOUR,
  order: "1",
  maker: ANNA,
  taker: BEN,
  takerSide: "buy",
  lots: 40,
  halfTicks: 1_999,
  ...more,
});
/** The sums by account and hour, without the figures that are zero. */
const rowsOf = (sums: HourSums) =>
  [...sums.rows.values()].map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== 0)));

const produced = reading({ energyWh: 1_500n, minted: 2n * ENT + 7n, provider: 3n * ENT + 9n });
const consumed = reading({
  kind: "consumed",
  resident: BEN,
  energyWh: 900n,
  coveredWh: 200,
  lostWh: 60,
  unbookedWh: 640n,
  burned: 4n * ENT + 1n,
});

describe("HourSums", () => {
  it("has these figures", () => {
    expect(hourFigures).to.deep.equal([
      "rows",
      "producedWh",
      "consumedWh",
      "coveredWh",
      "boughtWh",
      "soldWh",
      "mintedEnt",
      "mintedRest",
      "burnedEnt",
      "burnedRest",
      "providerEnt",
      "providerRest",
      "spent",
      "earned",
    ]);
  });

  it("adds a production to its producer, its unit's owner and all", () => {
    const sums = new HourSums();
    sums.addReading(produced);
    const made = { producedWh: 1_500, mintedEnt: 2, mintedRest: 7 };
    const share = { providerEnt: 3, providerRest: 9 };
    expect([...sums.rows.values()]).to.deep.equal([
      { account: ANNA, hour: 9, ...zeros, rows: 1, ...made },
      { account: OWNER, hour: 9, ...zeros, rows: 1, ...share },
      { account: EVERYONE, hour: 9, ...zeros, rows: 1, ...made, ...share },
    ]);
  });

  it("adds a consumption to its consumer and all: what the books held of it", () => {
    const sums = new HourSums();
    sums.addReading(consumed);
    const figures = { hour: 9, rows: 1, consumedWh: 260, coveredWh: 200, burnedEnt: 4, burnedRest: 1 };
    expect([...sums.rows.values()]).to.deep.equal([
      { account: BEN, ...zeros, ...figures },
      { account: EVERYONE, ...zeros, ...figures },
    ]);
  });

  it("adds no actual figure", () => {
    const sums = new HourSums();
    sums.addReading(reading({ kind: "actual", resident: "", energyWh: 5n }));
    expect(rowsOf(sums)).to.deep.equal([]);
  });

  for (const [takerSide, buyer, seller] of [
    ["buy", BEN, ANNA],
    ["sell", ANNA, BEN],
  ] as const) {
    it(`adds a trade in which the taker wants to ${takerSide} to its buyer, its seller and all`, () => {
      const sums = new HourSums();
      sums.addTrade(trade({ takerSide }));
      expect(rowsOf(sums)).to.deep.equal([
        { account: buyer, hour: 10, rows: 1, boughtWh: 40, spent: 79_960 },
        { account: seller, hour: 10, rows: 1, soldWh: 40, earned: 79_960 },
        { account: EVERYONE, hour: 10, rows: 1, boughtWh: 40, soldWh: 40, spent: 79_960, earned: 79_960 },
      ]);
    });
  }

  it("adds up an hour's rows, and keeps hours and accounts apart", () => {
    const sums = new HourSums();
    sums.addReading(produced);
    sums.addReading({ ...produced, energyWh: 1n });
    sums.addReading({ ...produced, intervalEnd: 10 * HOUR + 1, energyWh: 5n });
    const figures = [...sums.rows.values()].map(({ account, hour, rows, producedWh }) => [
      account,
      hour,
      rows,
      producedWh,
    ]);
    expect(figures).to.deep.equal([
      [ANNA, 9, 2, 1_501],
      [OWNER, 9, 2, 0],
      [EVERYONE, 9, 2, 1_501],
      [ANNA, 10, 1, 5],
      [OWNER, 10, 1, 0],
      [EVERYONE, 10, 1, 5],
    ]);
  });

  it("takes the right figures from rows of several tables", () => {
    const sums = new HourSums();
    const debt = { ...place(100), resident: ANNA, other: ROOF, change: 5n, owed: 5n };
    sums.addAll([
      { table: "debts", row: debt },
      { table: "readings", row: consumed },
      { table: "trades", row: trade({}) },
    ]);
    expect(rowsOf(sums).filter(({ account }) => account === BEN)).to.deep.equal([
      { account: BEN, hour: 9, rows: 1, consumedWh: 260, coveredWh: 200, burnedEnt: 4, burnedRest: 1 },
      { account: BEN, hour: 10, rows: 1, boughtWh: 40, spent: 79_960 },
    ]);
    expect(sums.rows.size).to.equal(5);
  });

  it("takes rows back with the other sign", () => {
    const sums = new HourSums(-1);
    sums.addAll([{ table: "readings", row: consumed }]);
    expect(rowsOf(sums)[0]).to.deep.equal({
      account: BEN,
      hour: 9,
      rows: -1,
      consumedWh: -260,
      coveredWh: -200,
      burnedEnt: -4,
      burnedRest: -1,
    });
  });
});

describe("hourOfIntervalEnd", () => {
  it("counts an interval that ends with an hour to that hour", () => {
    expect([1, HOUR, HOUR + 1].map(hourOfIntervalEnd)).to.deep.equal([0, 0, 1]);
  });
});

describe("bucketOf", () => {
  it("begins a quarter-hour with its first second", () => {
    expect([0, 899, 900].map(bucketOf)).to.deep.equal([0, 0, 1]);
  });
});

describe("joined", () => {
  it("puts together what was split, however far the rests added up", () => {
    expect(joined(3, 9)).to.equal(3n * ENT + 9n);
    expect(joined(3, 2_500_000_000)).to.equal(5_500_000_000n);
  });
});

describe("candlesOf", () => {
  it("makes a candle of a quarter-hour's trades, in their order", () => {
    const trades = [
      [900, 1_000, 5],
      [901, 1_200, 7],
      [902, 800, 11],
      [1_799, 1_100, 13],
      [1_800, 1_300, 1],
    ] as const;
    const candles = candlesOf(trades.map(([at, halfTicks, lots]) => ({ at, halfTicks, lots })));
    expect([...candles]).to.deep.equal([
      [
        1,
        {
          bucket: 1,
          open: 1_000,
          high: 1_200,
          low: 800,
          close: 1_100,
          lots: 36,
          turnover: 36_500,
          trades: 4,
        },
      ],
      [2, { bucket: 2, open: 1_300, high: 1_300, low: 1_300, close: 1_300, lots: 1, turnover: 1_300, trades: 1 }],
    ]);
  });
});
