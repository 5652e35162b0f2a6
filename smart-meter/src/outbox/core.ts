/**
 * The sender's decisions: (state, event) → [state, effects]. It knows no clock, database or chain client. A state is handed
 * over: its maps are changed in place, for there may be ten thousand units.
 *
 * Delivery is exactly-once because the chain counts: a number it knows is skipped, a gap is refused. So the sender may send
 * anything again at any time, and when in doubt it goes back to what is confirmed and sends from there (go-back-N).
 */
import type { Cover, StoredTx } from "./store.ts";

/** Why a batch stopped on chain (enum Stop), or here. */
export type HoldReason = "NotAUnit" | "BadSignature" | "SequenceGap" | "AheadOfTime" | "Reverted";

export interface Receipt {
  block: number;
  ok: boolean;
  events: ChainEvent[];
}

/** What a report's transaction says about readings, by unit id. */
export type ChainEvent =
  | { type: "booked"; unitId: number; sequence: number }
  | { type: "rejected"; unitId: number; sequence: number; reason: string }
  | { type: "stopped"; unitId: number; sequence: number; reason: HoldReason };

export interface Hold {
  from: number;
  reason: HoldReason;
  until: number;
}

export interface SenderState {
  open: (StoredTx & { sentAt: number; missing: number })[];
  /** Rows up to this one are in a transaction or behind it. */
  pointer: number;
  /** Highest number of each unit that is in a transaction or settled. */
  sent: Map<number, number>;
  held: Map<number, Hold>;
  /** Failed answers in a row. */
  failures: number;
  waitUntil: number;
  /** Most batches in one transaction; halves when one reverts. */
  batches: number;
  /** Since when (ms) the chain has been waiting for a nonce that no open transaction has. */
  gapSince?: number;
}

export interface SenderRules {
  /** Blocks from inclusion on, that one counted, until a transaction counts as final. */
  depth: number;
  /** Most transactions that are open at a time. */
  window: number;
  batches: number;
  /** After so long without a receipt a transaction is sent again, ms. */
  resendAfter: number;
  /** Longest pause after failures, ms. */
  longestPause: number;
}

export type SenderEvent =
  /** The chain answered: its head, the sender's next nonce, and the receipts of open transactions (undefined: not asked this time). */
  | { type: "polled"; now: number; head: number; nonce: number; receipts: (Receipt | null | undefined)[] }
  | { type: "failed"; now: number }
  | { type: "sent"; now: number; tx: StoredTx; pointer: number };

export type Effect =
  | { type: "confirm"; tx: StoredTx; receipt: Receipt; verdict: Verdict }
  | { type: "lose"; tx: StoredTx; why: string }
  | { type: "resend"; tx: StoredTx }
  | { type: "hold"; unitId: number; reason: HoldReason }
  /** Go back to the oldest unsettled row. */
  | { type: "rewind" }
  /** Ask the chain for this unit's number and go on from there. */
  | { type: "resync"; unitId: number }
  /** Up to so many new transactions may be made, the first with this nonce. */
  | { type: "fill"; transactions: number; nonce: number };

/** What a confirmed transaction did to what it covers. */
export interface Verdict {
  settled: { unitId: number; sequence: number; outcome: string | null }[];
  /** Numbers that it passed over: something else had settled them. */
  skipped: { unitId: number; sequence: number }[];
  stopped: { unitId: number; sequence: number; reason: HoldReason }[];
  confirmed: Map<number, number>;
}

export const newSender = (rules: SenderRules): SenderState => ({
  open: [],
  pointer: 0,
  sent: new Map(),
  held: new Map(),
  failures: 0,
  waitUntil: 0,
  batches: rules.batches,
});

/** Doubles from half a second, with a cap. */
export const pauseAfter = (failures: number, longest: number): number =>
  Math.min(longest, 500 * 2 ** Math.min(failures - 1, 20));

