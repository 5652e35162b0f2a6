import { abis } from "@powerchain/sdk";
import { expect } from "chai";
import { type Hex, encodeFunctionData } from "viem";
import { Served } from "./helpers/served.ts";

describe("The explorer", function () {
  this.timeout(240_000);
  let served: Served;

  before(async () => {
    served = await Served.start(5, 10);
  });
  after(() => served.stop());

  /** Puts a transaction into a block of its own, whatever comes of it, and gives how the explorer tells it. */
  const told = async (to: string, data: Hex): Promise<{ status: number; item: Record<string, unknown> }> => {
    const { rpc, accounts } = served.story;
    const params = [{ from: accounts[0], to, data, gas: "0x30d40" }];
    await rpc.request({ method: "eth_sendTransaction", params }).catch(() => undefined); // it is refused, in its block
    const head = Number(await rpc.request({ method: "eth_blockNumber", params: [] }));
    const { status, json } = await served.ask(`blocks/${head}`);
    const detail = await served.ask(`transactions/${json.items[0].hash}`);
    expect(detail.status).to.equal(200);
    return { status, item: json.items[0] };
  };
  const address = (name: "governance" | "market"): string => served.index.manifest.contracts[name].address;

  it("shows a block whose transaction has arguments that mean nothing", async () => {
    const data = encodeFunctionData({ abi: abis.governance, functionName: "setParameter", args: [99, 1n] });
    const { status, item } = await told(address("governance"), data);
    expect(status).to.equal(200);
    expect(item).to.include({ command: null });
    expect(item["text"]).to.match(/sends a message/);
  });

  it("shows a command that is cut off, and one with more behind it", async () => {
    const data = encodeFunctionData({ abi: abis.market, functionName: "removeOrder", args: [7n] });
    expect((await told(address("market"), data.slice(0, 40) as Hex)).item).to.include({ command: null });
    expect((await told(address("market"), `${data}beef`)).item).to.include({ command: "removeOrder" });
  });

  it("tells a vote and a replaced order by what they name", async () => {
    const vote = encodeFunctionData({ abi: abis.governance, functionName: "vote", args: [77n, true] });
    expect((await told(address("governance"), vote)).item["text"]).to.equal("Ann votes for ballot 77.");
    const order = { side: 0, tick: 2_000, lots: 500n, orderType: 0, maxFills: 10n, expiresAt: 0 };
    const replace = encodeFunctionData({ abi: abis.market, functionName: "replaceOrder", args: [9n, order] });
    expect((await told(address("market"), replace)).item["text"]).to.equal(
      "Ann replaces order 9: buy 0.5 kWh at 0.2000 EUR/ENT.",
    );
  });
});
