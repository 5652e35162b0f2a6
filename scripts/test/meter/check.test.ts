import { expect } from "chai";
import { ensureCompiled } from "../../src/deploy/compile.ts";
import { playFaults } from "../../src/meter/check/check.ts";
import { FaultyRpc } from "../../src/meter/check/faultyRpc.ts";
import { random } from "@powerchain/smart-meter";

/** Two of the runs of `./powerchain check meter`, which is the long one. */
describe("a meter killed at its boundaries", function () {
  this.timeout(900_000);
  before(async () => await ensureCompiled(() => undefined));

  it("has lost and doubled nothing when it is done", async () => {
    const runs = await playFaults({ runs: 2, seed: 11, port: 25_600 });
    for (const { difference, drained, problem, kills, readings } of runs) {
      expect({ difference, drained, problem }).to.deep.equal({ difference: 0n, drained: true, problem: undefined });
      expect(kills).to.have.length(2);
      expect(readings).to.be.greaterThan(100);
    }
  });
});

describe("FaultyRpc", () => {
  it("drops what it is told to, and passes on all else", async () => {
    const node = await FaultyRpc.start("http://127.0.0.1:1", random(1, "nothing behind it"));
    const rpc = await FaultyRpc.start(node.url, random(1, "test"));
    rpc.faults = { drop: 1, dropAnswer: 0, duplicate: 0, delay: 0 };
    const error = await fetch(rpc.url, { method: "POST", body: "{}" }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(Error);
    await rpc.close();
    await node.close();
  });
});
