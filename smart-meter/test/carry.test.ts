import { expect } from "chai";
import fc from "fast-check";
import { carry, wattCarry } from "../src/model/carry.ts";

describe("carry", () => {
  it("keeps the sum: whole Wh at every point are the floor of the exact sum", () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 0n, max: 10_000n })),
        fc.bigInt({ min: 1n, max: 5_000n }),
        (amounts, denominator) => {
          const rest = carry(denominator);
          let [exact, whole] = [0n, 0n];
          for (const amount of amounts) {
            exact += amount;
            whole += rest.add(amount);
            expect(whole).to.equal(exact / denominator);
          }
          expect(rest.rest()).to.equal(exact % denominator);
        },
      ),
    );
  });

  it("refuses a negative amount and a denominator of 0", () => {
    expect(() => carry(4n).add(-1n)).to.throw(RangeError, "-1");
    expect(() => carry(0n)).to.throw(RangeError, "0");
  });

  it("turns 1 W into 1 Wh every fourth quarter-hour", () => {
    const take = wattCarry();
    expect([1, 1, 1, 1, 1].map(take)).to.deep.equal([0n, 0n, 0n, 1n, 0n]);
  });
});
