import { expect } from "chai";
import { pino } from "pino";
import { BlockOutsideError, checkIndex } from "../src/check/check.ts";
import { compareWithChain, snapshotOf } from "../src/check/compare.ts";
import { CommunityIndex } from "../src/follow/communityIndex.ts";
import { SqliteStore } from "../src/store/sqlite.ts";
import { type Story, playStory } from "./helpers/story.ts";

const log = pino({ level: "silent" });

describe("CommunityIndex", function () {
  this.timeout(0);
  let story: Story;

  before(async () => {
    story = await playStory(1, 600);
  });

  describe("catchUp", () => {
    it("holds what Lens says, at every tenth block and at the end", async () => {
      const store = new SqliteStore(":memory:");
      await store.open();
      const index = new CommunityIndex({ store, manifest: story.manifest, rpc: story.rpc, log });
      await index.open();
      for (let block = story.manifest.block + 9; block <= story.head; block += 10) {
        await index.catchUp(undefined, block);
        const comparison = await compareWithChain(
          await snapshotOf(store, index.record.id),
          story.manifest,
          story.rpc,
          block,
        );
        expect(comparison.differences, `block ${block}`).to.deep.equal([]);
      }
      await index.catchUp();
      const last = await compareWithChain(
        await snapshotOf(store, index.record.id),
        story.manifest,
        story.rpc,
        story.head,
      );
      expect(last.differences).to.deep.equal([]);
    });
  });

  describe("checkIndex", () => {
    const random = (): number => 0; // the first block that may be chosen
    const deployed = (): number => Math.max(...Object.values(story.manifest.contracts).map(({ block }) => block));

    it("asks Lens at no block at which it is not there yet", async () => {
      const { comparisons } = await checkIndex({ ...story, blocks: 1, random });
      expect(comparisons.map(({ block, differences }) => [block, differences])).to.deep.equal([
        [deployed(), []],
        [story.head, []],
      ]);
    });

    it("checks the blocks that are asked for, and refuses those that it cannot check", async () => {
      const at = [deployed() + 40, deployed() + 20];
      const { comparisons } = await checkIndex({ ...story, blocks: 1, random, at });
      expect(comparisons.map(({ block }) => block)).to.deep.equal(at.toReversed());
      const outside = checkIndex({ ...story, blocks: 1, random, at: [deployed() - 1] });
      expect(await outside.catch((error: unknown) => error)).to.be.instanceOf(BlockOutsideError);
    });
  });
});
