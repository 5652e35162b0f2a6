import { existsSync } from "node:fs";
import path from "node:path";
import { HttpRpc, checkIndex, startIndexer } from "@powerchain/indexer";
import { readManifest } from "../deploy/manifestFile.ts";
import { CommandError } from "../lib/errors.ts";
import { moduleLog } from "../lib/log.ts";
import { holdLittleMemory } from "../lib/memory.ts";
import { type Result, reportResults } from "../lib/output.ts";
import { stateFolder } from "../lib/paths.ts";
import { withProgress } from "../lib/progress.ts";
import { resolveNetwork } from "../network/index.ts";
import { runUntilSignal } from "../network/serviceShell.ts";

export interface IndexFlags {
  network: string;
  database?: string;
}

export interface CheckFlags extends IndexFlags {
  blocks: number;
  at?: number[];
  seed: number;
  json?: string;
}

/** Where the index is when nobody says. */
export const defaultDatabase = path.join(stateFolder, "index.db");
const LOOK_MS = 200;

/** The communities of networks on this machine, as the indexer takes them. */
export async function sourcesOf(networks: string) {
  const names = networks.split(",").map((name) => name.trim());
  return await Promise.all(
    names.map(async (name) => {
      const network = await resolveNetwork(name);
      return {
        manifest: readManifest(network.name),
        rpc: new HttpRpc(network.rpcUrl, { wsUrl: network.wsUrl }),
        network,
      };
    }),
  );
}

/** `powerchain index run` */
export async function runIndex(flags: IndexFlags & { wait: number }): Promise<void> {
  holdLittleMemory("index");
  const communities = await sourcesOf(flags.network);
  const database = flags.database ?? defaultDatabase;
  const indexer = await startIndexer({
    database,
    communities,
    lockWaitMs: flags.wait * 1_000,
    log: moduleLog("index"),
  });
  process.stderr.write(
    `Indexing ${flags.network} into ${database}. Ctrl-C ends it; it goes on from there the next time.\n`,
  );
  const show = setInterval(() => {
    for (const { index, failure } of indexer.followers) {
      const how = failure === undefined ? `${index.chainHead - index.cursor.block} behind the chain` : failure.message;
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${index.name}: block ${index.cursor.block}, ${how}`);
    }
  }, 1_000);
  await runUntilSignal("index", () => indexer.stop());
  clearInterval(show);
  process.stderr.write("\n");
}

/** `powerchain index rebuild` */
export async function rebuildIndex(flags: IndexFlags): Promise<void> {
  const communities = await sourcesOf(flags.network);
  const indexer = await startIndexer({
    database: flags.database ?? defaultDatabase,
    communities,
    rebuild: true,
    log: moduleLog("index"),
  });
  try {
    for (const follower of indexer.followers) {
      const { index } = follower;
      await withProgress(`Index ${index.name} from its first block`, async (say) => {
        while (index.chainHead === 0 || index.cursor.block < index.chainHead) {
          if (follower.failure !== undefined)
            throw new CommandError(follower.failure.message, { retry: true, cause: follower.failure });
          say(`block ${index.cursor.block} of ${index.chainHead}`);
          await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        }
      });
    }
  } finally {
    await indexer.stop();
  }
}

/** `powerchain index check` */
export async function runIndexCheck(flags: CheckFlags): Promise<void> {
  const [source] = await sourcesOf(flags.network);
  if (source === undefined) throw new CommandError("No network was named.", { hint: "Give one with --network." });
  const database = flags.database ?? (existsSync(defaultDatabase) ? defaultDatabase : undefined);
  const { comparisons, database: held } = await withProgress("Read the chain and compare", (say) =>
    checkIndex({
      ...source,
      database,
      blocks: flags.blocks,
      at: flags.at,
      random: mulberry32(flags.seed),
      onProgress: say,
    }),
  );
  const results: Result[] = comparisons.map(({ block, differences, accounts, units, sessions, ballots, orders }) => ({
    name: `block ${block}: ${accounts} accounts, ${units} units, ${sessions} sessions, ${ballots} ballots, ${orders} open orders`,
    value: differences.length,
    unit: "differences",
    limit: "exactly 0",
    ok: differences.length === 0,
  }));
  if (held !== undefined) {
    const { block, differing } = held;
    const name = `tables of the database at block ${block} against a fresh reading${differing.length > 0 ? `: ${differing.join(", ")}` : ""}`;
    results.push({ name, value: differing.length, unit: "differ", limit: "exactly 0", ok: differing.length === 0 });
  }
  for (const { block, differences } of comparisons) {
    for (const { what, index, chain } of differences.slice(0, 10)) {
      process.stderr.write(`block ${block}: ${what} is ${index} in the index and ${chain} on the chain\n`);
    }
  }
  reportResults(results, { json: flags.json, more: { comparisons } });
}

/** A small seeded generator (Tommy Ettinger's mulberry32): the same blocks for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
