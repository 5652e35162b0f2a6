import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { type RunningApi, startApi } from "../src/api/start.ts";
import { type Rpc, toHex } from "../src/chain/rpc.ts";
import { type Story, playStory } from "./helpers/story.ts";

/** A node that shows its chain only up to a block. */
class Capped implements Rpc {
  readonly #rpc: Rpc;
  head: number;

  constructor(rpc: Rpc, head: number) {
    this.#rpc = rpc;
    this.head = head;
  }

  request(call: { method: string; params?: unknown[] }): Promise<unknown> {
    return call.method === "eth_blockNumber" ? Promise.resolve(toHex(this.head)) : this.#rpc.request(call);
  }
}

describe("The API while a block is being written", function () {
  this.timeout(240_000);
  let story: Story;
  let node: Capped;
  let api: RunningApi;

  before(async () => {
    story = await playStory(4, 60);
    node = new Capped(story.rpc, story.head - 1);
    const communities = [{ manifest: story.manifest, rpc: node }] as const;
    api = await startApi({ database: ":memory:", communities: [...communities], port: 0, pollMs: 5 });
    while (index().cursor.block < node.head) await sleep(5);
  });
  after(() => api.stop());

  const index = () => api.indexer.followers[0]!.index;

  it("answers when it is written, with that block", async () => {
    const { store } = index();
    const write = store.write.bind(store);
    const slow = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    store.write = async (...given) => {
      const set = await write(...given);
      begun.resolve();
      await slow.promise;
      return set;
    };
    node.head = story.head;
    await begun.promise;
    let answered = false;
    const asked = Promise.resolve(api.app.request(`http://localhost/v1/${index().name}/network`)).then((answer) => {
      answered = true;
      return answer;
    });
    await sleep(30);
    const tooEarly = answered;
    slow.resolve();
    expect(tooEarly).to.equal(false);
    const { block } = (await (await asked).json()) as { block: { number: number } };
    expect(block.number).to.equal(story.head);
  });
});
