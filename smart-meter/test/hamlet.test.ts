import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { outputToWh, panelsFor, readHamlet, readHomes, wattsToWh } from "../src/data/hamlet.ts";
import { scaledDecimal } from "../src/data/decimal.ts";
import { readTime } from "../src/data/table.ts";
import { InputError, MeterError } from "../src/errors.ts";

const START = 1613343600;
const file = (values: (string | number)[], step = 900) =>
  ["timestamp,electricity", ...values.map((value, i) => `${START + i * step},${value}`)].join("\n");

describe("readHamlet", () => {
  it("reads power of intervals that follow each other", () => {
    expect(readHamlet("hh.csv", file([159, 142, 3]), 0)).to.deep.equal({ start: START, values: [159n, 142n, 3n] });
  });

  it("says file and line of a gap, a negative value, a word and a missing column", () => {
    const errors = [
      [file([1, 2], 1800), "hh.csv:3"],
      [file([1, -2]), "hh.csv:3"],
      [file(["x"]), "hh.csv:2"],
      ["timestamp,power\n1,2", "hh.csv:1"],
      [`${file([1])}\n1,2,3`, "hh.csv:3"],
    ] as const;
    for (const [text, where] of errors)
      expect(() => readHamlet("hh.csv", text, 0))
        .to.throw(InputError)
        .with.property("where", where);
  });
});

describe("wattsToWh", () => {
  it("is W / 4 with the rest carried", () => {
    expect(wattsToWh([1n, 2n, 1n, 7n, 1n])).to.deep.equal([0n, 0n, 1n, 1n, 1n]);
  });
});

describe("outputToWh", () => {
  it("multiplies output by rated power without binary fractions", () => {
    const output = ["0.0124999999999999", "1.0", "0.0125"].map((text) => scaledDecimal(text, 9) as bigint);
    expect(output).to.deep.equal([12_500_000n, 1_000_000_000n, 12_500_000n]);
    expect(outputToWh(output, 4000)).to.deep.equal([12n, 1000n, 13n]);
  });
});

describe("readTime", () => {
  it("takes Unix seconds and ISO 8601 with a zone", () => {
    expect(readTime("f:1", "1613343600.0")).to.equal(START);
    expect(readTime("f:1", "2021-02-15T00:00:00+01:00")).to.equal(START);
  });
  it("refuses a time without a zone", () => {
    expect(() => readTime("f:1", "2021-02-15 00:00")).to.throw(InputError, "2021-02-15 00:00");
  });
});

describe("readHomes", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "powerchain-hamlet-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const day = (value: string) => file(Array.from({ length: 96 }, () => value));

  it("gives every second home panels of 2 W a yearly kWh, from the pv files in turn", () => {
    for (const name of ["hh_2000_0", "hh_3000_0", "hh_4000_0"])
      writeFileSync(path.join(folder, `${name}.csv`), day("100"));
    writeFileSync(path.join(folder, "pv_1_pu.csv"), day("0.5"));
    const { homes, start } = readHomes(folder, { days: 1 });
    expect(start).to.equal(START);
    expect(homes.map((home) => home.ratedW)).to.deep.equal([panelsFor(2000), 0, panelsFor(4000)]);
    expect(homes[0]?.generationWh[0]).to.equal(500n);
    expect(homes[1]?.generationWh[0]).to.equal(0n);
  });

  it("says when there are no files, or not enough days", () => {
    expect(() => readHomes(folder)).to.throw(MeterError, "hh_");
    writeFileSync(path.join(folder, "hh_2000_0.csv"), day("100"));
    expect(() => readHomes(folder, { days: 2 })).to.throw(MeterError, "1 whole days, 2");
  });
});
