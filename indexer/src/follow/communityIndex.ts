import { type Manifest, addressesOf } from "@powerchain/sdk";
import type { Logger } from "pino";
import { EventDecoder } from "../chain/decode.ts";
import { ChainReader, type RawHeader, isTooMuch } from "../chain/reader.ts";
import { type Rpc, callAll, isAway, toHex } from "../chain/rpc.ts";
import { type Added, type Tables, Table, emptyTables } from "../core/books.ts";
import type { ChainBlock } from "../core/event.ts";
import { type StateName, state } from "../core/schema.ts";
import { applyBlocks, rollBack } from "../core/span.ts";
import { stateRows } from "../store/records.ts";
import type { CommunityRecord, Cursor, Store, UndoRecord, WriteSet } from "../store/store.ts";

/** Blocks that can be taken back one by one. A reorganisation from further back makes the index begin anew. */
export const UNDO_DEPTH = 1_024;

/** Blocks whose hashes are compared in one round trip after a reorganisation. */
const COMPARE_AT_ONCE = 16;
/** Blocks that the node is asked about at once; fewer after it could not answer. */
const MOST_BLOCKS = 64;

/** What has just been written, for those who show it live. */
export type Change =
  { kind: "blocks"; events: number; set: WriteSet; cursor: Cursor } | { kind: "reorganised"; cursor: Cursor };

export interface CommunityOptions {
  store: Store;
  manifest: Manifest;
  /** How the community is called in paths; default: the manifest's network. */
  name?: string;
  rpc: Rpc;
  log: Logger;
  undoDepth?: number;
}

/** The node belongs to another chain than the manifest. */
export class ChainMismatchError extends Error {
  override readonly name = "ChainMismatchError";
  readonly hint = "Give the address of a node of this chain, or deploy anew: ./powerchain deploy --network NAME";
}

/** The index of one community: its tables in memory and in the database, and how they follow the chain. */
export class CommunityIndex {
  readonly name: string;
  readonly manifest: Manifest;
  readonly reader: ChainReader;
  readonly store: Store;
  /** The last block of the chain as far as known. */
  chainHead = 0;
  tables: Tables = emptyTables();
  /** Ends when what the tables in memory have is in the database too, or is not to be. */
  written: Promise<unknown> = Promise.resolve();
  readonly #log: Logger;
  readonly #undoDepth: number;
  readonly #listeners = new Set<(change: Change) => void>();
  #record: CommunityRecord | undefined;
  /** Whether the tables in memory may be others than the database has. */
  #stale = false;
  /** Whether the node is known to be of the manifest's chain. */
  #checked = false;
  #atOnce = MOST_BLOCKS;

  constructor(options: CommunityOptions) {
    this.store = options.store;
    this.manifest = options.manifest;
    this.name = options.name ?? options.manifest.network;
    this.reader = new ChainReader(options.rpc, new EventDecoder(addressesOf(options.manifest)));
    this.#log = options.log.child({ community: this.name });
    this.#undoDepth = options.undoDepth ?? UNDO_DEPTH;
  }

  get record(): CommunityRecord {
    if (this.#record === undefined) throw new Error(`The index of ${this.name} has not been opened.`);
    return this.#record;
  }

  get cursor(): Cursor {
    return this.record.cursor;
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Loads what the database holds, or begins: also when the manifest is of another deployment than the one indexed.
   * While the node is away, what the database holds is loaded all the same; the node is looked at before more is read.
   * @throws ChainMismatchError when the node is not of the manifest's chain
   * @throws RpcError when the node is away and the database holds nothing to go on with
   */
  async open(): Promise<void> {
    const there = await this.store.community(this.name);
    const goesOn = there?.genesis === this.manifest.genesisHash && there.ledger === this.#ledger();
    try {
      await this.#checkChain();
    } catch (error) {
      if (!goesOn || !isAway(error)) throw error;
      this.#log.warn({ error: (error as Error).message, block: there.cursor.block }, "showing what is known so far");
    }
    if (goesOn) {
      this.#record = there;
      this.tables = await loadTables(this.store, there.id);
      return;
    }
    if (there !== undefined)
      this.#log.warn({ genesis: this.manifest.genesisHash }, "another deployment: the index begins anew");
    await this.rebuild();
  }

  /** Forgets all and begins at the first block. */
  async rebuild(): Promise<void> {
    const first = Math.max(0, this.manifest.block - 1);
    const header = await this.#header(first);
    this.#stale = true;
    this.#record = await this.store.reset({
      name: this.name,
      chainId: this.manifest.chainId,
      genesis: this.manifest.genesisHash,
      ledger: this.#ledger(),
      cursor: { block: first, hash: header.hash, at: Number(header.timestamp) },
    });
    this.tables = emptyTables();
    this.#stale = false;
  }

