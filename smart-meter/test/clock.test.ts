import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { openDatabase } from "../src/outbox/database.ts";
import { Store } from "../src/outbox/store.ts";
import type { ChannelConfig } from "../src/reading/pipeline.ts";
import { MICRO, type Address, type NoticeKind } from "../src/reading/types.ts";
import { meterClock } from "../src/service/clock.ts";
import { Meter } from "../src/service/meter.ts";
import { unitKey } from "../src/signing/key.ts";
import type { Source } from "../src/source/source.ts";
import { DOMAIN, FakeChain, SENDER } from "./support/fakeChain.ts";

describe("meterClock", () => {
  const setup = () => {
    const times = { wall: 1_000_000_000_000, steady: 0 };
    const clock = meterClock(
      () => times.wall,
      () => times.steady,
    );
    const pass = (ms: number) => {
      times.wall += ms;
      times.steady += ms;
    };
    return { times, clock, pass };
  };

  it("is the machine's own while the chain agrees", () => {
    const { clock, pass } = setup();
    clock.sawBlock(1_000_000_000);
    pass(10_000);
    expect(clock.now()).to.equal(1_000_000_010);
    expect(clock.ahead()).to.equal(0);
  });

  it("does not follow a jump ahead of the chain", () => {
    const { times, clock, pass } = setup();
    clock.sawBlock(1_000_000_000);
    pass(10_000);
    times.wall += 86_400_000;
    expect(clock.now()).to.equal(1_000_000_010);
    expect(clock.ahead()).to.equal(86_400);
  });

  it("goes by itself when the chain has been silent for long", () => {
    const { clock, pass } = setup();
    clock.sawBlock(999_000_000);
    expect(clock.ahead()).to.be.greaterThan(0);
    pass(400_000);
    expect(clock.ahead()).to.equal(0);
  });
});

describe("Meter", () => {
  it("loses no interval of a source with its own clock while the chain's clock is behind", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "powerchain-meter-"));
    const store = new Store(openDatabase(path.join(folder, "outbox.db"), { durable: false }));
    const chain = new FakeChain();
    const unit = unitKey(Buffer.alloc(32, 3));
    const resident: Address = `0x${"b1".repeat(20)}`;
    chain.units.add(unit.address);
    const now = Math.floor(Date.now() / 1000 / 900) * 900;
    chain.time = now - 7_200;
    chain.mine(5);
    const refused: NoticeKind[] = [];
    const source: Source = {
      name: "own clock",
      async run({ take, connected, signal }) {
        connected(true);
        // Until the meter has seen the chain's time.
        while (meter.figures().clockAhead === 0 && !signal.aborted)
          await new Promise((resolve) => setTimeout(resolve, 10));
        for (let i = 4; i >= 0; i--)
          await take([{ type: "interval", channel: "in", at: now - i * 900, microWh: 100n * MICRO }]);
        chain.time = now + 60;
      },
    };
    const channel: ChannelConfig = {
      id: "in",
      unit: unit.address,
      kind: "produced",
      resident,
      maxPowerW: 10_000n,
      futureTolerance: 60,
      interval: 900,
    };
    const meter: Meter = new Meter({
      store,
      chain,
      domain: DOMAIN,
      units: [unit],
      sources: [source],
      sender: SENDER,
      pipeline: { channels: new Map([["in", channel]]), grace: 0 },
      mostWaiting: 1_000,
      keepMs: 1e12,
      pollMs: 10,
      log: { info: () => undefined, warn: () => undefined },
      onNotice: ({ kind }) => refused.push(kind),
    });
    const mining = setInterval(() => chain.mine(), 10);
    try {
      await meter.run({ untilDone: true });
    } finally {
      clearInterval(mining);
    }
    expect(refused).to.deep.equal([]);
    expect(chain.booked.map(({ wh }) => wh)).to.deep.equal([100n, 100n, 100n, 100n, 100n]);
    store.close();
    rmSync(folder, { recursive: true });
  }).timeout(20_000);
});
