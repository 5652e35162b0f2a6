import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { openDatabase } from "../src/outbox/database.ts";
import { Store } from "../src/outbox/store.ts";
import type { ChannelConfig } from "../src/reading/pipeline.ts";
import { MICRO, type Address, type NoticeKind, type Sample } from "../src/reading/types.ts";
import { lockUnit } from "../src/service/lock.ts";
import { Meter } from "../src/service/meter.ts";
import { unitKey } from "../src/signing/key.ts";
import type { Source, SourceContext } from "../src/source/source.ts";
import { DOMAIN, FakeChain, SENDER } from "./support/fakeChain.ts";

const RESIDENT: Address = `0x${"b1".repeat(20)}`;
const unit = unitKey(Buffer.alloc(32, 3));
const now = Math.floor(Date.now() / 900_000) * 900;
const ago = (intervals: number): number => now - intervals * 900;
const interval = (intervals: number, wh: number, channel = "a"): Sample => ({
  type: "interval",
  channel,
  at: ago(intervals),
  microWh: BigInt(wh) * MICRO,
});

describe("Meter", () => {
  let folder: string;
  let db: DatabaseSync;
  let chain: FakeChain;
  let mining: NodeJS.Timeout;
  const notices: NoticeKind[] = [];

  const channel = (id: string): [string, ChannelConfig] => [
    id,
    {
      id,
      unit: unit.address,
      kind: "produced",
      resident: RESIDENT,
      maxPowerW: 10_000n,
      futureTolerance: 60,
      interval: 900,
    },
  ];
  /** A meter whose source does what the test says; it ends when the source has and all is settled. */
  const meter = (
    act: (context: SourceContext) => Promise<void>,
    extra: Partial<ConstructorParameters<typeof Meter>[0]> = {},
  ) => {
    const source: Source = {
      name: "test",
      async run(context) {
        context.connected(true);
        await act(context);
      },
    };
    return new Meter({
      store: new Store(db),
      chain,
      domain: DOMAIN,
      units: [unit],
      sources: [source],
      sender: SENDER,
      pipeline: { channels: new Map([channel("a"), channel("b")]), grace: 0 },
      mostWaiting: 1_000,
      keepMs: 1e12,
      pollMs: 10,
      log: { info: () => undefined, warn: () => undefined },
      onNotice: ({ kind }) => notices.push(kind),
      ...extra,
    });
  };
  const booked = (): number[] => chain.booked.map(({ wh }) => Number(wh));

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "powerchain-meter-"));
    db = openDatabase(path.join(folder, "outbox.db"), { durable: false });
    chain = new FakeChain();
    chain.units.add(unit.address);
    chain.time = now + 60;
    notices.length = 0;
    mining = setInterval(() => chain.mine(), 10);
  });
  afterEach(() => {
    clearInterval(mining);
    db.close();
    rmSync(folder, { recursive: true });
  });

  it("takes readings while the chain is away, also when it starts then, and delivers them once", async () => {
    await meter(async ({ take }) => await take([interval(6, 1), interval(5, 2)])).run({ untilDone: true });
    chain.down = true;
    await meter(async ({ take }) => {
      await take([interval(4, 3), interval(3, 4)]);
      expect(booked()).to.deep.equal([1, 2]);
      chain.down = false;
    }).run({ untilDone: true });
    expect(booked()).to.deep.equal([1, 2, 3, 4]);
  }).timeout(30_000);

  it("stops when the chain was reset, says so, and keeps its readings", async () => {
    await meter(async ({ take }) => await take([interval(6, 1)])).run({ untilDone: true });
    chain.genesisHash = `0x${"22".repeat(32)}`;
    const error = await meter(async ({ take }) => await take([interval(5, 2)]))
      .run()
      .then(
        () => undefined,
        (reason: unknown) => reason as Error,
      );
    expect(error?.message).to.match(/The chain was reset: it begins with 0x22/);
    expect(new Store(db).waiting).to.equal(1);
  }).timeout(30_000);

  it("refuses an outbox of another chain", async () => {
    await meter(() => Promise.resolve()).run({ untilDone: true });
    const other = { ...DOMAIN, chainId: 99 };
    const error = await meter(() => Promise.resolve(), { domain: other })
      .run()
      .catch((reason: unknown) => reason as Error);
    expect((error as Error).message).to.include("This outbox belongs to another chain or community");
  });

  it("waits while the disk is full, and goes on by itself", async () => {
    const warned: string[] = [];
    const log = { info: () => undefined, warn: (_: object, text: string) => void warned.push(text) };
    await meter(
      async ({ take }) => {
        await take([interval(99, 1)]);
        const { page_count: pages } = db.prepare("PRAGMA page_count").get() as { page_count: number };
        db.exec(`PRAGMA max_page_count = ${pages}`);
        setTimeout(() => db.exec("PRAGMA max_page_count = 1000000"), 500);
        await take(Array.from({ length: 90 }, (_, i) => interval(95 - i, 2)));
      },
      { log },
    ).run({ untilDone: true });
    expect(warned).to.include("readings could not be stored; trying again");
    expect(booked()).to.deep.equal([1, ...Array.from({ length: 90 }, () => 2)]);
  }).timeout(30_000);

  it("bounds its disk: with a full outbox registers are passed over and lose nothing, intervals wait", async () => {
    await meter(() => Promise.resolve()).run({ untilDone: true });
    chain.down = true;
    const register = (intervals: number, wh: number): Sample => ({
      type: "register",
      channel: "b",
      at: ago(intervals),
      microWh: BigInt(wh) * MICRO,
    });
    const store = new Store(db);
    await meter(
      async ({ take }) => {
        await take([register(20, 1_000)]);
        for (let i = 19; i > 17; i--) await take([interval(i, 1), register(i, 1_000 + (20 - i) * 10)]);
        expect(store.waiting).to.equal(4);
        await take([register(10, 1_200)]);
        const waits = take([interval(9, 7)]);
        await sleep(1_200);
        expect(store.waiting).to.equal(4);
        chain.down = false;
        await waits;
        await take([register(8, 1_300)]);
      },
      { store, mostWaiting: 4 },
    ).run({ untilDone: true });
    const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0);
    expect(sum(booked())).to.equal(2 + 7 + 300);
  }).timeout(30_000);

  it("names what happens on a bad day, stays up, and books what is true", async () => {
    const register = (channelId: string, serial: string, intervals: number, kwh: number): Sample => ({
      type: "register",
      channel: channelId,
      at: ago(intervals),
      microWh: BigInt(kwh) * 1_000n * MICRO,
      serial,
    });
    await meter(async ({ take }) => {
      await take([register("a", "A", 20, 100), register("b", "B", 20, 500)]);
      await take([register("a", "A", 18, 101), register("b", "B", 18, 501)]);
      await take([register("a", "B", 16, 502), register("b", "A", 16, 102)]); // the two meters swapped
      await take([register("a", "A", 14, 97)]); // backwards
      await take([register("a", "A", 12, 9_000)]); // more than the connection carries
      await take([register("a", "A", -4, 103)]); // from the future
      await take([{ type: "register", channel: "nowhere", at: ago(10), microWh: 1n }]);
      await take([register("a", "A", 8, 103), register("b", "B", 8, 504)]);
    }).run({ untilDone: true });
    expect(new Set(notices)).to.deep.equal(
      new Set(["first", "gap", "identity", "backwards", "jump", "future", "unknown-channel"]),
    );
    expect(booked().reduce((a, b) => a + b, 0)).to.equal(3_000 + 4_000);
  }).timeout(30_000);
});

describe("lockUnit", () => {
  it("refuses a second meter with the same key, and frees the lock when the first ends", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "powerchain-lock-"));
    const release = lockUnit(DOMAIN.gateway, unit.address, folder);
    expect(() => lockUnit(DOMAIN.gateway, unit.address, folder)).to.throw(
      "Another meter on this machine signs for unit",
    );
    const other = lockUnit(`0x${"cc".repeat(20)}`, unit.address, folder);
    release();
    lockUnit(DOMAIN.gateway, unit.address, folder)();
    other();
    rmSync(folder, { recursive: true });
  });
});