  /**
   * Reads and writes up to the chain's head, or to `until`. After an error the tables are as the database has them.
   * @param stop asked between spans
   */
  async catchUp(stop: () => boolean = () => false, until = Number.MAX_SAFE_INTEGER): Promise<void> {
    if (!this.#checked) await this.#checkChain();
    if (this.#stale) await this.#reload();
    this.chainHead = await this.reader.head();
    await this.#takeBackReplaced();
    const target = Math.min(this.chainHead, until);
    this.#atOnce = Math.min(MOST_BLOCKS, this.#atOnce * 2);
    while (this.cursor.block < target && !stop()) {
      try {
        await this.#follow(target, stop);
      } catch (error) {
        if (this.#stale) await this.#reload();
        this.#askForLessOrThrow(error);
      }
    }
  }

  /** Each span is written while the next one is read and reckoned. */
  async #follow(target: number, stop: () => boolean): Promise<void> {
    let from = this.cursor.hash;
    let written = Promise.resolve();
    try {
      for await (const blocks of this.reader.spans(this.cursor, target, this.#atOnce)) {
        const before = written;
        const { hash } = blocks.at(-1) as ChainBlock;
        written = this.#write(blocks, from);
        this.written = written.catch(() => undefined);
        from = hash;
        await before;
        if (stop()) break;
      }
      await written;
    } finally {
      await Promise.allSettled([written]); // the tables are not read anew while something is on its way
    }
  }

  // --- reading ---

  #askForLessOrThrow(error: unknown): void {
    if (!isTooMuch(error) || this.#atOnce === 1) throw error;
    this.#atOnce = Math.ceil(this.#atOnce / 4);
  }

  async #header(number: number): Promise<RawHeader> {
    const header = await this.reader.header(number);
    if (header === null) {
      throw new ChainMismatchError(
        `The chain has no block ${number}, where the contracts of ${this.name} begin: it was reset.`,
      );
    }
    return header;
  }

  async #checkChain(): Promise<void> {
    const chainId = Number(await this.reader.rpc.request({ method: "eth_chainId", params: [] }));
    const genesis = (await this.#header(0)).hash;
    this.#checked = chainId === this.manifest.chainId && genesis === this.manifest.genesisHash;
    if (this.#checked) return;
    throw new ChainMismatchError(
      `The node is of chain ${chainId} (genesis ${genesis}), the manifest of ${this.name} of chain ${this.manifest.chainId} (genesis ${this.manifest.genesisHash}).`,
    );
  }

  #ledger(): string {
    return this.manifest.contracts.ledger.address.toLowerCase();
  }

  // --- writing ---

  /** Takes the blocks out of their list, so that they are gone from memory while their rows are written. */
  async #write(blocks: ChainBlock[], from: string): Promise<void> {
    const last = (blocks.at(-1) as ChainBlock).number;
    const events = blocks.reduce((sum, block) => sum + block.events.length, 0);
    try {
      const options = { from, undoAfter: this.chainHead - this.#undoDepth, forgetUpTo: last - this.#undoDepth };
      const reckon = (ready?: (rows: readonly Added[]) => void): WriteSet =>
        applyBlocks(this.tables, blocks.splice(0), options, ready);
      const set = await this.store.write(this.record.id, reckon);
      this.record.cursor = set.cursor;
      this.#tell({ kind: "blocks", events, set, cursor: set.cursor });
    } catch (error) {
      this.#stale = true;
      throw error;
    }
  }

  /** Whether a write that failed came through is for the database to say. */
  async #reload(): Promise<void> {
    this.#record = (await this.store.community(this.name)) ?? this.record;
    this.tables = await loadTables(this.store, this.record.id);
    this.#stale = false;
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  // --- reorganisations ---

  /** Takes back what the chain has replaced. A node that is merely behind changes nothing. */
  async #takeBackReplaced(): Promise<void> {
    const { cursor } = this;
    const header = await this.reader.header(Math.min(cursor.block, this.chainHead));
    if (header === null || header.hash === cursor.hash) return;
    const records = await this.store.undoRecords(this.record.id, -1);
    if (this.chainHead < cursor.block && records.find(({ block }) => block === this.chainHead)?.hash === header.hash)
      return;
    await this.#takeBack(cursor, records);
  }

  async #takeBack(cursor: Cursor, records: UndoRecord[]): Promise<void> {
    const common = await this.#lastCommon(records.filter(({ block }) => block <= this.chainHead));
    if (common === undefined) {
      this.#log.warn(
        { block: cursor.block },
        "reorganised from further back than can be undone: the index begins anew",
      );
      await this.rebuild();
    } else {
      this.#log.info({ from: cursor.block, to: common.block }, "reorganised");
      await this.#rollBackTo(common, records);
    }
    this.#tell({ kind: "reorganised", cursor: this.cursor });
  }

  /** The newest block that index and chain share. Most reorganisations are shallow: the last few are asked for first. */
  async #lastCommon(records: UndoRecord[]): Promise<UndoRecord | undefined> {
    for (let end = records.length; end > 0; end -= COMPARE_AT_ONCE) {
      const some = records.slice(Math.max(0, end - COMPARE_AT_ONCE), end);
      const calls = some.map(({ block }) => ({ method: "eth_getBlockByNumber", params: [toHex(block), false] }));
      const headers = (await callAll(this.reader.rpc, calls)) as (RawHeader | null)[];
      const common = some.findLast(({ hash }, i) => headers[i]?.hash === hash);
      if (common !== undefined) return common;
    }
    return undefined;
  }

  async #rollBackTo({ block, hash, at }: Cursor, records: UndoRecord[]): Promise<void> {
    const to = { block, hash, at };
    try {
      const set = rollBack(
        this.tables,
        records.filter((record) => record.block > block),
        { from: this.cursor.hash, cursor: to },
      );
      const written = this.store.rollback(this.record.id, set);
      this.written = written.catch(() => undefined);
      await written;
      this.record.cursor = to;
    } catch (error) {
      this.#stale = true;
      await this.#reload();
      throw error;
    }
  }
}

/** The rows that events may touch, from the database. */
export async function loadTables(store: Store, community: number): Promise<Tables> {
  const tables = emptyTables();
  for (const [name, shape] of Object.entries(state)) {
    const table = new Table<Record<string, unknown>>(shape);
    for (const row of await stateRows(store, community, name as StateName)) table.put(row);
    table.mark();
    (tables as unknown as Record<string, unknown>)[name] = table;
  }
  return tables;
}
