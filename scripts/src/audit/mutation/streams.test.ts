import { expect } from "chai";
import { runDifferential } from "../../../../test/helpers/differential.ts";
import { runMarketDifferential } from "../../market/differential.ts";

/** The beginnings of the streams of test/differential.test.ts and test/market/differential.test.ts: what they find, those find. */
describe("Streams", function () {
  this.timeout(0);

  it("agree with the plain model", async () => {
    await runDifferential(1, 500);
  });

  it("agree with the plain book", async () => {
    expect((await runMarketDifferential({ orders: 1_500, seed: 1 })).difference).to.equal(undefined);
  });
});
