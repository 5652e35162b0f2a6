import { expect } from "chai";
import { differingTables } from "../src/check/dump.ts";
import { cleanRun, faultyRun } from "./helpers/faultyRun.ts";
import { type Story, playStory } from "./helpers/story.ts";
import { record } from "./helpers/unsteadyNode.ts";

describe("CommunityIndex on an unsteady chain", function () {
  this.timeout(240_000);
  let story: Story;
  let recorded: Awaited<ReturnType<typeof record>>;

  before(async () => {
    story = await playStory(2, 200);
    recorded = await record(story);
  });

  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`ends with the tables of a clean run, whatever is reorganised, lost, doubled or killed (seed ${seed})`, async () => {
      const clean = await cleanRun(story, recorded, 1_024);
      const ended = await faultyRun(story, recorded, seed, 1_024);
      expect(differingTables(clean, ended.digests)).to.deep.equal([]);
      expect(ended.reorganisations).to.be.greaterThan(3);
      expect(ended.deepest).to.be.greaterThan(3);
    });
  }

  it("begins anew when more is reorganised than can be undone, and ends with the same tables", async () => {
    const clean = await cleanRun(story, recorded, 5);
    const ended = await faultyRun(story, recorded, 9, 5);
    expect(differingTables(clean, ended.digests)).to.deep.equal([]);
    expect(ended.deepest).to.be.greaterThan(5);
  });
});
