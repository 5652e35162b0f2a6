import { expect } from "chai";
import { type EmbeddedChain, startEmbeddedChain } from "../../src/chain/embedded.ts";
import { ensureCompiled } from "../../src/deploy/compile.ts";
import { foundDemo, propose } from "../../src/start/found.ts";
import { foundHomes } from "../../src/start/live.ts";

const MONTH = 30 * 86_400;

describe("The demo's founding", function () {
  this.timeout(120_000);
  let chain: EmbeddedChain;

  before(async () => {
    await ensureCompiled();
    chain = await startEmbeddedChain({ rpcPort: 0, clock: "exact" });
  });
  after(() => chain.close());

  it("leaves three voters, and a ballot that is open however long the past was", async () => {
    const { chain: community } = await foundHomes(chain);
    await foundDemo(community);
    await chain.wait(MONTH);
    await propose(community);
    const { governance } = community;
    expect(await governance.voterCount()).to.equal(3n);
    const last = await governance.ballot(await governance.ballotCount());
    expect(last).to.include({ state: "open" });
  });
});
