import { expect } from "chai";
import {
  UnitsError,
  costOf,
  entOfWh,
  formatDuration,
  formatEnt,
  formatEur,
  formatParameter,
  formatPercent,
  formatPrice,
  parameterNames,
  parseDecimal,
  parseDuration,
  parseEnt,
  parseEur,
  parseFraction,
  parseKwh,
  parseLots,
  parseParameter,
  parsePercent,
  parsePrice,
  parseRate,
} from "../src/index.ts";

function refusal(work: () => unknown): UnitsError {
  try {
    work();
  } catch (error) {
    if (error instanceof UnitsError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("units", () => {
  describe("parseEnt", () => {
    it("reads each of the nine decimals exactly", () => {
      expect(parseEnt("7.35")).to.equal(7_350_000_000n);
      expect(parseEnt("0.000000001")).to.equal(1n);
      expect(parseEnt("18446744073.709551615")).to.equal(2n ** 64n - 1n);
      expect(parseEnt("0.1") + parseEnt("0.2")).to.equal(parseEnt("0.3"));
    });

    it("reads what people write otherwise", () => {
      for (const text of ["1", "+1", "1.", "01", "1.000", " 1 ", "1e0", "0.1e1", "10e-1", "1.0000000000"]) {
        expect(parseEnt(text), text).to.equal(1_000_000_000n);
      }
      expect(parseEnt(".5")).to.equal(500_000_000n);
      expect(parseEnt("1e-9")).to.equal(1n);
      expect(parseEnt("0e50")).to.equal(0n);
    });

    it("refuses more decimals than there are", () => {
      for (const text of ["0.0000000001", "1.1234567891", "1e-10", "15e-10"]) {
        expect(refusal(() => parseEnt(text)).code, text).to.equal("TooManyDecimals");
      }
      expect(refusal(() => parseEnt("1.1234567891")).hint).to.equal("Write at most 9 decimals.");
    });

    it("refuses what is no number", () => {
      for (const text of [
        "",
        " ",
        ".",
        "-",
        "e5",
        "1,5",
        "1 000",
        "0x10",
        "1_000",
        "NaN",
        "Infinity",
        "1.2.3",
        "٣",
        "1e9999",
        "9".repeat(201),
      ]) {
        expect(refusal(() => parseEnt(text)).code, text.slice(0, 20)).to.equal("NotANumber");
      }
    });

    it("refuses what is negative or beyond the chain's numbers, with the value", () => {
      expect(refusal(() => parseEnt("-0.1"))).to.include({ code: "Negative", value: "-0.1" });
      expect(refusal(() => parseEnt("1e77")).code).to.equal("OutOfRange");
      expect(parseEnt("-0")).to.equal(0n);
    });
  });

  it("knows the decimals of every quantity", () => {
    expect(parseEur("0.00000001")).to.equal(1n);
    expect(parseKwh("0.001")).to.equal(1n);
    expect(parseRate("0.05")).to.equal(50_000n);
    expect(parseFraction("0.05")).to.equal(50_000n);
    expect(parsePercent("5 %")).to.equal(50_000n);
    expect(parsePercent("5")).to.equal(50_000n);
    expect(parsePrice("6.5535")).to.equal(65_535n);
    expect(parseLots("8.1")).to.equal(8_100n);
    for (const [parse, text] of [
      [parseEur, "0.000000001"],
      [parseKwh, "0.0001"],
      [parseRate, "0.0000001"],
      [parsePrice, "0.00005"],
      [parseLots, "0.0001"],
    ] as const) {
      expect(refusal(() => parse(text)).code, text).to.equal("TooManyDecimals");
    }
  });

  it("says what was given, why it cannot be, and what can", () => {
    const said = (work: () => unknown) => {
      const { name, code, value, message, hint } = refusal(work);
      return [name, code, value, message, hint];
    };
    expect(said(() => parseEnt("7,5"))).to.deep.equal([
      ...["UnitsError", "NotANumber", "7,5", '"7,5" is not a number.', "Write it like 12.5, with a point and no unit."],
    ]);
    expect(said(() => parseEnt("-0.1"))).to.deep.equal([
      ...["UnitsError", "Negative", "-0.1", "-0.1 ENT is too little."],
      `Write a number from 0 to ${formatEnt(2n ** 256n - 1n)} ENT.`,
    ]);
    expect(said(() => parsePrice("7"))).to.deep.equal([
      ...["UnitsError", "OutOfRange", "7", "7 EUR/ENT is too much.", "Write a number from 0.0001 to 6.5535 EUR/ENT."],
    ]);
    expect(said(() => parseKwh("0.0001"))).to.deep.equal([
      ...["UnitsError", "TooManyDecimals", "0.0001", "0.0001 kWh has more decimals than the chain keeps."],
      "Write at most 3 decimals.",
    ]);
    expect(said(() => parseDecimal("-1", { unit: "pieces", decimals: 0, least: 0n }))[4]).to.equal(
      "Write 0 pieces or more.",
    );
    expect(said(() => parseDecimal("1.5", { unit: "pieces", decimals: 0 }))[4]).to.equal("Write a whole number.");
    expect(said(() => parseDuration("2x"))).to.deep.equal([
      ...["UnitsError", "NotANumber", "2x", '"2x" is not a duration.', "Write it like 2h 30m, 7d or 90s."],
    ]);
  });

  it("shows of a long text its beginning, and reads the longest there is", () => {
    const shown = (text: string): string => refusal(() => parseEnt(text)).message;
    expect(shown("x".repeat(40))).to.equal(`"${"x".repeat(40)}" is not a number.`);
    expect(shown("x".repeat(41))).to.equal(`"${"x".repeat(40)}…" is not a number.`);
    expect(parseEnt(`${"0".repeat(199)}1`)).to.equal(10n ** 9n);
    expect(refusal(() => parseEnt(`${"0".repeat(200)}1`)).code).to.equal("NotANumber");
  });

  it("reads any number of decimals that are zeroes, and none that is not", () => {
    for (const [text, wh] of [
      ["0.0010000", 1n],
      ["1000e-3", 1_000n],
      ["1000e-6", 1n],
      ["0000e-9", 0n],
      ["12e-1", 1_200n],
    ] as const) {
      expect(parseKwh(text), text).to.equal(wh);
    }
    for (const text of ["0.00101", "1001e-6", "1e-99", "10e-5", "1e-4"]) {
      expect(refusal(() => parseKwh(text)).code, text).to.equal("TooManyDecimals");
    }
    expect(parseDecimal("-12", { unit: "ENT", decimals: 1, least: -1_000n })).to.equal(-120n);
    expect(refusal(() => parseDecimal("-3", { unit: "ENT", decimals: 0, least: -2n })).code).to.equal("OutOfRange");
    expect(parseDecimal("-2", { unit: "ENT", decimals: 0, least: -2n, most: 2n })).to.equal(-2n);
    expect(parseDecimal("2", { unit: "ENT", decimals: 0, least: -2n, most: 2n })).to.equal(2n);
  });

  it("reads a percentage with its sign, and nothing behind it", () => {
    for (const text of ["5%", "5 %", " 5  %  ", "5"]) expect(parsePercent(text), text).to.equal(50_000n);
    for (const text of ["5 % a", "%5", "a%", "5%%"]) {
      expect(refusal(() => parsePercent(text)).code, text).to.equal("NotANumber");
    }
  });

  it("reads durations with space around them", () => {
    expect(parseDuration(" 90 ")).to.equal(90n);
    expect(parseDuration(" 1d  2 min ")).to.equal(86_520n);
    expect(formatDuration(86_400n)).to.equal("1d");
    expect(formatDuration(3_660n)).to.equal("1h 1m");
  });

  it("says which prices there are", () => {
    expect(refusal(() => parsePrice("0"))).to.include({
      code: "OutOfRange",
      hint: "Write a number from 0.0001 to 6.5535 EUR/ENT.",
    });
    expect(refusal(() => parsePrice("6.5536")).code).to.equal("OutOfRange");
  });

  it("writes the shortest text that reads back the same", () => {
    for (const value of [0n, 1n, 10n, 999_999_999n, 1_000_000_000n, 12_345_678_901_234_567_890n]) {
      expect(parseEnt(formatEnt(value))).to.equal(value);
    }
    expect(formatEnt(7_350_000_000n)).to.equal("7.35");
    expect(formatEnt(-500_000_000n)).to.equal("-0.5");
    expect(formatEur(100_000_000n)).to.equal("1");
    expect(formatPercent(50_000n)).to.equal("5");
    expect(formatPrice(1n)).to.equal("0.0001");
    expect(parseDecimal("-0.5", { unit: "ENT", decimals: 9, least: -(10n ** 18n) })).to.equal(-500_000_000n);
  });

  it("reads and writes durations", () => {
    expect(parseDuration("2h 1s")).to.equal(7_201n);
    expect(parseDuration("2 hours 1 second")).to.equal(7_201n);
    expect(parseDuration("1d2h3m4s")).to.equal(93_784n);
    expect(parseDuration("90")).to.equal(90n);
    expect(formatDuration(7_201n)).to.equal("2h 1s");
    expect(formatDuration(0n)).to.equal("0s");
    for (const text of ["", "h", "2x", "-2h", "1.5h", "2h 1"]) {
      expect(refusal(() => parseDuration(text)).code, text).to.equal("NotANumber");
    }
  });

  it("costs a lot at a tick ten units", () => {
    expect(costOf(1n, 1n)).to.equal(10n);
    expect(costOf(parseLots("1.9"), parsePrice("0.5"))).to.equal(parseEur("0.95"));
    expect(entOfWh(parseKwh("1"))).to.equal(parseEnt("1"));
  });
});

describe("parameters", () => {
  it("read back as they are written", () => {
    const texts = {
      M: "0.5",
      B: "0.5",
      C: "0.05",
      H: "2h",
      F: "0.2",
      pricing: "midpoint",
      votingPeriod: "7d",
      mintCap: "100000",
      minOrder: "0.1",
      owedLimit: "5",
      grace: "1h",
      voterInactivity: "365d",
    };
    for (const name of parameterNames)
      expect(formatParameter(name, parseParameter(name, texts[name])), name).to.equal(texts[name]);
    expect(parseParameter("C", "5 %")).to.equal(50_000n);
    expect(parseParameter("H", "7200")).to.equal(7_200n);
    expect(formatParameter("H", 7_200n, true)).to.equal("7200");
    expect(() => parseParameter("pricing", "fair")).to.throw(UnitsError);
  });
});
