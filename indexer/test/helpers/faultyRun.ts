import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { digestTables } from "../../src/check/dump.ts";
import { CommunityIndex } from "../../src/follow/communityIndex.ts";
import { SqliteStore } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { Dice } from "../../../test/helpers/dice.ts";
import { NO_FAULTS, UnsteadyNode, type record } from "./unsteadyNode.ts";
import type { Story } from "./story.ts";

type Recorded = Awaited<ReturnType<typeof record>>;
const log = pino({ level: "silent" });
const MOST_ROUNDS = 3_000;

export interface Ended {
  digests: Record<string, string>;
  reorganisations: number;
  deepest: number;
  kills: number;
  errors: number;
}

/** The tables after reading the recorded chain at once. */
export async function cleanRun(story: Story, recorded: Recorded, undoDepth: number): Promise<Record<string, string>> {
  const store = new SqliteStore(":memory:");
  await store.open();
  const node = new UnsteadyNode(recorded, story.manifest.chainId, new Dice(0), NO_FAULTS);
  const index = new CommunityIndex({ store, manifest: story.manifest, rpc: node, log, undoDepth });
  await index.open();
  await index.catchUp();
  const digests = await digestTables(store, index.record.id);
  await store.close();
  return digests;
}

type MakeStore = () => Store;

/** The tables after reading the same chain while it reorganises, the node fails and the process is killed again and again. */
export async function faultyRun(
  story: Story,
  recorded: Recorded,
  seed: number,
  undoDepth: number,
  elsewhere?: MakeStore,
): Promise<Ended> {
  const dice = new Dice(seed);
  const file = path.join(tmpdir(), `powerchain-index-${randomBytes(6).toString("hex")}.db`);
  const makeStore = elsewhere ?? (() => new SqliteStore(file));
  const faults = { error: 0.03, missing: 0.1, doubled: 0.1, reorganised: 0.15 };
  const node = new UnsteadyNode(recorded, story.manifest.chainId, dice, faults);
  const last = recorded.at(-1)?.header.hash;
  let [kills, errors] = [0, 0];
  let index = await openIndex(story, node, makeStore(), dice, undoDepth);
  try {
    // A database that was there before begins anew with this chain.
    await index.rebuild().catch(() => undefined);
    for (let round = 0; round < MOST_ROUNDS && !(node.done && index.cursor.hash === last); round++) {
      if (!node.done) node.grow();
      try {
        await index.catchUp();
      } catch (error) {
        if (error instanceof Killed || dice.chance(0.1)) {
          kills++;
          await index.store.close();
          index = await openIndex(story, node, makeStore(), dice, undoDepth);
        } else errors++;
      }
    }
    if (index.cursor.hash !== last) throw new Error(`seed ${seed} ended at block ${index.cursor.block}`);
    const digests = await digestTables(index.store, index.record.id);
    return { digests, reorganisations: node.reorganisations, deepest: node.deepest, kills, errors };
  } finally {
    await index.store.close();
    for (const end of ["", "-wal", "-shm", ".lock"]) rmSync(`${file}${end}`, { force: true });
  }
}

async function openIndex(
  story: Story,
  node: UnsteadyNode,
  store: Store,
  dice: Dice,
  undoDepth: number,
): Promise<CommunityIndex> {
  await store.open({ waitMs: 5_000 });
  const index = new CommunityIndex({ store: mortal(store, dice), manifest: story.manifest, rpc: node, log, undoDepth });
  for (;;) {
    try {
      await index.open();
      return index;
    } catch {
      // The node failed; a process manager would start it again.
    }
  }
}

class Killed extends Error {}

/** A store in whose process death may come just before or just after anything is written. */
function mortal(store: Store, dice: Dice): Store {
  const risky = async <T>(work: () => Promise<T>): Promise<T> => {
    if (dice.chance(0.03)) throw new Killed();
    const result = await work();
    if (dice.chance(0.03)) throw new Killed();
    return result;
  };
  return new Proxy(store, {
    get: (target, name) => {
      if (name === "write") return (...given: Parameters<Store["write"]>) => risky(() => target.write(...given));
      if (name === "rollback") {
        return (...given: Parameters<Store["rollback"]>) => risky(() => target.rollback(...given));
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
