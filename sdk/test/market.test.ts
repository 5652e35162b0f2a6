import { expect } from "chai";
import { custom, zeroAddress } from "viem";
import { type EmbeddedChain, startEmbeddedChain } from "../../scripts/src/chain/embedded.ts";
import { deployCommunity } from "../../scripts/src/deploy/deployCommunity.ts";
import { demoAccount } from "../../scripts/src/deploy/demoAccounts.ts";
import { ContractError, type NewOrder, type PowerChain, createPowerChain, orderTypes, sides } from "../src/index.ts";

const [A, B, C, U1] = ["A", "B", "C", "U1"].map(demoAccount) as [Account, Account, Account, Account];
type Account = ReturnType<typeof demoAccount>;

describe("market reads", function () {
  this.timeout(60_000);
  let embedded: EmbeddedChain;
  let chain: PowerChain;

  before(async () => {
    embedded = await startEmbeddedChain({ clock: "exact" });
    const transport = custom(embedded.provider as never);
    const { manifest } = await deployCommunity({ network: "test", transport, deployer: A });
    chain = createPowerChain({ manifest, transport, pollingInterval: 10, simulateAt: "pending" });
    const asA = chain.as(A);
    await asA.governance.registerStorageUnit({ unit: U1.address, owner: C.address });
    await asA.governance.changeBanker({ banker: C.address });
    for (const { address } of [A, B]) {
      await chain.as(U1).pool.energyProduced({ producer: address, energyWh: 1_000_000n });
      await chain.as(C).bank.mintEuro({ to: address, amount: 10n ** 12n, reference: address });
    }
    // Sells of both from 0.3 EUR up, buys of both from 0.2 EUR down.
    for (let i = 0n; i < 6n; i++) {
      const who = chain.as(i % 2n === 0n ? A : B);
      await who.market.addOrder({ side: "sell", lots: 1_000n + i, priceTicks: 3_000n + 300n * (i / 2n) });
      await who.market.addOrder({ side: "buy", lots: 2_000n + i, priceTicks: 2_000n - 300n * (i / 2n) });
    }
  });
  after(async () => await embedded.close());

  const request = (method: string, ...params: unknown[]) => embedded.provider.request({ method, params });

  it("show a side's levels page by page, best first", async () => {
    const first = await chain.market.bookPage("sell", { count: 2 });
    expect(first).to.deep.equal({
      levels: [
        { priceTicks: 3_000n, lots: 2_001n },
        { priceTicks: 3_300n, lots: 2_005n },
      ],
      next: 3_600n,
    });
    const last = await chain.market.bookPage("sell", { count: 2, from: first.next });
    expect(last).to.deep.equal({ levels: [{ priceTicks: 3_600n, lots: 2_009n }], next: undefined });
    expect((await chain.market.book("buy")).map(({ priceTicks }) => priceTicks)).to.deep.equal([
      2_000n,
      1_700n,
      1_400n,
    ]);
  });

  it("show an account's orders page by page, and everybody's", async () => {
    const found = [];
    let from: bigint | undefined;
    do {
      const page = await chain.market.ordersOf(A.address, { from, looks: 5 });
      found.push(...page.orders);
      from = page.next;
    } while (from !== undefined);
    expect(found.map(({ side, priceTicks }) => [side, priceTicks])).to.deep.equal([
      ...[1_400n, 1_700n, 2_000n].map((price) => ["buy", price]),
      ...[3_000n, 3_300n, 3_600n].map((price) => ["sell", price]),
    ]);
    expect(await chain.market.openOrders({ owner: A.address })).to.deep.equal(found);
    const all = await chain.market.openOrders();
    expect(all.map(({ priceTicks }) => priceTicks)).to.deep.equal(
      [1_400n, 1_700n, 2_000n, 3_000n, 3_300n, 3_600n].flatMap((price) => [price, price]),
    );
    expect(all.filter(({ owner }) => owner === A.address)).to.deep.equal(found);
  });

  describe("quote", () => {
    const cases: NewOrder[] = sides.flatMap((side) =>
      orderTypes.flatMap((type) =>
        [2_000n, 2_500n, 3_300n].flatMap((priceTicks) =>
          [500n, 3_000n].flatMap((lots) => [2n, 100n].map((maxFills) => ({ side, type, priceTicks, lots, maxFills }))),
        ),
      ),
    );
    for (const order of cases) {
      const { side, type, lots, priceTicks, maxFills } = order;
      it(`says what ${type} ${side} of ${lots} lots at ${priceTicks}, bound ${maxFills}, then gets`, async () => {
        const quote = await chain.market.quote(B.address, order);
        const snapshot = await request("evm_snapshot");
        let got: object;
        try {
          const { filled, eur, rested, returned } = await chain.as(B).market.addOrder(order);
          got = { accepted: true, filled, eur, rested, returned };
        } catch (error) {
          if (!(error instanceof ContractError)) throw error;
          got = { accepted: false, filled: 0n, eur: 0n, rested: 0n, returned: 0n };
        }
        await request("evm_revert", snapshot);
        const { met, ...rest } = quote;
        expect(rest).to.deep.equal(got);
        if (quote.filled > 0n) expect(met > 0n && met <= maxFills!).to.equal(true);
      });
    }

    it("is refused for what no market takes", async () => {
      const order: NewOrder = { side: "buy", lots: 1n, priceTicks: 3_000n };
      expect(await chain.market.quote(zeroAddress, order)).to.include({ accepted: false, filled: 0n });
    });
  });

  it("tell trades by block range", async () => {
    const before = await chain.publicClient.getBlockNumber({ cacheTime: 0 });
    const { blockNumber } = await chain.as(B).market.addOrder({ side: "buy", lots: 400n, priceTicks: 3_000n });
    await chain.as(B).market.addOrder({ side: "buy", lots: 300n, priceTicks: 3_000n });
    const lotsOf = async (range: object) => (await chain.market.trades(range)).map(({ args }) => args.lots);
    expect(await lotsOf({ fromBlock: before })).to.deep.equal([400n, 300n]);
    expect(await lotsOf({ toBlock: blockNumber })).to.deep.equal([400n]);
    expect(await lotsOf({ fromBlock: blockNumber + 1n })).to.deep.equal([300n]);
    expect(await lotsOf({ last: 1 })).to.deep.equal([300n]);
  });
});
