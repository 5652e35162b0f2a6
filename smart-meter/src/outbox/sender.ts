/**
 * Carries the outbox to the chain: asks the core what to do, does it, and writes down what came of it. Every transaction is
 * stored before it is sent, so that after a power cut it is the same one that goes out again.
 */
import type { ReportChain, FoundReading } from "../chain/chain.ts";
import { SendError } from "../chain/chain.ts";
import { MeterError } from "../errors.ts";
import { failPoint } from "../failpoint.ts";
import type { Address } from "../reading/types.ts";
import { batchBytes, submitReportsBytes } from "../signing/calldata.ts";
import type { SenderKey } from "../signing/transaction.ts";
import {
  coversOf,
  isDue,
  newSender,
  step,
  type Effect,
  type Receipt,
  type SenderEvent,
  type SenderRules,
  type SenderState,
  type Verdict,
} from "./core.ts";
import type { Outcome, QueuedBatch, Settled, Store, StoredTx, UnitRow } from "./store.ts";

export interface SenderLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface SenderOptions {
  chain: ReportChain;
  store: Store;
  /** The account that sends; it needs no right and no money. */
  sender: SenderKey;
  rules: SenderRules;
  log: SenderLog;
  now?: () => number;
  /** Gas that one transaction may be allowed. */
  mostGas?: bigint;
  /** The chain's head and its time, whenever it was asked. */
  onBlock?: (head: number, timestamp: number) => void;
  onConfirmed?: (info: { readings: number; rejected: number; latencies: number[] }) => void;
}

/** Geth's pool takes transactions of up to 128 KiB. */
const MOST_BYTES = 120_000;
/** Room for a reading and for a batch under the worst booking; what is not used costs nothing. */
const GAS_A_READING = 120_000n;
const GAS_A_BATCH = 80_000n;
const GAS_A_TRANSACTION = 100_000n;
const PAGE_ROWS = 2_000;
/** Transactions that are stored with one sync of the disk. */
const STORED_TOGETHER = 32;
/** Transactions that travel in one request: nodes take some megabytes, and hex doubles them. */
const SENT_TOGETHER = 8;

interface Made {
  tx: Omit<StoredTx, "id">;
  pointer: number;
}

interface Queue {
  peek: () => QueuedBatch | undefined;
  pop: () => void;
  /** The last row that was looked at. */
  scanned: () => number;
}

export class Sender {
  readonly #o: SenderOptions;
  readonly #now: () => number;
  readonly #rows = new Map<number, UnitRow>();
  #state: SenderState;

  constructor(options: SenderOptions) {
    this.#o = options;
    this.#now = options.now ?? Date.now;
    this.#state = newSender(options.rules);
    this.resume();
  }

  /** Continues with what was open when the process ended. */
  resume(): void {
    this.#state = newSender(this.#o.rules);
    this.#state.open = this.#o.store.openTxs().map((tx) => ({ ...tx, sentAt: 0, missing: 0 }));
    this.#rewind();
  }

  /** The open transactions as they are stored, with what is known of them beside that. */
  #recall(): void {
    const known = new Map(this.#state.open.map((tx) => [tx.id, tx]));
    const now = this.#now();
    this.#state.open = this.#o.store.openTxs().map((tx) => known.get(tx.id) ?? { ...tx, sentAt: now, missing: 0 });
    this.#rewind();
  }

