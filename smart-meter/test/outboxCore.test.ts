import { expect } from "chai";
import {
  coversOf,
  isDue,
  judge,
  newSender,
  pauseAfter,
  step,
  type ChainEvent,
  type Effect,
  type Hold,
  type HoldReason,
  type Receipt,
  type SenderEvent,
  type SenderRules,
  type SenderState,
} from "../src/outbox/core.ts";
import type { Cover, StoredTx } from "../src/outbox/store.ts";

const rules: SenderRules = { depth: 3, window: 4, batches: 40, resendAfter: 5_000, longestPause: 60_000 };
const NOW = 1_900_000_000_000;

/** A transaction with number `nonce` that covers readings 1 … 5 of unit 7, unless said otherwise. */
const txOf = (nonce: number, ...covers: Cover[]): StoredTx => ({
  id: nonce,
  nonce,
  hash: `0x${nonce.toString(16).padStart(64, "0")}`,
  raw: Buffer.from([1]),
  covers: covers.length === 0 ? [[7, 1, 5]] : covers,
  created: NOW,
});
const open = (tx: StoredTx, sentAt = NOW, missing = 0) => ({ ...tx, sentAt, missing });
const booked = (unitId: number, ...sequences: number[]): ChainEvent[] =>
  sequences.map((sequence) => ({ type: "booked", unitId, sequence }));
const receipt = (events: ChainEvent[], more: Partial<Receipt> = {}): Receipt => ({
  block: 98,
  ok: true,
  events,
  ...more,
});
const stateOf = (more: Partial<SenderState> = {}): SenderState => ({ ...newSender(rules), ...more });
/** The chain's answer when its head is block 100. */
const polled = (more: Partial<Extract<SenderEvent, { type: "polled" }>> = {}): SenderEvent => ({
  type: "polled",
  now: NOW,
  head: 100,
  nonce: 0,
  receipts: [],
  ...more,
});
const held = (...holds: [number, Hold][]) => new Map(holds);
const typesOf = (effects: readonly Effect[]) => effects.map(({ type }) => type);

describe("newSender", () => {
  it("has nothing under way and begins with as many batches as it may", () => {
    expect(newSender(rules)).to.deep.equal({
      open: [],
      pointer: 0,
      sent: new Map(),
      held: new Map(),
      failures: 0,
      waitUntil: 0,
      batches: 40,
    });
  });
});

describe("pauseAfter", () => {
  it("doubles from half a second up to its cap, also after very many failures", () => {
    expect([1, 2, 3, 8].map((failures) => pauseAfter(failures, 60_000))).to.deep.equal([500, 1_000, 2_000, 60_000]);
    expect(pauseAfter(21, Infinity)).to.equal(500 * 2 ** 20);
    expect(pauseAfter(5_000, Infinity)).to.equal(500 * 2 ** 20);
  });
});

describe("judge", () => {
  it("passes over all that a transaction says nothing of", () => {
    expect(judge([[7, 1, 2]], receipt([]))).to.deep.equal({
      settled: [],
      skipped: [
        { unitId: 7, sequence: 1 },
        { unitId: 7, sequence: 2 },
      ],
      stopped: [],
      confirmed: new Map([[7, 2]]),
    });
  });

  it("looks at the numbers that the transaction covers, both ends included, and at no others", () => {
    const verdict = judge([[7, 2, 3]], receipt(booked(7, 1, 2, 3, 4)));
    expect(verdict.settled.map(({ sequence }) => sequence)).to.deep.equal([2, 3]);
    const stop = (sequence: number): ChainEvent => ({ type: "stopped", unitId: 7, sequence, reason: "AheadOfTime" });
    expect(judge([[7, 2, 3]], receipt([...booked(7, 2, 3), stop(1), stop(4)]))).to.deep.equal(verdict);
  });

  it("settles a unit's readings before the first that stopped it", () => {
    const stops = [4, 3].map((sequence): ChainEvent => ({
      type: "stopped",
      unitId: 7,
      sequence,
      reason: "SequenceGap",
    }));
    expect(judge([[7, 1, 5]], receipt([...booked(7, 1, 2), ...stops]))).to.deep.equal({
      settled: [1, 2].map((sequence) => ({ unitId: 7, sequence, outcome: null })),
      skipped: [],
      stopped: [4, 3].map((sequence) => ({ unitId: 7, sequence, reason: "SequenceGap" })),
      confirmed: new Map([[7, 2]]),
    });
  });

  it("confirms nothing of a unit that stopped at its first", () => {
    const verdict = judge([[7, 1, 5]], receipt([{ type: "stopped", unitId: 7, sequence: 1, reason: "NotAUnit" }]));
    expect([...verdict.confirmed]).to.deep.equal([]);
    expect(verdict.skipped).to.deep.equal([]);
  });

  it("confirms a single reading", () => {
    expect([...judge([[7, 1, 1]], receipt(booked(7, 1))).confirmed]).to.deep.equal([[7, 1]]);
  });

  it("keeps units apart, and a rejection's reason", () => {
    const events: ChainEvent[] = [...booked(8, 1), { type: "rejected", unitId: 7, sequence: 1, reason: "abovePower" }];
    expect(
      judge(
        [
          [7, 1, 1],
          [8, 1, 1],
        ],
        receipt(events),
      ).settled,
    ).to.deep.equal([
      { unitId: 7, sequence: 1, outcome: "rejected: abovePower" },
      { unitId: 8, sequence: 1, outcome: null },
    ]);
  });
});

