import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { MeterError } from "../src/errors.ts";
import { judge, pauseAfter } from "../src/outbox/core.ts";
import { openDatabase } from "../src/outbox/database.ts";
import { fromJson, toJson } from "../src/outbox/json.ts";
import { Sender } from "../src/outbox/sender.ts";
import { Store, type StoredTx } from "../src/outbox/store.ts";
import type { PipelineStep, ReadyReading } from "../src/reading/pipeline.ts";
import type { Address } from "../src/reading/types.ts";
import { batchDigester, type NumberedReading } from "../src/signing/digest.ts";
import { unitKey } from "../src/signing/key.ts";
import { DOMAIN, FakeChain, SENDER } from "./support/fakeChain.ts";

const HOME: Address = `0x${"b1".repeat(20)}`;
const keys = [3, 4].map((byte) => unitKey(Buffer.alloc(32, byte)));
const [first, second] = keys.map(({ address }) => address) as [Address, Address];
const digest = batchDigester(DOMAIN);
const sign = (unit: Address, readings: readonly NumberedReading[]) =>
  keys.find(({ address }) => address === unit)!.sign(digest(unit, readings));

describe("outbox", () => {
  let folder: string;
  let store: Store;
  let chain: FakeChain;
  let sender: Sender;
  let now: number;
  const quiet = { info: () => undefined, warn: () => undefined };

  const open = () => {
    store = new Store(openDatabase(path.join(folder, "outbox.db"), { durable: false }));
    const rules = { depth: chain.confirmations, window: 4, batches: 3, resendAfter: 5_000, longestPause: 60_000 };
    sender = new Sender({ chain, store, sender: SENDER, rules, log: quiet, now: () => now });
  };
  const reading = (unit: Address, wh: number, interval: number): ReadyReading => ({
    unit,
    kind: "produced",
    resident: HOME,
    wh: BigInt(wh),
    intervalEnd: 1_900_000_800 + interval * 900,
    channel: "c",
  });
  const ingest = (...readings: ReadyReading[]) => {
    const step: PipelineStep = { channels: new Map(), released: new Map(), readings, notices: [] };
    const batches = store.number(readings);
    return store.ingest(
      step,
      batches,
      batches.map((batch) => sign(batch.unit, batch.readings)),
      now,
    );
  };
  const rounds = async (count: number, ms = 1_000) => {
    for (let i = 0; i < count; i++) {
      await sender.round();
      chain.mine();
      now += ms;
    }
  };
  const booked = (unit: Address) => chain.booked.filter((entry) => entry.unit === unit).map(({ wh }) => Number(wh));

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "powerchain-outbox-"));
    chain = new FakeChain();
    chain.units.add(first).add(second);
    now = 1_900_000_000_000;
    open();
    store.addUnits(keys.map(({ address }) => ({ address, next: 1 })));
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  describe("round", () => {
    it("delivers everything once, in order, and settles it", async () => {
      for (let i = 0; i < 20; i++) ingest(reading(first, i, i), reading(second, 100 + i, i));
      await rounds(30);
      expect(booked(first)).to.deep.equal([...Array(20).keys()]);
      expect(booked(second)).to.deep.equal([...Array(20).keys()].map((i) => 100 + i));
      expect(sender.idle).to.equal(true);
    });

    it("waits until a report is deep enough", async () => {
      store.close();
      chain.confirmations = 3;
      open();
      ingest(reading(first, 5, 0));
      await sender.round();
      chain.mine(2);
      await sender.round();
      expect(store.waiting).to.equal(1);
      chain.mine();
      await sender.round();
      expect(store.waiting).to.equal(0);
    });

    it("sends again what was taken and lost", async () => {
      chain.swallow.add(1);
      ingest(reading(first, 5, 0));
      await rounds(10);
      expect(booked(first)).to.deep.equal([5]);
      expect(sender.idle).to.equal(true);
    });

    it("sends again when its nonce was used by another transaction", async () => {
      chain.swallow.add(1);
      ingest(reading(first, 5, 0));
      await sender.round();
      chain.useNonce();
      await rounds(10);
      expect(booked(first)).to.deep.equal([5]);
      expect(sender.idle).to.equal(true);
    });

    it("books nothing twice across a reorganisation, and nothing less", async () => {
      store.close();
      chain.confirmations = 3;
      open();
      for (let i = 0; i < 6; i++) ingest(reading(first, i, i));
      await rounds(2);
      chain.reorganise(1);
      await rounds(1);
      chain.reorganise(2, { lose: true });
      await rounds(25);
      expect(booked(first)).to.deep.equal([0, 1, 2, 3, 4, 5]);
      expect(sender.idle).to.equal(true);
    });

    it("delivers after days without the chain", async () => {
      chain.down = true;
      for (let i = 0; i < 200; i++) ingest(reading(first, i, i));
      await rounds(50, 3_600_000);
      expect(store.waiting).to.equal(200);
      chain.down = false;
      await rounds(120);
      expect(booked(first)).to.have.length(200);
      expect(sender.idle).to.equal(true);
    });

    it("goes on with what was open when the process ended", async () => {
      ingest(reading(first, 1, 0), reading(first, 2, 1));
      await sender.round();
      store.close();
      open();
      await rounds(8);
      expect(booked(first)).to.deep.equal([1, 2]);
      expect(sender.idle).to.equal(true);
    });

    it("records a rejection with its reason and goes on", async () => {
      ingest(reading(first, 2_000_000, 0), reading(first, 7, 1));
      await rounds(6);
      expect(booked(first)).to.deep.equal([7]);
      expect(sender.idle).to.equal(true);
    });

    it("holds a unit that is not registered without holding up another, and delivers once it is", async () => {
      chain.units.delete(first);
      ingest(reading(first, 1, 0), reading(second, 9, 0));
      await rounds(6);
      expect(booked(second)).to.deep.equal([9]);
      expect(store.units.get(first)?.held).to.equal("NotAUnit");
      chain.units.add(first);
      ingest(reading(first, 2, 1));
      await rounds(60);
      expect(booked(first)).to.deep.equal([1, 2]);
      expect(store.units.get(first)?.held).to.equal(null);
      expect(sender.idle).to.equal(true);
    });

    it("waits with a reading that is ahead of the chain's time", async () => {
      chain.time = 1_900_000_000;
      ingest(reading(first, 4, 1));
      await rounds(5);
      expect(booked(first)).to.deep.equal([]);
      chain.time = 1_900_003_600;
      await rounds(40);
      expect(booked(first)).to.deep.equal([4]);
    });

    it("says which reading another process's replaced, and books nothing twice", async () => {
      const theirs = [{ kind: "produced" as const, resident: HOME, wh: 777n, intervalEnd: 1_900_000_800, sequence: 1 }];
      chain.foreign.push({
        unit: first,
        readings: theirs,
        signature: `0x${Buffer.from(sign(first, theirs)).toString("hex")}`,
      });
      ingest(reading(first, 5, 0), reading(first, 6, 1));
      await rounds(8);
      expect(booked(first)).to.deep.equal([777, 6]);
      expect(sender.idle).to.equal(true);
    });

    it("settles what it sent even if the node fails while the outcome is being looked up", async () => {
      const theirs = [{ kind: "produced" as const, resident: HOME, wh: 5n, intervalEnd: 1_900_000_800, sequence: 1 }];
      const signature = `0x${Buffer.from(sign(first, theirs)).toString("hex")}` as const;
      chain.foreign.push({ unit: first, readings: theirs, signature });
      chain.failLookups = 2;
      ingest(reading(first, 5, 0), reading(first, 6, 1));
      await rounds(15);
      expect(chain.failLookups).to.equal(0);
      expect(booked(first)).to.deep.equal([5, 6]);
      expect(sender.idle).to.equal(true);
    });

    it("fills a gap in its nonces that a reorganisation left", async () => {
      ingest(reading(first, 1, 0));
      await rounds(3);
      chain.swallow.add(2);
      chain.swallow.add(3);
      ingest(reading(first, 2, 1));
      await sender.round();
      chain.useNonce();
      now += 1_000;
      for (let i = 0; i < 4; i++) await sender.round();
      ingest(reading(first, 3, 2));
      await sender.round();
      chain.reorganise(1, { lose: true });
      await rounds(60);
      expect(booked(first)).to.deep.equal([1, 2, 3]);
      expect(sender.idle).to.equal(true);
    });

    it("stops when the chain lost what was pruned here", async () => {
      for (let i = 0; i < 80; i++) ingest(reading(first, i, i));
      await rounds(60);
      store.prune(now + 1);
      chain.reorganise(1_000, { lose: true });
      ingest(reading(first, 99, 90));
      let error: unknown;
      try {
        await rounds(60);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).to.be.instanceOf(MeterError);
      expect((error as MeterError).message).to.include("has lost readings");
    });
  });

  describe("saveTxs", () => {
    it("opens a transaction again that was given up and is made once more, byte for byte", () => {
      const tx = { nonce: 1, hash: `0x${"ab".repeat(32)}` as const, raw: Buffer.of(1), covers: [], created: now };
      const [saved] = store.saveTxs([tx]) as [StoredTx];
      store.loseTx(saved.id);
      expect(store.openTxs()).to.deep.equal([]);
      expect(store.saveTxs([tx])).to.deep.equal([saved]);
      expect(store.openTxs()).to.deep.equal([saved]);
    });
  });

  describe("ingest", () => {
    it("leaves nothing behind when it fails", () => {
      const step: PipelineStep = {
        channels: new Map(),
        released: new Map(),
        readings: [reading(first, 1, 0)],
        notices: [{ kind: "gap", channel: "c", at: 1, text: null as unknown as string }],
      };
      const batches = store.number(step.readings);
      const place = { source: "s", cursor: "9" };
      expect(() => store.ingest(step, batches, [Buffer.alloc(65)], now, place)).to.throw("NOT NULL");
      expect(store.waiting).to.equal(0);
      expect(store.cursor("s")).to.equal(undefined);
      expect(store.units.get(first)?.next).to.equal(1);
    });
  });

  describe("number", () => {
    it("goes on over several batches of a unit, and gives nothing away before it is stored", () => {
      const many = Array.from({ length: 70 }, (_, i) => reading(first, i, i));
      const batches = store.number([...many, reading(second, 1, 0)]);
      expect(batches.map(({ unit, readings }) => [unit, readings[0]?.sequence, readings.length])).to.deep.equal([
        [first, 1, 32],
        [first, 33, 32],
        [first, 65, 6],
        [second, 1, 1],
      ]);
      expect(store.units.get(first)?.next).to.equal(1);
      ingest(...many);
      expect(store.units.get(first)?.next).to.equal(71);
    });

    it("is to be asked again when a number was passed over before the readings were stored", () => {
      const step = { channels: new Map(), released: new Map(), readings: [reading(first, 5, 0)], notices: [] };
      const batches = store.number(step.readings);
      store.skipTo(store.units.get(first)!, 4);
      expect(store.ingest(step, batches, [Buffer.alloc(65)], now)).to.equal(false);
      expect(store.waiting).to.equal(0);
      expect(store.number(step.readings)[0]?.readings[0]?.sequence).to.equal(4);
    });
  });

  describe("queue", () => {
    it("gives the same from memory as from the disk, from wherever it is asked", () => {
      for (let i = 0; i < 3; i++)
        ingest(reading(first, i, i), ...Array.from({ length: 5 }, (_, k) => reading(second, k, i)));
      const disk = new Store(openDatabase(path.join(folder, "outbox.db"), { durable: false }));
      const plain = ({ batches, scanned }: ReturnType<Store["queue"]>) => ({
        scanned,
        batches: batches.map(({ id, unitId, unit, readings, signature }) => ({
          ...{ id, unitId, unit, signature: Buffer.from(signature) },
          readings: readings.map(({ kind, resident, wh, intervalEnd, sequence }) => ({
            ...{ kind, resident, wh, intervalEnd, sequence },
          })),
        })),
      });
      for (const after of [0, 1, 6, 7, 12, 13, 18])
        expect(plain(store.queue(after, 100))).to.deep.equal(plain(disk.queue(after, 100)));
      disk.close();
    });
  });

  describe("beforeWaiting", () => {
    it("passes over what is settled, and over no batch that waits", async () => {
      for (let i = 0; i < 100; i++) ingest(reading(first, i, i));
      await rounds(60);
      expect(store.queue(store.beforeWaiting(), 1_000).batches).to.deep.equal([]);
      ingest(...Array.from({ length: 5 }, (_, i) => reading(first, 200 + i, 200 + i)));
      expect(store.queue(store.beforeWaiting(), 1_000).batches.at(-1)?.readings.length).to.equal(5);
      expect(store.beforeWaiting()).to.be.greaterThan(60);
    });
  });

  describe("prune", () => {
    it("keeps what is not settled, however old", async () => {
      for (let i = 0; i < 100; i++) ingest(reading(first, i, i));
      expect(store.prune(now + 1)).to.equal(0);
      await rounds(60);
      expect(store.prune(now + 1)).to.be.greaterThan(50);
      expect(store.waiting).to.equal(0);
    });
  });
});

