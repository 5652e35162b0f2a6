import { expect } from "chai";
import { Bloom, mayHold } from "../src/chain/bloom.ts";

const word = (value: number): string => `0x${value.toString(16).padStart(64, "0")}`;

describe("Bloom", () => {
  it("sets the three bits that a value's hash begins with, each modulo 2,048", () => {
    const bloom = new Bloom();
    expect(bloom.hex).to.equal(`0x${"00".repeat(256)}`);
    bloom.add("0x0000000000000000000000000000000000000001");
    // Its keccak256 begins 0x1468 2880 5631.
    expect(bitsOf(bloom.hex)).to.deep.equal([0x2880 % 2_048, 0x1468 % 2_048, 0x5631 % 2_048]);
  });

  describe("mayHold", () => {
    it("is sure of all that was added, and finds most others missing", () => {
      const bloom = new Bloom();
      for (let i = 0; i < 40; i++) bloom.add(word(i));
      for (let i = 0; i < 40; i++) expect(mayHold(bloom.hex, word(i))).to.equal(true);
      const mistaken = Array.from({ length: 1_000 }, (_, i) => mayHold(bloom.hex, word(1_000 + i))).filter(Boolean);
      expect(mistaken.length).to.be.below(10);
    });

    it("finds nothing in the filter of no logs", () => {
      expect(mayHold(new Bloom().hex, word(1))).to.equal(false);
    });
  });
});

/** Positions of the bits that are set, from the last one on. */
function bitsOf(hex: string): number[] {
  const digits = [...hex.slice(2)].reverse();
  return digits.flatMap((digit, at) =>
    [0, 1, 2, 3].filter((bit) => (parseInt(digit, 16) >> bit) & 1).map((bit) => 4 * at + bit),
  );
}
