import { setTimeout as sleep } from "node:timers/promises";
import { type Logger, pino } from "pino";
import type { Manifest } from "@powerchain/sdk";
import { type Rpc, isAway } from "../chain/rpc.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { CommunityIndex } from "./communityIndex.ts";
import { FIRST_WAIT_MS, Follower, LONGEST_WAIT_MS } from "./follower.ts";

export interface CommunitySource {
  manifest: Manifest;
  rpc: Rpc;
  /** How it is called in paths; default: the manifest's network. */
  name?: string;
}

export interface IndexerOptions {
  /** A SQLite file, ":memory:", or a postgres:// connection string. */
  database: string;
  communities: CommunitySource[];
  /** How long to wait for another process that indexes into the same database. */
  lockWaitMs?: number;
  pollMs?: number;
  undoDepth?: number;
  /** Forget what the database holds of these communities first. */
  rebuild?: boolean;
  log?: Logger;
}

export interface RunningIndexer {
  store: Store;
  followers: Follower[];
  stop(): Promise<void>;
}

/**
 * Follows communities into a database until it is stopped. Where a node is away, what the database holds is there at once; a
 * community that it holds nothing of is waited for, unless it is to be read anew.
 * @throws StoreLockedError when another process does so already
 * @throws ChainMismatchError when a node is not of its manifest's chain
 */
export async function startIndexer(options: IndexerOptions): Promise<RunningIndexer> {
  const log = options.log ?? pino({ level: "silent" });
  const store = openStore(options.database);
  await store.open({ waitMs: options.lockWaitMs ?? 0 });
  const followers: Follower[] = [];
  try {
    for (const { manifest, rpc, name } of options.communities) {
      const index = new CommunityIndex({ store, manifest, rpc, name, log, undoDepth: options.undoDepth });
      if (options.rebuild === true) {
        await index.open();
        await index.rebuild();
      } else {
        await openPatiently(index, log);
      }
      followers.push(new Follower(index, { log, pollMs: options.pollMs }));
    }
  } catch (error) {
    await store.close();
    throw error;
  }
  for (const follower of followers) follower.start();
  return {
    store,
    followers,
    stop: async () => {
      await Promise.all(followers.map((follower) => follower.stop()));
      await store.close();
    },
  };
}

async function openPatiently(index: CommunityIndex, log: Logger): Promise<void> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await index.open();
    } catch (error) {
      if (!isAway(error)) throw error;
      log.warn({ community: index.name, error: (error as Error).message, wait }, "waiting for the node");
      await sleep(wait);
    }
  }
}
