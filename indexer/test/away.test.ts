import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { type RunningApi, startApi } from "../src/api/start.ts";
import { type Rpc, RpcError } from "../src/chain/rpc.ts";
import { ChainMismatchError } from "../src/follow/communityIndex.ts";
import { type RunningIndexer, startIndexer } from "../src/follow/start.ts";
import { type Story, playStory } from "./helpers/story.ts";

/** A node that goes away and comes back, maybe as another chain's. */
class ComingAndGoing implements Rpc {
  away = false;
  asked = 0;
  chainId: string | undefined;
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
  }

  request(call: { method: string; params?: unknown[] }): Promise<unknown> {
    this.asked++;
    if (this.away) return Promise.reject(new RpcError("The node cannot be reached.", { retry: true }));
    if (call.method === "eth_chainId" && this.chainId !== undefined) return Promise.resolve(this.chainId);
    return this.#rpc.request(call);
  }
}

describe("A node that is away when the index starts", function () {
  this.timeout(240_000);
  let story: Story;
  let folder: string;
  let node: ComingAndGoing;

  before(async () => {
    story = await playStory(4, 60);
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "powerchain-away-"));
    node = new ComingAndGoing(story.rpc);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const options = (): {
    database: string;
    communities: [{ manifest: Story["manifest"]; rpc: Rpc }];
    pollMs: number;
  } => ({
    database: path.join(folder, "index.db"),
    communities: [{ manifest: story.manifest, rpc: node }],
    pollMs: 10,
  });
  const until = async (what: () => boolean): Promise<void> => {
    while (!what()) await sleep(5);
  };
  const isAtEnd = ({ followers }: RunningIndexer) => followers[0]!.index.cursor.block === story.head;
  const fill = async (): Promise<void> => {
    const indexer = await startIndexer(options());
    await until(() => isAtEnd(indexer));
    await indexer.stop();
  };

  describe("given a database that holds the community", () => {
    beforeEach(fill);

    it("serves what it holds, says in /readyz that the node is away, and is ready when it is back", async () => {
      node.away = true;
      const api: RunningApi = await startApi({ ...options(), port: 0 });
      try {
        const follower = api.indexer.followers[0]!;
        await until(() => follower.failure !== undefined);
        const { status } = await api.app.request(`http://localhost/v1/${follower.index.name}/participants`);
        expect(status).to.equal(200);
        const ready = await api.app.request("http://localhost/readyz");
        expect(ready.status).to.equal(503);
        expect(await ready.text()).to.include("cannot be reached");
        node.away = false;
        await until(() => follower.failure === undefined && follower.index.chainHead === story.head);
        expect((await api.app.request("http://localhost/readyz")).status).to.equal(200);
      } finally {
        await api.stop();
      }
    });

    it("reads nothing from a node that comes back as another chain's", async () => {
      node.away = true;
      node.chainId = "0x539";
      const indexer = await startIndexer(options());
      node.away = false;
      await until(() => indexer.followers[0]!.failure instanceof ChainMismatchError);
      expect(isAtEnd(indexer)).to.equal(true);
      await indexer.stop();
    });

    it("refuses at once to forget what it holds", async () => {
      node.away = true;
      const failed = await startIndexer({ ...options(), rebuild: true }).catch((error: unknown) => error);
      expect(failed).to.be.instanceOf(RpcError);
    });
  });

  it("given an empty database, it waits for the node and then reads all", async () => {
    node.away = true;
    const starting = startIndexer(options());
    await until(() => node.asked > 1);
    node.away = false;
    const indexer = await starting;
    await until(() => isAtEnd(indexer));
    await indexer.stop();
  });
});