describe("step", () => {
  describe("failed", () => {
    it("waits longer each time", () => {
      const [once, none] = step(stateOf(), { type: "failed", now: NOW }, rules);
      expect([once.failures, once.waitUntil, none]).to.deep.equal([1, NOW + 500, []]);
      const [twice] = step(once, { type: "failed", now: NOW + 500 }, rules);
      expect([twice.failures, twice.waitUntil]).to.deep.equal([2, NOW + 1_500]);
    });

    it("forgets the failures with the next answer", () => {
      const [state] = step(stateOf({ failures: 3, waitUntil: NOW + 9 }), polled(), rules);
      expect([state.failures, state.waitUntil]).to.deep.equal([0, 0]);
    });
  });

  describe("sent", () => {
    it("opens the transaction behind the others and notes what is under way", () => {
      const before = stateOf({ open: [open(txOf(1))], sent: new Map([[7, 5]]), pointer: 5 });
      const tx = txOf(2, [7, 6, 9], [8, 1, 2]);
      const [state, effects] = step(before, { type: "sent", now: NOW + 1, tx, pointer: 11 }, rules);
      expect(state.open).to.deep.equal([open(txOf(1)), open(tx, NOW + 1)]);
      expect([...state.sent]).to.deep.equal([
        [7, 9],
        [8, 2],
      ]);
      expect([state.pointer, effects]).to.deep.equal([11, []]);
    });

    it("goes back for no unit of which more is under way", () => {
      const event: SenderEvent = { type: "sent", now: NOW, tx: txOf(2, [7, 1, 5]), pointer: 5 };
      expect(step(stateOf({ sent: new Map([[7, 9]]) }), event, rules)[0].sent.get(7)).to.equal(9);
    });
  });

  describe("polled, given a receipt", () => {
    it("confirms what is deep enough, the block itself counted", () => {
      const tx = open(txOf(0));
      const deep = receipt(booked(7, 1, 2, 3, 4, 5));
      const [state, effects] = step(stateOf({ open: [tx] }), polled({ nonce: 1, receipts: [deep] }), rules);
      expect(state.open).to.deep.equal([]);
      expect(effects).to.deep.equal([
        { type: "confirm", tx, receipt: deep, verdict: judge(tx.covers, deep) },
        { type: "fill", transactions: 4, nonce: 1 },
      ]);
    });

    it("waits one block longer for what is one block less deep, and forgets that it was missing", () => {
      const event = polled({ nonce: 1, receipts: [receipt([], { block: 99 })] });
      const [state, effects] = step(stateOf({ open: [open(txOf(0), NOW - 9_000, 2)] }), event, rules);
      expect(state.open).to.deep.equal([open(txOf(0), NOW - 9_000)]);
      expect(typesOf(effects)).to.deep.equal(["fill"]);
    });

    it("tries more batches again after a success, up to what it may", () => {
      const batchesAfter = (batches: number) =>
        step(
          stateOf({ open: [open(txOf(0))], batches }),
          polled({ nonce: 1, receipts: [receipt(booked(7, 1, 2, 3, 4, 5))] }),
          rules,
        )[0].batches;
      expect([1, 8, 39, 40].map(batchesAfter)).to.deep.equal([2, 11, 40, 40]);
    });
  });

  describe("polled, given a batch that stopped", () => {
    const stop = (reason: HoldReason, sequence = 3): Receipt =>
      receipt([...booked(7, 1, 2), { type: "stopped", unitId: 7, sequence, reason }]);
    const poll = (reason: HoldReason, before?: Hold) =>
      step(
        stateOf({ open: [open(txOf(0))], held: before ? held([7, before]) : new Map() }),
        polled({ nonce: 1, receipts: [stop(reason)] }),
        rules,
      );

    const pauses: [HoldReason, number][] = [
      ["AheadOfTime", 15_000],
      ["NotAUnit", 30_000],
      ["BadSignature", 600_000],
      ["SequenceGap", 1_000],
    ];
    for (const [reason, pause] of pauses) {
      it(`holds its unit for ${pause / 1_000} s after ${reason}`, () => {
        const [state, effects] = poll(reason);
        expect([...state.held]).to.deep.equal([[7, { from: 3, reason, until: NOW + pause }]]);
        expect(typesOf(effects)).to.deep.equal(["confirm", "hold", "fill"]);
        expect(effects[1]).to.deep.equal({ type: "hold", unitId: 7, reason });
      });
    }

    it("keeps the first fault, for what is behind it stops for it", () => {
      for (const from of [2, 3]) {
        const before: Hold = { from, reason: "NotAUnit", until: NOW + 5 };
        const [state, effects] = poll("SequenceGap", before);
        expect(state.held.get(7)).to.deep.equal(before);
        expect(typesOf(effects)).to.deep.equal(["confirm", "fill"]);
      }
    });

    it("takes a fault that lies before the one it knows", () => {
      const [state] = poll("NotAUnit", { from: 4, reason: "SequenceGap", until: NOW + 5 });
      expect(state.held.get(7)).to.deep.equal({ from: 3, reason: "NotAUnit", until: NOW + 30_000 });
    });
  });

  describe("polled, given a transaction that reverted", () => {
    const poll = (more: Partial<SenderState>) =>
      step(stateOf(more), polled({ nonce: 1, receipts: [receipt([], { ok: false })] }), rules);

    it("holds the unit of a single batch for a minute, and goes back", () => {
      const tx = open(txOf(0, [7, 2, 5]));
      const [state, effects] = poll({ open: [tx], sent: new Map([[7, 5]]) });
      expect(effects).to.deep.equal([
        { type: "lose", tx, why: "it reverted" },
        { type: "hold", unitId: 7, reason: "Reverted" },
        { type: "rewind" },
      ]);
      expect([...state.held]).to.deep.equal([[7, { from: 2, reason: "Reverted", until: NOW + 60_000 }]]);
      expect([...state.sent]).to.deep.equal([]);
      expect(state.open).to.deep.equal([]);
    });

    it("blames no unit of several, but tries half as many batches", () => {
      const tx = open(txOf(0, [7, 1, 5], [8, 1, 5]));
      const [state, effects] = poll({ open: [tx], batches: 9 });
      expect(typesOf(effects)).to.deep.equal(["lose", "rewind"]);
      expect([...state.held]).to.deep.equal([]);
      expect(state.batches).to.equal(4);
    });

    it("tries one batch at least", () => {
      expect(poll({ open: [open(txOf(0))], batches: 1 })[0].batches).to.equal(1);
    });

    it("does not go back before it is deep enough", () => {
      const event = polled({ nonce: 1, receipts: [receipt([], { block: 99, ok: false })] });
      const [state, effects] = step(stateOf({ open: [open(txOf(0))] }), event, rules);
      expect(typesOf(effects)).to.deep.equal(["fill"]);
      expect(state.open).to.have.length(1);
    });
  });

  describe("polled, given a number that another transaction used", () => {
    const poll = (missing: number, nonce = 1) =>
      step(
        stateOf({ open: [open(txOf(0), NOW - 9_000, missing)], sent: new Map([[7, 5]]) }),
        polled({ nonce, receipts: [null] }),
        rules,
      );

    it("asks twice more before it believes it", () => {
      for (const missing of [0, 1]) {
        const [state, effects] = poll(missing);
        expect(state.open).to.deep.equal([open(txOf(0), NOW - 9_000, missing + 1)]);
        expect(state.sent.get(7)).to.equal(5);
        expect(effects).to.deep.equal([{ type: "fill", transactions: 3, nonce: 1 }]);
      }
    });

    it("gives the transaction up then, and goes back", () => {
      const [state, effects] = poll(2);
      expect(effects).to.deep.equal([
        { type: "lose", tx: open(txOf(0), NOW - 9_000, 2), why: "nonce 0 was used by another transaction" },
        { type: "rewind" },
      ]);
      expect([state.open, [...state.sent]]).to.deep.equal([[], []]);
    });
  });

  describe("polled, given no receipt", () => {
    const poll = (ms: number, ...receipts: null[]) =>
      step(stateOf({ open: [open(txOf(0), NOW, 1)] }), polled({ now: NOW + ms, receipts }), rules);

    it("waits for a time, and forgets that it was missing", () => {
      const [state, effects] = poll(4_999, null);
      expect(state.open).to.deep.equal([open(txOf(0))]);
      expect(effects).to.deep.equal([{ type: "fill", transactions: 3, nonce: 1 }]);
    });

    it("sends again after it, and waits anew", () => {
      const [state, effects] = poll(5_000, null);
      expect(state.open).to.deep.equal([open(txOf(0), NOW + 5_000)]);
      expect(effects).to.deep.equal([
        { type: "resend", tx: open(txOf(0), NOW, 1) },
        { type: "fill", transactions: 3, nonce: 1 },
      ]);
    });

    it("leaves alone what it did not ask for", () => {
      const [state, effects] = poll(9_000);
      expect(state.open).to.deep.equal([open(txOf(0), NOW, 1)]);
      expect(typesOf(effects)).to.deep.equal(["fill"]);
    });

    it("sends nothing again that has a receipt and is not deep enough", () => {
      const event = polled({ now: NOW + 9_000, nonce: 1, receipts: [receipt([], { block: 100 })] });
      const [state, effects] = step(stateOf({ open: [open(txOf(0))] }), event, rules);
      expect(typesOf(effects)).to.deep.equal(["fill"]);
      expect(state.open).to.deep.equal([open(txOf(0))]);
    });
  });

  describe("polled, given that the chain waits for a number that nothing open has", () => {
    const waiting = (more: Partial<SenderState> = {}) =>
      stateOf({ open: [open(txOf(1), NOW, 1), open(txOf(3)), open(txOf(4))], sent: new Map([[7, 5]]), ...more });
    const poll = (state: SenderState, ms: number, nonce = 2) =>
      step(state, polled({ now: NOW + ms, nonce, receipts: [undefined, undefined, undefined] }), rules);

    it("notes since when, and waits", () => {
      const [first, effects] = poll(waiting(), 7);
      expect(first.gapSince).to.equal(NOW + 7);
      expect(effects).to.deep.equal([{ type: "fill", transactions: 1, nonce: 5 }]);
      const [second] = poll(first, 5_006);
      expect(second.gapSince).to.equal(NOW + 7);
      expect(second.open).to.have.length(3);
    });

    it("gives up all behind it after a time, and goes back", () => {
      const [state, effects] = poll(waiting({ gapSince: NOW + 7 }), 5_007);
      expect(effects).to.deep.equal([
        { type: "lose", tx: open(txOf(3)), why: "the chain waits for nonce 2" },
        { type: "lose", tx: open(txOf(4)), why: "the chain waits for nonce 2" },
        { type: "rewind" },
      ]);
      expect(state.open).to.deep.equal([open(txOf(1), NOW, 1)]);
      expect(state.gapSince).to.equal(undefined);
      expect([...state.sent]).to.deep.equal([]);
    });

    it("sees no gap when an open one has the number", () => {
      const [state, effects] = poll(waiting({ gapSince: NOW }), 9_000, 3);
      expect(state.gapSince).to.equal(undefined);
      expect(state.open).to.have.length(3);
      expect(typesOf(effects)).to.deep.equal(["fill"]);
    });

    it("sees no gap when everything is mined, or nothing is open", () => {
      for (const [before, nonce] of [
        [waiting({ gapSince: NOW }), 5],
        [stateOf({ gapSince: NOW }), 5],
      ] as const) {
        const [state, effects] = poll(before, 9_000, nonce);
        expect(state.gapSince).to.equal(undefined);
        expect(typesOf(effects)).to.deep.equal(["fill"]);
      }
    });
  });

  describe("polled, given a hold", () => {
    const hold = (until: number): Hold => ({ from: 3, reason: "NotAUnit", until });

    it("asks for the unit's number when its pause is over, and pauses anew", () => {
      const [state, effects] = step(stateOf({ held: held([7, hold(NOW)]) }), polled(), rules);
      expect(effects).to.deep.equal([
        { type: "resync", unitId: 7 },
        { type: "fill", transactions: 4, nonce: 0 },
      ]);
      expect(state.held.get(7)).to.deep.equal({ from: 0, reason: "NotAUnit", until: NOW + 30_000 });
    });

    it("waits for the pause to end", () => {
      const [state, effects] = step(stateOf({ held: held([7, hold(NOW + 1)]) }), polled(), rules);
      expect(typesOf(effects)).to.deep.equal(["fill"]);
      expect(state.held.get(7)).to.deep.equal(hold(NOW + 1));
    });

    it("waits while something of the unit is under way, and not for another unit's", () => {
      const under = [open(txOf(0, [9, 1, 1])), open(txOf(1, [7, 1, 5], [9, 2, 2]))];
      const all = held([7, hold(NOW)], [8, hold(NOW)]);
      const [, effects] = step(
        stateOf({ open: under, held: all }),
        polled({ receipts: [undefined, undefined] }),
        rules,
      );
      expect(effects).to.deep.equal([
        { type: "resync", unitId: 8 },
        { type: "fill", transactions: 2, nonce: 2 },
      ]);
    });
  });

  describe("polled, given room for more", () => {
    const poll = (nonces: number[], nonce: number) =>
      step(
        stateOf({ open: nonces.map((number) => open(txOf(number))) }),
        polled({ nonce, receipts: nonces.map(() => undefined) }),
        rules,
      )[1];

    it("numbers the next one after all that are open, and never below the chain's", () => {
      expect(poll([], 6)).to.deep.equal([{ type: "fill", transactions: 4, nonce: 6 }]);
      expect(poll([8, 7, 6], 6)).to.deep.equal([{ type: "fill", transactions: 1, nonce: 9 }]);
      expect(poll([3], 6)).to.deep.equal([{ type: "fill", transactions: 3, nonce: 6 }]);
    });

    it("makes none when the window is full", () => {
      expect(poll([1, 2, 3, 4], 1)).to.deep.equal([]);
    });
  });
});

