import { contractNames, eventsOf } from "@powerchain/sdk";
import { expect } from "chai";
import { toEventSelector } from "viem";
import { Bloom } from "../src/chain/bloom.ts";
import { EventDecoder, type RawLog } from "../src/chain/decode.ts";
import { ChainReader, InconsistentAnswersError, type RawHeader } from "../src/chain/reader.ts";
import { type Rpc, toHex } from "../src/chain/rpc.ts";

const addresses = Object.fromEntries(contractNames.map((name, i) => [name, word(0xc0 + i, 20)])) as never;
const transfer = toEventSelector(eventsOf("energyToken").find(({ name }) => name === "Transfer")!);

function word(value: number, bytes = 32): string {
  return `0x${value.toString(16).padStart(bytes * 2, "0")}`;
}

/** A chain whose blocks hold so many transfers of a token, all with the same topics, each in a transaction of its own. */
class Transfers implements Rpc {
  readonly asked: string[] = [];
  /** How many logs a range of blocks gives, at most. */
  cutAt = Infinity;
  readonly #blocks: { header: RawHeader; logs: RawLog[] }[];

  constructor(counts: number[], gasUsed: number) {
    this.#blocks = counts.map((count, number) => {
      const logs = Array.from({ length: count }, (_, i) => this.#log(number, i));
      const bloom = new Bloom();
      for (const { address, topics } of logs) for (const value of [address, ...topics]) bloom.add(value);
      const header = {
        number: toHex(number),
        hash: word(number + 1),
        parentHash: word(number),
        timestamp: toHex(number),
        gasUsed: toHex(gasUsed),
        logsBloom: bloom.hex,
        transactions: logs.map(({ transactionHash }) => transactionHash),
      };
      return { header, logs };
    });
  }

  #log(number: number, i: number): RawLog {
    return {
      address: (addresses as Record<string, string>)["energyToken"]!,
      topics: [transfer, word(1), word(2)],
      data: word(i + 1),
      blockNumber: toHex(number),
      blockHash: word(number + 1),
      transactionHash: word(0x1000 * number + i),
      logIndex: toHex(i),
    };
  }

  request({ method, params = [] }: { method: string; params?: unknown[] }): Promise<unknown> {
    this.asked.push(method);
    return Promise.resolve(this.#answer(method, params[0]));
  }

  #answer(method: string, first: unknown): unknown {
    if (method === "eth_getBlockByNumber") return this.#blocks[Number(first)]?.header ?? null;
    if (method === "eth_getTransactionReceipt") {
      const block = this.#blocks.find(({ header }) => header.transactions.includes(first as string));
      const logs = block?.logs.filter(({ transactionHash }) => transactionHash === first);
      return block === undefined ? null : { blockHash: block.header.hash, logs };
    }
    const { fromBlock, toBlock, blockHash } = first as { fromBlock: string; toBlock: string; blockHash?: string };
    if (blockHash !== undefined) return this.#blocks.find(({ header }) => header.hash === blockHash)?.logs;
    const range = this.#blocks.slice(Number(fromBlock), Number(toBlock) + 1);
    return range.flatMap(({ logs }) => logs).slice(0, this.cutAt);
  }
}

async function spansOf(node: Transfers): Promise<number[][]> {
  const reader = new ChainReader(node, new EventDecoder(addresses));
  const spans: number[][] = [];
  for await (const blocks of reader.spans({ block: 0, hash: word(1) }, 5, 64))
    spans.push(blocks.map(({ events }) => events.length));
  return spans;
}

describe("ChainReader", () => {
  describe("spans", () => {
    it("reads as many blocks at once as their gas allows, and a larger one by itself", async () => {
      expect(await spansOf(new Transfers([0, 2, 0, 3, 1, 0], 1_000))).to.deep.equal([[2, 0, 3, 1, 0]]);
      expect(await spansOf(new Transfers([0, 2, 0, 3, 1, 0], 4_000_000))).to.deep.equal([[2, 0], [3, 1], [0]]);
      expect(await spansOf(new Transfers([0, 2, 0, 3, 1, 0], 90_000_000))).to.deep.equal([[2], [0], [3], [1], [0]]);
    });

    it("asks the last transaction's receipt, not for all of the block again", async () => {
      const node = new Transfers([0, 2, 0, 3, 1, 0], 1_000);
      await spansOf(node);
      expect(node.asked.filter((method) => method === "eth_getLogs")).to.have.length(1);
    });

    it("asks for the next logs as soon as the node sends some, and never for more", async () => {
      const node = new Transfers([0, 2, 3], 90_000_000);
      const sending = node as Transfers & Pick<Required<Rpc>, "logs">;
      sending.logs = async function* (filter) {
        const all = (await this.request({ method: "eth_getLogs", params: [filter] })) as RawLog[];
        yield all.slice(0, 1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        node.asked.push("rest");
        yield all.slice(1);
      };
      const reader = new ChainReader(sending, new EventDecoder(addresses));
      const spans = reader.spans({ block: 0, hash: word(1) }, 2, 64);
      await spans.next();
      const asked = node.asked.filter((what) => what === "eth_getLogs" || what === "rest");
      expect(asked).to.deep.equal(["eth_getLogs", "eth_getLogs", "rest"]);
      await spans.return(undefined);
    });

    it("asks for the last block by itself when the node does not know its last transaction's receipt", async () => {
      const node = new Transfers([0, 2, 0, 3, 1, 0], 1_000);
      const known = node.request.bind(node);
      node.request = (call) => (call.method === "eth_getTransactionReceipt" ? Promise.resolve(null) : known(call));
      expect(await spansOf(node)).to.deep.equal([[2, 0, 3, 1, 0]]);
      expect(node.asked.filter((method) => method === "eth_getLogs")).to.have.length(2);
    });

    it("never takes a block's own list for whole either, where the last receipt tells of a later log", async () => {
      const node = new Transfers([0, 3], 1_000);
      const known = node.request.bind(node);
      node.request = async (call) => {
        const answer = await known(call);
        return call.method === "eth_getLogs" ? (answer as RawLog[]).slice(0, 2) : answer;
      };
      const ended = await spansOf(node).catch((error: unknown) => error);
      expect(ended).to.be.instanceOf(InconsistentAnswersError);
    });

    for (const cutAt of [0, 1, 2, 3, 4, 5]) {
      it(`never takes a list that ends after ${cutAt} logs for whole, though no topic is missing`, async () => {
        const node = new Transfers([0, 2, 0, 3, 1, 0], 1_000);
        node.cutAt = cutAt;
        const ended = await spansOf(node).catch((error: unknown) => error);
        if (!(ended instanceof InconsistentAnswersError)) expect(ended).to.deep.equal([[2, 0, 3, 1, 0]]);
      });
    }
  });
});