export function judge(covers: readonly Cover[], receipt: Receipt): Verdict {
  const verdict: Verdict = { settled: [], skipped: [], stopped: [], confirmed: new Map() };
  const events = Map.groupBy(receipt.events, (event) => event.unitId);
  for (const [unitId, first, last] of covers) {
    const seen = new Map<number, string | null>();
    let end = last;
    for (const event of events.get(unitId) ?? []) {
      if (event.sequence < first || event.sequence > last) continue;
      if (event.type === "stopped") {
        end = Math.min(end, event.sequence - 1);
        verdict.stopped.push({ unitId, sequence: event.sequence, reason: event.reason });
      } else seen.set(event.sequence, event.type === "rejected" ? `rejected: ${event.reason}` : null);
    }
    for (let sequence = first; sequence <= end; sequence++) {
      const outcome = seen.get(sequence);
      if (outcome === undefined) verdict.skipped.push({ unitId, sequence });
      else verdict.settled.push({ unitId, sequence, outcome });
    }
    if (end >= first) verdict.confirmed.set(unitId, Math.max(end, verdict.confirmed.get(unitId) ?? 0));
  }
  return verdict;
}

/** How long a unit waits before it is tried again, ms. */
const HOLD_MS: Record<HoldReason, number> = {
  AheadOfTime: 15_000,
  NotAUnit: 30_000,
  BadSignature: 600_000,
  Reverted: 60_000,
  SequenceGap: 1_000,
};

export function step(state: SenderState, event: SenderEvent, rules: SenderRules): [SenderState, Effect[]] {
  if (event.type === "failed") {
    const failures = state.failures + 1;
    return [{ ...state, failures, waitUntil: event.now + pauseAfter(failures, rules.longestPause) }, []];
  }
  if (event.type === "sent") {
    for (const [unitId, , last] of event.tx.covers) state.sent.set(unitId, Math.max(last, state.sent.get(unitId) ?? 0));
    const open = [...state.open, { ...event.tx, sentAt: event.now, missing: 0 }];
    return [{ ...state, open, pointer: event.pointer }, []];
  }
  return polled({ ...state, failures: 0, waitUntil: 0 }, event, rules);
}

function polled(
  state: SenderState,
  event: Extract<SenderEvent, { type: "polled" }>,
  rules: SenderRules,
): [SenderState, Effect[]] {
  const effects: Effect[] = [];
  const open: SenderState["open"] = [];
  let rewind = false;
  state.open.forEach((tx, i) => {
    const receipt = event.receipts[i];
    if (receipt === undefined) open.push(tx);
    else if (receipt && event.head - receipt.block + 1 >= rules.depth) {
      if (receipt.ok) settle(state, tx, receipt, event.now, rules, effects);
      else rewind = revert(state, tx, event.now, effects);
    } else if (!receipt && tx.nonce < event.nonce) {
      // Its number was used by another transaction. Asked twice: head and receipts may come from two sides of a reorganisation.
      if (tx.missing >= 2) {
        effects.push({ type: "lose", tx, why: `nonce ${tx.nonce} was used by another transaction` });
        rewind = true;
      } else open.push({ ...tx, missing: tx.missing + 1 });
    } else if (!receipt && event.now - tx.sentAt >= rules.resendAfter) {
      effects.push({ type: "resend", tx });
      open.push({ ...tx, missing: 0, sentAt: event.now });
    } else open.push({ ...tx, missing: 0 });
  });
  let next: SenderState = { ...state, open };
  rewind = closeGap(next, event, rules, effects) || rewind;
  if (rewind) {
    next = { ...next, sent: new Map() };
    effects.push({ type: "rewind" });
  }
  releaseHolds(next, event.now, effects);
  const room = rules.window - next.open.length;
  const nonce = Math.max(event.nonce, ...next.open.map((tx) => tx.nonce + 1));
  if (room > 0 && !rewind) effects.push({ type: "fill", transactions: room, nonce });
  return [next, effects];
}

