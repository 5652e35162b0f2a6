/** The outbox on disk: readings with number and signature, the transactions that carry them, and what became of them. */
import type { DatabaseSync } from "node:sqlite";
import { failPoint } from "../failpoint.ts";
import type { ChannelState } from "../reading/channel.ts";
import type { PipelineState, PipelineStep, ReadyReading } from "../reading/pipeline.ts";
import { KINDS, type Address, type Hex, type Notice } from "../reading/types.ts";
import type { SignedBatch } from "../signing/calldata.ts";
import type { NumberedReading } from "../signing/digest.ts";
import type { UnsignedBatch } from "../signing/signer.ts";
import { inTransaction } from "./database.ts";
import { fromJson, toJson } from "./json.ts";
import { storeStatements, type Statements } from "./statements.ts";

/** [unit id, first sequence number, last sequence number] */
export type Cover = [number, number, number];

export interface StoredTx {
  id: number;
  nonce: number;
  hash: Hex;
  raw: Buffer;
  covers: Cover[];
  created: number;
}

export interface UnitRow {
  id: number;
  address: Address;
  next: number;
  confirmed: number;
  released: number;
  held: string | null;
}

/** A signed batch as it waits in the queue. */
export interface QueuedBatch extends SignedBatch {
  /** Row of its first reading. */
  id: number;
  unitId: number;
}

/** What became of one reading; null: booked as signed. */
export interface Settled {
  unitId: number;
  sequence: number;
  outcome: string | null;
}

/** What a confirmed transaction did. */
export interface Outcome {
  tx: StoredTx;
  block: number;
  settled: readonly Settled[];
  /** By unit id: the last number that is confirmed now. */
  confirmed: ReadonlyMap<number, number>;
}

/** Readings with their numbers, which one signature is for. */
export interface NumberedBatch extends UnsignedBatch {
  readings: readonly (ReadyReading & NumberedReading)[];
}

/** Most readings under one signature. */
const BATCH = 32;

/** Batches that are kept in memory, too. */
const RECENT = 8_192;

