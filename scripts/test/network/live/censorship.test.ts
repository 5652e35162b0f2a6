import { expect } from "chai";
import type { Hex } from "viem";
import { type LoadAccount, loadAccounts, signLegacy } from "../../../src/network/bench/signing.ts";
import { initNetwork, startNetwork } from "../../../src/network/index.ts";
import type { Network } from "../../../src/network/model.ts";
import { ask, blocksAbove, eventually, head, node, useOwnNetworks } from "./fixture.ts";

const NAME = "censor";
const TRANSFERS = 12;
/** Of three validators one may be against it, and the next one seals: and a block for the way to it. A busy machine may add to some. */
const MOSTLY_BLOCKS = 3;

/** What a minority that censors brings about on a real network: one of three asks a price that nobody can pay, so it takes nothing in. */
describe("One validator of three that leaves everybody's transactions out", function () {
  this.timeout(240_000);
  useOwnNetworks();
  let network: Network;

  before(async () => {
    network = await initNetwork({ name: NAME, validators: 3, accountNodes: 1, basePort: 20_900 });
    await startNetwork(NAME, { bare: true, timeoutMs: 180_000 });
    await ask(network, "validator-1", "miner_setGasPrice", ["0x3b9aca00"]);
    await blocksAbove(network, (await head(network)) + 3);
  });

  const send = async (from: LoadAccount): Promise<{ hash: Hex; at: number }> => {
    const { raw, hash } = signLegacy(from, { chainId: network.chainId, nonce: 0, gas: 21_000n, to: from.address });
    const at = await head(network, "account-1");
    await ask(network, "account-1", "eth_sendRawTransaction", [raw]);
    return { hash, at };
  };

  it("delays each by a block or two, stops none, and its own blocks stay empty", async () => {
    const delays: number[] = [];
    const sealers = new Set<string>();
    for (const from of loadAccounts("censored", TRANSFERS)) {
      const { hash, at } = await send(from);
      const { blockNumber } = await eventually(
        "a receipt",
        async () =>
          (await ask<{ blockNumber: Hex } | null>(network, "account-1", "eth_getTransactionReceipt", [hash])) ??
          undefined,
      );
      delays.push(Number(blockNumber) - at);
      sealers.add((await ask<Hex>(network, "account-1", "clique_getSigner", [blockNumber])).toLowerCase());
    }
    const median = delays.toSorted((a, b) => a - b)[TRANSFERS / 2];
    expect(median, `blocks waited: ${delays.join(", ")}`).to.be.at.most(MOSTLY_BLOCKS);
    expect([...sealers]).to.not.include(node(network, "validator-1").address);
  });

  it("goes on sealing: that it is one who censors can be seen by anybody in who sealed what", async () => {
    const last = await head(network);
    const first = Math.max(1, last - 30);
    const sealed = await Promise.all(
      Array.from({ length: last - first + 1 }, async (_, i) => {
        const number: Hex = `0x${(first + i).toString(16)}`;
        const [signer, count] = await Promise.all([
          ask<Hex>(network, "validator-2", "clique_getSigner", [number]),
          ask<Hex>(network, "validator-2", "eth_getBlockTransactionCountByNumber", [number]),
        ]);
        return { signer: signer.toLowerCase(), transactions: Number(count) };
      }),
    );
    const censor = node(network, "validator-1").address as string;
    const own = sealed.filter(({ signer }) => signer === censor);
    expect(own.length).to.be.greaterThan(0);
    expect(own.reduce((sum, { transactions }) => sum + transactions, 0)).to.equal(0);
  });
});