  /** What the metrics and status show. */
  figures(): { open: number; held: number; failures: number; waiting: number } {
    const { open, held, failures } = this.#state;
    return { open: open.length, held: held.size, failures, waiting: this.#o.store.waiting };
  }

  /** Nothing waits and nothing is under way. */
  get idle(): boolean {
    return this.#state.open.length === 0 && this.#o.store.waiting === 0;
  }

  /** One round: look at the chain, settle what is settled, send what there is. Throws only what should end the service. */
  async round(): Promise<void> {
    if (this.#now() < this.#state.waitUntil) return;
    const { chain, sender, log } = this.#o;
    let performing = false;
    try {
      const answer = await chain.poll(sender.address, this.#state.open);
      this.#o.onBlock?.(answer.head, answer.timestamp);
      const receipts = answer.receipts.map(
        (r): Receipt | null | undefined => r && { ...r, events: r.events.flatMap((e) => this.#ours(e)) },
      );
      const effects = this.#step({ ...answer, type: "polled", now: this.#now(), receipts });
      performing = true;
      await this.#confirm(effects.filter((effect) => effect.type === "confirm"));
      for (const effect of effects) await this.#perform(effect);
    } catch (error) {
      if (error instanceof MeterError && !error.retry) throw error;
      // The state is ahead of what was done: what is on the disk counts.
      if (performing) this.#recall();
      this.#step({ type: "failed", now: this.#now() });
      const { failures, waitUntil } = this.#state;
      log.warn(
        { error: (error as Error).message, failures, pauseMs: waitUntil - this.#now() },
        "no answer; trying again",
      );
    }
  }

  #step(event: SenderEvent): Effect[] {
    const [state, effects] = step(this.#state, event, this.#o.rules);
    this.#state = state;
    return effects;
  }

  #ours<T extends { unit: Address }>(event: T): (T & { unitId: number })[] {
    const row = this.#o.store.units.get(event.unit.toLowerCase() as Address);
    return row ? [{ ...event, unitId: row.id }] : [];
  }

  #unit(id: number): UnitRow {
    if (this.#rows.size < this.#o.store.units.size)
      for (const row of this.#o.store.units.values()) this.#rows.set(row.id, row);
    return this.#rows.get(id) as UnitRow;
  }

  async #perform(effect: Effect): Promise<void> {
    const { store, log } = this.#o;
    switch (effect.type) {
      case "confirm":
        return; // all of them are done by now
      case "lose":
        log.warn(
          { transaction: effect.tx.hash, nonce: effect.tx.nonce, why: effect.why },
          "a transaction came to nothing; its readings are sent again",
        );
        return store.loseTx(effect.tx.id);
      case "resend":
        return await this.#transmit(effect.tx);
      case "hold":
        log.warn(
          { unit: this.#unit(effect.unitId).address, reason: effect.reason },
          "a unit's readings are not taken; holding them",
        );
        return store.hold(this.#unit(effect.unitId), effect.reason);
      case "rewind":
        return this.#rewind();
      case "resync":
        return await this.#resync(this.#unit(effect.unitId));
      case "fill":
        return await this.#fill(effect.transactions, effect.nonce);
    }
  }

  /** All that a round has found confirmed is written down at once: one sync of the disk for many. */
  async #confirm(effects: readonly Extract<Effect, { type: "confirm" }>[]): Promise<void> {
    if (effects.length === 0) return;
    const outcomes: Outcome[] = [];
    const confirmed = new Map<number, number>();
    for (const { tx, receipt, verdict } of effects) {
      const settled: Settled[] = [...verdict.settled];
      for (const { unitId, sequence } of verdict.skipped) {
        const unit = this.#unit(unitId);
        if (sequence > Math.max(unit.confirmed, confirmed.get(unitId) ?? 0))
          settled.push({ unitId, sequence, outcome: await this.#explainSkipped(unit, sequence) });
      }
      for (const [unitId, last] of verdict.confirmed) confirmed.set(unitId, Math.max(last, confirmed.get(unitId) ?? 0));
      outcomes.push({ tx, block: receipt.block, settled, confirmed: verdict.confirmed });
    }
    this.#o.store.confirm(outcomes, this.#now());
    outcomes.forEach(({ settled }, i) =>
      this.#tellConfirmed(settled, (effects[i] as (typeof effects)[number]).verdict),
    );
  }

  #tellConfirmed(settled: readonly Settled[], { confirmed, stopped }: Verdict): void {
    const { store, log } = this.#o;
    const stoppedUnits = new Set(stopped.map(({ unitId }) => unitId));
    for (const unitId of confirmed.keys()) if (!stoppedUnits.has(unitId)) store.hold(this.#unit(unitId), null);
    const refused = settled.filter(({ outcome }) => outcome !== null);
    for (const { unitId, sequence, outcome } of refused)
      log.warn({ unit: this.#unit(unitId).address, sequence, outcome }, "a reading was not booked");
    this.#o.onConfirmed?.({
      readings: settled.length,
      rejected: refused.length,
      latencies: store.latencies(settled, this.#now()),
    });
  }

  /** A number that the chain knew already: was it our reading, through another transaction, or somebody else's? */
  async #explainSkipped(unit: UnitRow, sequence: number): Promise<string | null> {
    const ours = this.#o.store.reading(unit.id, sequence);
    const theirs = await this.#o.chain.findReading(unit.address, sequence);
    if (!theirs) return `unproven: the chain knows number ${sequence}, but no event of it was found`;
    if (theirs.rejected !== undefined) return `rejected: ${theirs.rejected}`;
    if (!ours || sameReading(ours, theirs)) return null;
    return `superseded: number ${sequence} carries another reading (${theirs.kind} ${theirs.wh} Wh until ${theirs.intervalEnd}, transaction ${theirs.transaction})`;
  }

  /** Goes back to what is confirmed or under way. */
  #rewind(): void {
    const state = this.#state;
    state.sent = new Map([...this.#o.store.units.values()].map((row) => [row.id, row.confirmed]));
    for (const tx of state.open)
      for (const [id, , last] of tx.covers) state.sent.set(id, Math.max(last, state.sent.get(id) ?? 0));
    state.pointer = this.#o.store.beforeWaiting();
  }

  /** Goes on from where the chain stands with a unit. */
  async #resync(unit: UnitRow): Promise<void> {
    const [last = 0] = await this.#o.chain.lastSequences([unit.address]);
    if (last < unit.confirmed) this.#setBack(unit, last);
    this.#state.held.delete(unit.id);
    // What the chain knows and this outbox does not must be settled, too: it is sent once more, and skipped.
    this.#state.sent.set(unit.id, unit.confirmed);
    const before = this.#o.store.rowBefore(unit.id, unit.confirmed + 1);
    if (before !== undefined) this.#state.pointer = Math.min(this.#state.pointer, before);
  }

  /** The chain lost what was confirmed: sent again as far as it is kept. */
  #setBack(unit: UnitRow, last: number): void {
    const { store, log } = this.#o;
    const [next] = store.queueOf(unit.id, last + 1, 64);
    if ((next?.readings[0]?.sequence ?? Infinity) <= last + 1) {
      log.warn(
        { unit: unit.address, chain: last, confirmed: unit.confirmed },
        "the chain was set back; readings are sent again",
      );
      return store.unconfirm(unit, last);
    }
    throw new MeterError(
      `The chain has lost readings of unit ${unit.address}: it knows ${last}, ${unit.confirmed} were confirmed, and those between are no longer kept here.`,
      {
        hint: "If the community started a new chain on purpose, give this meter a new data folder; its numbers begin again there.",
      },
    );
  }

  /** Makes transactions, stores some of them at once, and sends them: one sync of the disk for many. */
  async #fill(transactions: number, firstNonce: number): Promise<void> {
    const queue = this.#queueFrom(this.#state.pointer);
    for (let made = 0; made < transactions; made += STORED_TOGETHER) {
      const wanted = Math.min(STORED_TOGETHER, transactions - made);
      const sent = await this.#send(this.#make(queue, wanted, firstNonce + made));
      if (sent < wanted) return;
    }
  }

  #make(queue: Queue, transactions: number, firstNonce: number): Made[] {
    const made: Made[] = [];
    for (let i = 0; i < transactions; i++) {
      const { batches, pointer } = this.#nextBatches(queue);
      this.#state.pointer = pointer;
      if (batches.length === 0) break;
      const nonce = firstNonce + i;
      const gas = batches.reduce((sum, batch) => sum + gasOf(batch), GAS_A_TRANSACTION);
      const { raw, hash } = this.#o.sender.sign({ nonce, data: submitReportsBytes(batches), gas });
      made.push({ tx: { nonce, hash, raw, covers: coversOf(batches), created: this.#now() }, pointer });
    }
    return made;
  }

  async #send(made: readonly Made[]): Promise<number> {
    if (made.length === 0) return 0;
    failPoint("send.before");
    const stored = this.#o.store.saveTxs(made.map(({ tx }) => tx));
    failPoint("send.stored");
    stored.forEach((tx, i) => this.#step({ type: "sent", now: this.#now(), tx, pointer: (made[i] as Made).pointer }));
    for (let i = 0; i < stored.length; i += SENT_TOGETHER)
      await Promise.all(
        stored.slice(i, i + SENT_TOGETHER).map(async (tx) => {
          await this.#transmit(tx);
          failPoint("send.after");
        }),
      );
    return stored.length;
  }

  /** Batches for one transaction, within its bytes and gas, and the row up to which the queue is used then. */
  #nextBatches(queue: Queue): { batches: QueuedBatch[]; pointer: number } {
    const state = this.#state;
    const mostGas = this.#o.mostGas ?? 60_000_000n;
    const batches: QueuedBatch[] = [];
    let [bytes, gas, pointer] = [0, GAS_A_TRANSACTION, state.pointer];
    for (let batch = queue.peek(); batch; batch = queue.peek()) {
      if (isDue(state, batch)) {
        bytes += batchBytes(batch.readings.length);
        gas += gasOf(batch);
        if (batches.length > 0 && (bytes > MOST_BYTES || gas > mostGas)) return { batches, pointer };
        batches.push(batch);
      }
      queue.pop();
      pointer = batch.id + batch.readings.length - 1;
      if (batches.length >= state.batches) return { batches, pointer };
    }
    return { batches, pointer: Math.max(pointer, queue.scanned()) };
  }

  /** Queued batches from a row on, read from the disk a page at a time, each row once. */
  #queueFrom(pointer: number): Queue {
    let [page, at, scanned, over]: [QueuedBatch[], number, number, boolean] = [[], 0, pointer, false];
    const fill = (): void => {
      while (at >= page.length && !over) {
        const next = this.#o.store.queue(scanned, PAGE_ROWS);
        over = next.batches.length === 0 && next.scanned === scanned;
        [page, at, scanned] = [next.batches, 0, next.scanned];
      }
    };
    return { peek: () => (fill(), page[at]), pop: () => void at++, scanned: () => scanned };
  }

  async #transmit(tx: StoredTx): Promise<void> {
    try {
      await this.#o.chain.send(`0x${tx.raw.toString("hex")}`);
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      if (error.fault === "refused")
        this.#o.log.warn(
          { transaction: tx.hash, error: error.message },
          "the node refused a transaction; trying again",
        );
    }
  }
}

const gasOf = (batch: QueuedBatch): bigint => GAS_A_BATCH + GAS_A_READING * BigInt(batch.readings.length);

function sameReading(a: { kind: string; resident: string; wh: bigint; intervalEnd: number }, b: FoundReading): boolean {
  return (
    a.kind === b.kind &&
    a.resident.toLowerCase() === b.resident.toLowerCase() &&
    a.wh === b.wh &&
    a.intervalEnd === b.intervalEnd
  );
}