describe("isDue", () => {
  const batch = (unitId: number, ...sequences: number[]) => ({
    unitId,
    readings: sequences.map((sequence) => ({ sequence })),
  });

  it("takes a batch of which something is not under way", () => {
    expect(isDue(stateOf(), batch(7, 1))).to.equal(true);
    expect(isDue(stateOf({ sent: new Map([[7, 5]]) }), batch(7, 4, 6))).to.equal(true);
  });

  it("takes none that is under way, is empty or whose unit is held", () => {
    expect(isDue(stateOf({ sent: new Map([[7, 5]]) }), batch(7, 4, 5))).to.equal(false);
    expect(isDue(stateOf(), batch(7))).to.equal(false);
    const pause: Hold = { from: 1, reason: "NotAUnit", until: NOW };
    expect(isDue(stateOf({ held: held([7, pause]) }), batch(7, 6))).to.equal(false);
    expect(isDue(stateOf({ held: held([8, pause]) }), batch(7, 6))).to.equal(true);
  });
});

describe("coversOf", () => {
  it("gives each unit's first and last number, in the order of its first batch", () => {
    const batch = (unitId: number, ...sequences: number[]) => ({
      unitId,
      readings: sequences.map((sequence) => ({ sequence })),
    });
    expect(coversOf([batch(8, 3, 4, 5), batch(7, 1), batch(8, 6, 7)])).to.deep.equal([
      [8, 3, 7],
      [7, 1, 1],
    ]);
    expect(coversOf([batch(9)])).to.deep.equal([[9, 0, 0]]);
  });
});
