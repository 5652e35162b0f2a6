import { describe, expect, it } from "vitest";
import { formatExact, formatFixed, GAP, parseDecimal, THIN, toInput } from "../src/shared/format/numbers.ts";
import { energyText, entText, eurText, percentText, priceText } from "../src/shared/format/quantities.ts";

const en = { locale: "en-GB" };
const el = { locale: "el-GR" };

describe("formatFixed", () => {
  it("groups digits with a thin space and uses the language's decimal sign", () => {
    expect(formatFixed(12_345_678n, 3, 3, en)).toBe(`12${THIN}345.678`);
    expect(formatFixed(12_345_678n, 3, 3, el)).toBe(`12${THIN}345,678`);
  });

  it("cuts towards zero, so that nobody sees more than there is", () => {
    expect(formatFixed(1_999_999_999n, 9, 3, en)).toBe("1.999");
    expect(formatFixed(-1_999_999_999n, 9, 3, en)).toBe("\u22121.999");
  });

  it("never shows something as nothing", () => {
    expect(formatFixed(1n, 9, 3, en)).toBe("<0.001");
    expect(formatFixed(999_999n, 9, 3, { ...en, signed: true })).toBe("+0.0009");
    expect(formatFixed(-1n, 9, 3, { ...en, signed: true })).toBe("\u22120.000000001");
    expect(formatFixed(0n, 9, 3, en)).toBe("0.000");
  });

  it("keeps every digit of numbers beyond 2^53", () => {
    expect(formatFixed(2n ** 63n, 9, 9, en).replaceAll(THIN, "")).toBe("9223372036.854775808");
  });

  it("shows a sign where asked", () => {
    expect(formatFixed(5n, 1, 1, { ...en, signed: true })).toBe("+0.5");
    expect(formatFixed(0n, 1, 1, { ...en, signed: true })).toBe("0.0");
  });
});

describe("quantities", () => {
  it("have the decimals and the unit of the design", () => {
    expect(energyText(3_100n, en)).toBe(`3.100${GAP}kWh`);
    expect(entText(15_600_000_000n, en)).toBe(`15.600${GAP}ENT`);
    expect(eurText(842_000_000n, en)).toBe(`8.42${GAP}EUR`);
    expect(priceText(1_820n, en)).toBe(`0.1820${GAP}EUR/ENT`);
    expect(priceText(1_820.5, en)).toBe(`0.18205${GAP}EUR/ENT`);
    expect(percentText(200_000n, en)).toBe(`20${GAP}%`);
    expect(percentText(12_500n, en)).toBe(`1.25${GAP}%`);
  });
});

describe("parseDecimal", () => {
  const value = (text: string): unknown => {
    const parsed = parseDecimal(text, 3);
    return parsed.ok ? parsed.value : parsed.reason;
  };

  it("reads what people type, in any of the languages", () => {
    expect(value("1.5")).toBe(1_500n);
    expect(value("1,5")).toBe(1_500n);
    expect(value(".5")).toBe(500n);
    expect(value("1,000.5")).toBe(1_000_500n);
    expect(value("1.000,5")).toBe(1_000_500n);
    expect(value(`1${THIN}000`)).toBe(1_000_000n);
    expect(value("1,000,000")).toBe(1_000_000_000n);
  });

  it("says what is wrong instead of guessing", () => {
    expect(value("")).toBe("empty");
    expect(value("abc")).toBe("notANumber");
    expect(value("-1")).toBe("notANumber");
    expect(value("1e3")).toBe("notANumber");
    expect(value(".")).toBe("notANumber");
    expect(value("0.0001")).toBe("tooManyDecimals");
  });

  it("reads back what a field is filled with", () => {
    for (const amount of [1n, 10n, 1_500n, 123_456_789n, 2n ** 64n]) {
      for (const locale of ["en-GB", "el-GR", "pt-PT"]) {
        expect(parseDecimal(toInput(amount, 9, locale), 9)).toEqual({ ok: true, value: amount });
      }
    }
  });
});

describe("formatExact", () => {
  it("has all digits and no zeros at the end", () => {
    expect(formatExact(1_500_000_001n, 9, "en-GB")).toBe("1.500000001");
    expect(formatExact(2_000_000_000n, 9, "en-GB")).toBe("2");
  });
});
