import { expect } from "chai";
import { type PublicClient, parseAbiItem, zeroAddress } from "viem";
import { readLogs } from "../src/reads/logs.ts";

const event = parseAbiItem("event Happened()");

describe("logs, asked for in parts", () => {
  let asked: [bigint, bigint][];
  /** A node with one log in every tenth block that, as a gateway does, refuses to look through more than 100 blocks at once. */
  const client = {
    getLogs: ({ fromBlock, toBlock }: { fromBlock: bigint; toBlock: bigint }) => {
      if (toBlock - fromBlock >= 100n) throw new Error("too long a range");
      asked.push([fromBlock, toBlock]);
      const blocks = [];
      for (let block = fromBlock; block <= toBlock; block++)
        if (block % 10n === 0n) blocks.push({ blockNumber: block });
      return Promise.resolve(blocks);
    },
  } as unknown as PublicClient;
  const read = async (from: bigint, to: bigint, last?: number) => {
    asked = [];
    const logs = await readLogs(client, { address: zeroAddress, event, from, to, last, span: 100n });
    return logs.map(({ blockNumber }) => Number(blockNumber));
  };

  it("come all and in order, each block asked for once", async () => {
    expect(await read(5n, 254n)).to.deep.equal(Array.from({ length: 25 }, (_, i) => 10 * (i + 1)));
    expect(asked).to.deep.equal([
      [155n, 254n],
      [55n, 154n],
      [5n, 54n],
    ]);
  });

  it("are the latest when only some are wanted, and nothing older is asked for", async () => {
    expect(await read(0n, 1_000_000n, 3)).to.deep.equal([999_980, 999_990, 1_000_000]);
    expect(asked).to.have.length(1);
  });

  it("are none of a range that is none", async () => {
    expect([await read(7n, 6n), asked]).to.deep.equal([[], []]);
  });
});
