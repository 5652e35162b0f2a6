import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { pino } from "pino";
import type { CommunityIndex } from "../src/follow/communityIndex.ts";
import { Follower } from "../src/follow/follower.ts";

const log = pino({ level: "silent" });

/** A node whose subscriptions end when told to, and an index that only counts. */
class Stage {
  subscriptions = 0;
  caughtUp = 0;
  lose: () => void = () => undefined;
  news: () => void = () => undefined;
  readonly index = {
    name: "stage",
    reader: { rpc: { watchHeads: (onHead: () => void, lost: () => void) => this.#watch(onHead, lost) } },
    catchUp: () => Promise.resolve(this.caughtUp++),
  } as unknown as CommunityIndex;

  #watch(onHead: () => void, lost: () => void): { stop(): void } {
    this.subscriptions++;
    this.news = onHead;
    this.lose = lost;
    return { stop: () => undefined };
  }

  async until(what: () => boolean): Promise<void> {
    while (!what()) await sleep(2);
  }
}

describe("Follower", () => {
  let stage: Stage;
  let follower: Follower;

  beforeEach(() => {
    stage = new Stage();
    follower = new Follower(stage.index, { log, pollMs: 5, subscribeAgainMs: 50 });
    follower.start();
  });
  afterEach(() => follower.stop());

  it("catches up when the node tells of a block", async () => {
    await stage.until(() => stage.caughtUp === 1);
    stage.news();
    await stage.until(() => stage.caughtUp === 2);
  });

  it("polls when its subscription is lost, and subscribes again after a while", async () => {
    await stage.until(() => stage.caughtUp === 1);
    stage.lose();
    await stage.until(() => stage.caughtUp > 3);
    expect(stage.subscriptions).to.equal(1);
    await stage.until(() => stage.subscriptions === 2);
  });
});