/**
 * A reorganisation can take back a transaction whose nonce was thought to be used: then the chain waits for a nonce that
 * nothing open has, and everything behind it waits, too. After a while all of it is given up and made anew from there;
 * should one of the old ones be mined after all, the chain skips what it knows.
 */
function closeGap(
  state: SenderState,
  { now, nonce }: Extract<SenderEvent, { type: "polled" }>,
  rules: SenderRules,
  effects: Effect[],
): boolean {
  const unmined = state.open.filter((tx) => tx.nonce >= nonce);
  const gap = unmined.length > 0 && unmined.every((tx) => tx.nonce > nonce);
  if (!gap) state.gapSince = undefined;
  else state.gapSince ??= now;
  if (state.gapSince === undefined || now - state.gapSince < rules.resendAfter) return false;
  for (const tx of unmined) effects.push({ type: "lose", tx, why: `the chain waits for nonce ${nonce}` });
  state.open = state.open.filter((tx) => tx.nonce < nonce);
  state.gapSince = undefined;
  return true;
}

function settle(
  state: SenderState,
  tx: StoredTx,
  receipt: Receipt,
  now: number,
  rules: SenderRules,
  effects: Effect[],
): void {
  const verdict = judge(tx.covers, receipt);
  effects.push({ type: "confirm", tx, receipt, verdict });
  state.batches = Math.min(rules.batches, state.batches + 1 + (state.batches >> 2));
  for (const { unitId, sequence, reason } of verdict.stopped)
    hold(state, unitId, { from: sequence, reason, until: now + HOLD_MS[reason] }, effects);
}

/** The first fault counts: what is behind it stops for it. */
function hold(state: SenderState, unitId: number, next: Hold, effects: Effect[]): void {
  const before = state.held.get(unitId);
  if (before && before.from <= next.from) return;
  state.held.set(unitId, next);
  effects.push({ type: "hold", unitId, reason: next.reason });
}

/** A reverted transaction did nothing: smaller ones are tried; one batch that reverts alone is held. */
function revert(state: SenderState, tx: StoredTx, now: number, effects: Effect[]): true {
  effects.push({ type: "lose", tx, why: "it reverted" });
  const [only] = tx.covers;
  if (tx.covers.length === 1 && only)
    hold(state, only[0], { from: only[1], reason: "Reverted", until: now + HOLD_MS.Reverted }, effects);
  state.batches = Math.max(1, state.batches >> 1);
  return true;
}

/** A unit whose pause is over, and of which nothing is under way, is sent again from where the chain stands. */
function releaseHolds(state: SenderState, now: number, effects: Effect[]): void {
  for (const [unitId, { until, reason }] of state.held) {
    if (now < until || state.open.some((tx) => tx.covers.some(([id]) => id === unitId))) continue;
    state.held.set(unitId, { from: 0, reason, until: now + HOLD_MS[reason] });
    effects.push({ type: "resync", unitId });
  }
}

/** Whether a queued batch goes into the next transaction: its unit is not held, and it is not under way or settled. */
export function isDue(
  state: SenderState,
  batch: { unitId: number; readings: readonly { sequence: number }[] },
): boolean {
  return !state.held.has(batch.unitId) && (batch.readings.at(-1)?.sequence ?? 0) > (state.sent.get(batch.unitId) ?? 0);
}

/** What a transaction with these batches covers, unit by unit. */
export function coversOf(batches: readonly { unitId: number; readings: readonly { sequence: number }[] }[]): Cover[] {
  const covers = new Map<number, Cover>();
  for (const { unitId, readings } of batches) {
    const [first, last] = [readings[0]?.sequence ?? 0, readings.at(-1)?.sequence ?? 0];
    const cover = covers.get(unitId);
    if (cover) cover[2] = last;
    else covers.set(unitId, [unitId, first, last]);
  }
  return [...covers.values()];
}
