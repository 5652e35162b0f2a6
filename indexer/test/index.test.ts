import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { pino } from "pino";
import { BlockOutsideError, checkIndex } from "../src/check/check.ts";
import { compareWithChain, snapshotOf } from "../src/check/compare.ts";
import { digestTables } from "../src/check/dump.ts";
import { CommunityIndex } from "../src/follow/communityIndex.ts";
import { SqliteStore } from "../src/store/sqlite.ts";
import type { Store } from "../src/store/store.ts";
import { type Story, playStory } from "./helpers/story.ts";

const log = pino({ level: "silent" });

describe("CommunityIndex", function () {
  this.timeout(240_000);
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

    for (const when of ["before", "after"] as const) {
      it(`goes on from what the database holds when a write fails ${when} it came through and the database is away`, async () => {
        const file = path.join(mkdtempSync(path.join(tmpdir(), "powerchain-away-")), "index.db");
        const store = new SqliteStore(file);
        await store.open();
        let [writes, away] = [0, 0];
        const shaky = new Proxy(store, {
          get: (target, name) => {
            if (name === "write") {
              return async (...given: Parameters<Store["write"]>) => {
                const fails = ++writes === 2;
                if (fails) away = 2;
                if (fails && when === "before") {
                  given[1](() => undefined); // reckoned, and lost
                  throw new Error("the connection broke");
                }
                const set = await target.write(...given);
                if (fails) throw new Error("the answer was lost");
                return set;
              };
            }
            if (name === "community" && away > 0) {
              return () => Promise.reject(new Error(`the database is away for ${away--} more`));
            }
            const value: unknown = Reflect.get(target, name, target);
            return typeof value === "function" ? (value.bind(target) as unknown) : value;
          },
        });
        const index = new CommunityIndex({ store: shaky, manifest: story.manifest, rpc: story.rpc, log });
        await index.open();
        const ended: string[] = [];
        for (let i = 0; i < 4; i++) await index.catchUp().catch((error: Error) => ended.push(error.message));
        expect(ended).to.deep.equal(["the database is away for 2 more", "the database is away for 1 more"]);
        expect(index.cursor.block).to.equal(story.head);
        const { differences } = await compareWithChain(
          await snapshotOf(store, index.record.id),
          story.manifest,
          story.rpc,
          story.head,
        );
        expect(differences).to.deep.equal([]);
        expect(await digestTables(store, index.record.id)).to.deep.equal(await digestsOfCleanRun());
        await store.close();
        rmSync(path.dirname(file), { recursive: true });
      });
    }

    async function digestsOfCleanRun(): Promise<Record<string, string>> {
      const store = new SqliteStore(":memory:");
      await store.open();
      const index = new CommunityIndex({ store, manifest: story.manifest, rpc: story.rpc, log });
      await index.open();
      await index.catchUp();
      return await digestTables(store, index.record.id);
    }
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
