import { existsSync } from "node:fs";
import type { Manifest } from "@powerchain/sdk";
import { pino } from "pino";
import type { Rpc } from "../chain/rpc.ts";
import { CommunityIndex } from "../follow/communityIndex.ts";
import { openStore } from "../store/open.ts";
import { SqliteStore } from "../store/sqlite.ts";
import { type Comparison, compareWithChain, snapshotOf } from "./compare.ts";
import { differingTables, digestTables } from "./dump.ts";

export interface CheckOptions {
  manifest: Manifest;
  name?: string;
  rpc: Rpc;
  /** The index to check; without it, only what a fresh reading gives is held against the chain. */
  database?: string | undefined;
  /** How many blocks, beside the last one. */
  blocks: number;
  /** Chooses them. */
  random: () => number;
  /** Just these instead. */
  at?: readonly number[] | undefined;
  onProgress?: (text: string) => void;
}

export interface CheckResult {
  comparisons: Comparison[];
  /** The block that the database was at, and its tables that differ from a fresh reading up to there. */
  database: { block: number; differing: string[] } | undefined;
}

interface Held {
  block: number;
  digests: Record<string, string>;
}

/**
 * Reads the chain afresh from its first block and, at random blocks on the way and at the last, holds every account, unit,
 * session, ballot and order against what Lens says there (the node must keep old states: an archive node or an embedded
 * chain). Then the database's tables against the fresh ones, byte by byte.
 * @throws BlockOutsideError when a block that is asked for is not between deployment and index
 */
export async function checkIndex(options: CheckOptions): Promise<CheckResult> {
  const { manifest, rpc, onProgress } = options;
  const held = await readDatabase(options);
  const store = new SqliteStore(":memory:");
  await store.open();
  try {
    const index = new CommunityIndex({ store, manifest, name: options.name, rpc, log: pino({ level: "silent" }) });
    await index.open();
    const last = held?.block ?? (await index.reader.head());
    const comparisons: Comparison[] = [];
    for (const block of chosenBlocks(deployedAt(manifest), last, options)) {
      await index.catchUp(undefined, block);
      onProgress?.(`comparing at block ${block}`);
      comparisons.push(await compareWithChain(await snapshotOf(store, index.record.id), manifest, rpc, block));
    }
    if (held === undefined) return { comparisons, database: undefined };
    const { blocks: _, ...fresh } = await digestTables(store, index.record.id);
    return { comparisons, database: { block: held.block, differing: differingTables(fresh, held.digests) } };
  } finally {
    await store.close();
  }
}

/** The first block at which all contracts are there: Lens is the last, and without it nobody can be asked. */
function deployedAt({ contracts }: Manifest): number {
  return Math.max(...Object.values(contracts).map(({ block }) => block));
}

/** The blocks that are asked for, or random ones and the last one; in their order. */
function chosenBlocks(first: number, last: number, { at, blocks, random }: CheckOptions): number[] {
  const outside = at?.find((block) => block < first || block > last);
  if (outside !== undefined) throw new BlockOutsideError(outside, first, last);
  const chosen = new Set(at ?? [last]);
  const most = at === undefined ? Math.min(blocks, Math.max(0, last - first)) + 1 : 0;
  while (chosen.size < most) chosen.add(first + Math.floor(random() * (last - first)));
  return [...chosen].sort((a, b) => a - b);
}

export class BlockOutsideError extends Error {
  override readonly name = "BlockOutsideError";
  readonly hint = "Ask for blocks in between.";
  constructor(block: number, first: number, last: number) {
    super(`Block ${block} cannot be checked: the contracts are there from block ${first} on, the index is at ${last}.`);
  }
}

/** The database as it is at one moment, also while another process writes to it. */
async function readDatabase({ database, manifest, name }: CheckOptions): Promise<Held | undefined> {
  if (database === undefined) return undefined;
  if (!database.includes("://") && !existsSync(database)) throw new NoIndexError(`There is no index at ${database}.`);
  const store = openStore(database);
  await store.open({ readOnly: true });
  try {
    return await store.atOneMoment(async () => {
      const record = await store.community(name ?? manifest.network);
      if (record === undefined) throw new NoIndexError(`${database} holds no index of ${name ?? manifest.network}.`);
      const { blocks: _, ...digests } = await digestTables(store, record.id);
      return { block: record.cursor.block, digests };
    });
  } finally {
    await store.close();
  }
}

export class NoIndexError extends Error {
  override readonly name = "NoIndexError";
  readonly hint = "Make one with: ./powerchain index run --network NAME, or check without --database.";
}
