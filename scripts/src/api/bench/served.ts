// A community's web in a process of its own, so that its memory and its share of the machine are its own. It tells its parent
// when it has started, and each block that it has written.
import type { ServedCommunity } from "@powerchain/indexer";
import { startApi } from "@powerchain/indexer";
import { holdLittleMemory } from "../../lib/memory.ts";

export interface ServedOptions {
  community: ServedCommunity;
  database: string;
}

export type ServedMessage =
  /** `beganAt`: ms, when all programs were loaded and indexing began. */
  | { kind: "started"; url: string; beganAt: number }
  /** `at`: ms, when the block was in the database; `events`: those of its span. */
  | { kind: "indexed"; block: number; at: number; events: number };

const tell = (message: ServedMessage): void => void process.send?.(message);

const { community, database } = JSON.parse(process.argv[2] ?? "{}") as ServedOptions;
holdLittleMemory("index"); // as `powerchain api` does
const beganAt = Date.now();
const api = await startApi({
  communities: [community],
  database,
  port: 0,
  // Whoever measures sends more than one address may.
  limit: { perSecond: 10_000, burst: 10_000 },
});
const index = api.indexer.followers[0]?.index;
index?.onChange((change) => {
  const events = change.kind === "blocks" ? change.events : 0;
  tell({ kind: "indexed", block: change.cursor.block, at: Date.now(), events });
});
tell({ kind: "started", url: api.url, beganAt });
process.on("SIGTERM", () => void api.stop().then(() => process.exit(0)));
process.on("disconnect", () => process.exit(1));