describe("judge", () => {
  it("tells booked, rejected, skipped and stopped readings apart", () => {
    const verdict = judge([[1, 3, 9]], {
      block: 1,
      ok: true,
      events: [
        { type: "booked", unitId: 1, sequence: 4 },
        { type: "rejected", unitId: 1, sequence: 5, reason: "AbovePower" },
        { type: "stopped", unitId: 1, sequence: 7, reason: "AheadOfTime" },
      ],
    });
    expect(verdict.settled).to.deep.equal([
      { unitId: 1, sequence: 4, outcome: null },
      { unitId: 1, sequence: 5, outcome: "rejected: AbovePower" },
    ]);
    expect(verdict.skipped.map(({ sequence }) => sequence)).to.deep.equal([3, 6]);
    expect(verdict.confirmed.get(1)).to.equal(6);
  });
});

describe("pauseAfter", () => {
  it("doubles up to its cap", () => {
    expect([1, 2, 3, 20].map((failures) => pauseAfter(failures, 60_000))).to.deep.equal([500, 1000, 2000, 60_000]);
  });
});

describe("toJson", () => {
  it("keeps bigints", () => {
    const value = { a: 5n, b: [1, { c: -(2n ** 80n) }] };
    expect(fromJson(toJson(value))).to.deep.equal(value);
  });
});
