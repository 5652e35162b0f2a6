import { expect } from "chai";
import { runMarketDifferential } from "../../scripts/src/market/differential.ts";

describe("The market and the plain book", function () {
  this.timeout(0);

  it("agree after each command of a random stream of 20,000 orders, kind and hostile ones", async () => {
    const report = await runMarketDifferential({ orders: 20_000, seed: 1 });
    expect(report.difference).to.equal(undefined);
    expect(report.orders).to.be.at.least(20_000);
    expect([...report.done.keys()].sort()).to.deep.equal([
      ...["addOrder", "addOrders", "removeOrder", "removeOrders", "replaceOrder", "transfer"],
    ]);
    expect(report.quotes).to.be.above(1_000);
    expect(report.trades).to.be.above(1_000);
  });
});