/** The outbox of one meter process. */
export class Store {
  readonly units = new Map<Address, UnitRow>();
  readonly #db: DatabaseSync;
  readonly #sql: Statements;
  readonly #addresses = new Map<number, Address>();
  /** The newest batches, as they are on the disk: what is sent at once need not be read again. */
  #recent: QueuedBatch[] = [];
  #waiting: number;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#sql = storeStatements(db);
    for (const row of this.#sql.units.all() as unknown as UnitRow[]) {
      this.units.set(row.address, row);
      this.#addresses.set(row.id, row.address);
    }
    this.#waiting = (this.#sql.countWaiting.get() as { n: number }).n;
  }

  /** Readings that are not settled yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** A row with no batch before it that has a reading to be settled. */
  beforeWaiting(): number {
    const { oldest, newest } = this.#sql.ends.get() as { oldest: number | null; newest: number | null };
    return oldest === null ? (newest ?? 0) : Math.max(0, oldest - BATCH);
  }

  meta(key: string): string | undefined {
    return (this.#sql.getMeta.get(key) as { value: string } | undefined)?.value;
  }

  setMeta(key: string, value: string): void {
    this.#sql.setMeta.run(key, value);
  }

  /** Takes units in whose readings are numbered from `next` on. */
  addUnits(units: readonly { address: Address; next: number }[]): void {
    const rows = inTransaction(this.#db, () =>
      units.map(({ address, next }): UnitRow => {
        const id = Number(this.#sql.addUnit.run(address, next, next - 1).lastInsertRowid);
        return { id, address, next, confirmed: next - 1, released: 0, held: null };
      }),
    );
    for (const row of rows) {
      this.units.set(row.address, row);
      this.#addresses.set(row.id, row.address);
    }
  }

  /** Gives no number before `next` any more. */
  skipTo(unit: UnitRow, next: number): void {
    this.#sql.advanceUnit.run(next, unit.released, unit.id);
    unit.next = next;
  }

  loadPipeline(): PipelineState {
    const channels = new Map<string, ChannelState>();
    for (const row of this.#sql.channels.all() as { id: string; state: string }[])
      channels.set(row.id, fromJson(row.state) as ChannelState);
    return { channels, released: new Map([...this.units.values()].map((unit) => [unit.address, unit.released])) };
  }

  cursor(source: string): string | undefined {
    return (this.#sql.getCursor.get(source) as { value: string } | undefined)?.value;
  }

  /** Gives readings the next numbers of their units, some under one signature. Nothing is written yet. */
  number(readings: readonly ReadyReading[]): NumberedBatch[] {
    return [...Map.groupBy(readings, (reading) => reading.unit)].flatMap(([unit, own]) => {
      const { next } = this.units.get(unit) as UnitRow;
      const numbered = own.map((reading, i) => ({ ...reading, sequence: next + i }));
      return Array.from({ length: Math.ceil(own.length / BATCH) }, (_, b) => ({
        unit,
        readings: numbered.slice(b * BATCH, (b + 1) * BATCH),
      }));
    });
  }

  /**
   * Stores numbered and signed readings, with the channels' new states and the source's place, in one database transaction.
   * Nothing of it exists before, all of it after. False: the numbers are not the next ones any more, and nothing was stored.
   */
  ingest(
    step: PipelineStep,
    batches: readonly NumberedBatch[],
    signatures: readonly Uint8Array[],
    now: number,
    place?: { source: string; cursor: string },
  ): boolean {
    const sql = this.#sql;
    const moved = new Map<UnitRow, { next: number; released: number }>();
    for (const { unit: address, readings } of batches) {
      const unit = this.units.get(address) as UnitRow;
      if ((moved.get(unit) ?? unit).next !== readings[0]?.sequence) return false;
      const last = readings.at(-1) as NumberedReading;
      moved.set(unit, { next: last.sequence + 1, released: last.intervalEnd });
    }
    const stored = inTransaction(this.#db, () => {
      const inserted = batches.map((batch, i) => this.#insertBatch(batch, signatures[i] as Uint8Array, now));
      for (const [{ id }, { next, released }] of moved) sql.advanceUnit.run(next, released, id);
      for (const [id, state] of step.channels) sql.setChannel.run(id, toJson(state));
      for (const n of step.notices) sql.addNotice.run(n.at, n.kind, n.channel, n.text);
      if (place) sql.setCursor.run(place.source, place.cursor);
      failPoint("ingest.inside");
      return inserted;
    });
    this.#recent = [...this.#recent, ...stored].slice(-RECENT);
    for (const [unit, after] of moved) Object.assign(unit, after);
    this.#waiting += step.readings.length;
    failPoint("ingest.after");
    return true;
  }

  #insertBatch({ unit, readings }: NumberedBatch, signature: Uint8Array, now: number): QueuedBatch {
    const { id: unitId } = this.units.get(unit) as UnitRow;
    const rows = readings.map((r, i) => {
      const [size, bytes] = i === 0 ? [readings.length, signature] : [0, null];
      const values = [unitId, r.sequence, KINDS.indexOf(r.kind), r.resident, r.wh, r.intervalEnd, r.channel, now];
      return Number(this.#sql.insertReading.run(...values, size, bytes).lastInsertRowid);
    });
    return { id: rows[0] as number, unitId, unit, readings, signature };
  }

  addNotices(notices: readonly Notice[]): void {
    for (const n of notices) this.#sql.addNotice.run(n.at, n.kind, n.channel, n.text);
  }

  /** Some signed batches from row `after` on, oldest first, settled ones included; and up to which row that was. */
  queue(after: number, limit: number): { batches: QueuedBatch[]; scanned: number } {
    const [oldest] = this.#recent;
    if (!oldest || after < oldest.id - 1)
      return this.#toBatches(this.#sql.queue.all(after, limit) as unknown as ReadingRow[], after);
    const from = this.#recent.findIndex(({ id }) => id > after);
    const batches = from < 0 ? [] : this.#recent.slice(from, from + limit);
    const last = batches.at(-1);
    return { batches, scanned: last ? last.id + last.readings.length - 1 : after };
  }

  /** Batches of one unit from a sequence number on; the first may begin before it. */
  queueOf(unitId: number, fromSequence: number, limit: number): QueuedBatch[] {
    const rows = this.#sql.queueOf.all(unitId, fromSequence - BATCH + 1, limit) as unknown as ReadingRow[];
    const { batches } = this.#toBatches(rows, 0);
    return batches.filter(({ readings }) => (readings.at(-1)?.sequence ?? 0) >= fromSequence);
  }

  /** The row before that of a unit's reading, or of its oldest kept one after it. */
  rowBefore(unitId: number, sequence: number): number | undefined {
    const row = this.#sql.rowOf.get(unitId, sequence) as { id: number } | undefined;
    return row && row.id - 1;
  }

  reading(unitId: number, sequence: number): NumberedReading | undefined {
    const row = this.#sql.reading.get(unitId, sequence) as ReadingRow | undefined;
    return row && numbered(row);
  }

  /** How long ago (ms) readings were stored; some of them, for the metrics. */
  latencies(settled: readonly Settled[], now: number): number[] {
    return settled.slice(0, 10).flatMap(({ unitId, sequence }) => {
      const row = this.#sql.created.get(unitId, sequence) as { created: number } | undefined;
      return row ? [now - row.created] : [];
    });
  }

  /** Stores transactions that are about to be sent: all or none. */
  saveTxs(txs: readonly Omit<StoredTx, "id">[]): StoredTx[] {
    return inTransaction(this.#db, () =>
      txs.map((tx) => {
        const values = [tx.nonce, tx.hash, tx.raw, JSON.stringify(tx.covers), tx.created] as const;
        return { ...(this.#sql.addTx.get(...values) as { id: number }), ...tx };
      }),
    );
  }

  openTxs(): StoredTx[] {
    const rows = this.#sql.openTxs.all() as unknown as (Omit<StoredTx, "covers" | "raw"> & {
      covers: string;
      raw: Uint8Array;
    })[];
    return rows.map((row) => ({
      ...row,
      raw: Buffer.from(row.raw),
      covers: JSON.parse(row.covers) as Cover[],
    }));
  }

  loseTx(id: number): void {
    this.#sql.closeTx.run("lost", null, Date.now(), id);
  }

  /** Writes down what confirmed transactions did: settled readings belong to them, units' confirmed numbers move on. */
  confirm(outcomes: readonly Outcome[], now: number): void {
    failPoint("confirm.before");
    const sql = this.#sql;
    const done = inTransaction(this.#db, () => {
      let changes = 0;
      for (const { tx, block, settled, confirmed } of outcomes) {
        for (const { unitId, sequence, outcome } of settled)
          changes += Number(sql.settle.run(tx.id, outcome, unitId, sequence).changes);
        for (const [unitId, sequence] of confirmed) sql.confirmUnit.run(sequence, now, unitId);
        sql.closeTx.run("confirmed", block, now, tx.id);
      }
      failPoint("confirm.inside");
      return changes;
    });
    this.#waiting -= done;
    for (const { confirmed } of outcomes)
      for (const [unitId, sequence] of confirmed) {
        const unit = this.units.get(this.#addresses.get(unitId) as Address) as UnitRow;
        unit.confirmed = Math.max(unit.confirmed, sequence);
      }
    failPoint("confirm.after");
  }

  /** The chain has forgotten what was confirmed (it was set back): everything after `sequence` is to be sent again. */
  unconfirm(unit: UnitRow, sequence: number): void {
    this.#waiting += inTransaction(this.#db, () => {
      this.#sql.setConfirmed.run(sequence, unit.id);
      return Number(this.#sql.unsettle.run(unit.id, sequence).changes);
    });
    unit.confirmed = sequence;
  }

  hold(unit: UnitRow, reason: string | null): void {
    if (unit.held === reason) return;
    this.#sql.hold.run(reason, unit.id);
    unit.held = reason;
  }

  /** Deletes settled readings that were made before `before` (ms), and notices and transactions of that age; returns how many readings. */
  prune(before: number): number {
    return inTransaction(this.#db, () => {
      const readings = Number(this.#sql.pruneReadings.run(before).changes);
      this.#sql.pruneTxs.run(before);
      this.#sql.pruneNotices.run(Math.floor(before / 1000));
      failPoint("prune.inside");
      return readings;
    });
  }

  close(): void {
    this.#db.close();
  }

  /** Rows in order into batches. What lacks its batch's start (the rest of a pruned one) is passed over, a cut-off end is left. */
  #toBatches(rows: ReadingRow[], after: number): { batches: QueuedBatch[]; scanned: number } {
    const batches: QueuedBatch[] = [];
    let scanned = after;
    for (let i = 0; i < rows.length;) {
      const first = rows[i] as ReadingRow;
      const part = rows.slice(i, i + Math.max(1, first.batch));
      if (part.length < first.batch) break;
      i += part.length;
      scanned = (part.at(-1) as ReadingRow).id;
      if (!first.signature) continue;
      const unit = this.#addresses.get(first.unit) as Address;
      batches.push({
        id: first.id,
        unitId: first.unit,
        unit,
        readings: part.map(numbered),
        signature: first.signature,
      });
    }
    return { batches, scanned };
  }
}

export interface ReadingRow {
  id: number;
  unit: number;
  sequence: number;
  kind: number;
  resident: Address;
  wh: number;
  interval_end: number;
  batch: number;
  signature: Uint8Array | null;
}

function numbered(row: ReadingRow): NumberedReading {
  return {
    kind: KINDS[row.kind] as (typeof KINDS)[number],
    resident: row.resident,
    wh: BigInt(row.wh),
    intervalEnd: row.interval_end,
    sequence: row.sequence,
  };
}
