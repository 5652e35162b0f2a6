import { type Logger, pino } from "pino";
import type { Manifest } from "@powerchain/sdk";
import type { Rpc } from "../chain/rpc.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { CommunityIndex } from "./communityIndex.ts";
import { Follower } from "./follower.ts";

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
 * Follows communities into a database until it is stopped.
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
      await index.open();
      if (options.rebuild === true) await index.rebuild();
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
