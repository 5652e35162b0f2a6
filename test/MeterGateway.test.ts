import { expect } from "chai";
import {
  AbiCoder,
  type BigNumberish,
  type ContractTransactionResponse,
  TypedDataEncoder,
  concat,
  id,
  keccak256,
} from "ethers";
import {
  ACTUAL,
  CONSUMED,
  DAY,
  ENT,
  HOUR,
  KWH,
  NOBODY,
  PRODUCED,
  type Batch,
  type Person,
  Town,
} from "./helpers/town.ts";
import { BATCH_TYPES, reportDomain } from "./helpers/signing.ts";
import { REJECTIONS, STOPS, type Reading, type Rejection, type Stop } from "./model/pool.ts";

const MINUTE = 60n;

describe("MeterGateway", () => {
  let town: Town;
  let end: bigint; // of an interval that can be reported

  beforeEach(async () => {
    town = await Town.open();
    end = await town.now();
  });

  const produced = (energyWh: bigint, sequence: bigint, intervalEnd = end): Reading =>
    town.reading(PRODUCED, town.anna, energyWh, intervalEnd, sequence);

  async function expectRejected(
    tx: Promise<ContractTransactionResponse>,
    sequence: bigint,
    reason: Rejection,
  ): Promise<void> {
    await expect(tx)
      .to.emit(town.d.energyPool, "ReadingRejected")
      .withArgs(town.u1.address, sequence, REJECTIONS.indexOf(reason));
  }

  async function expectStopped(
    tx: Promise<ContractTransactionResponse>,
    sequence: bigint,
    reason: Stop,
  ): Promise<void> {
    await expect(tx)
      .to.emit(town.d.meterGateway, "BatchStopped")
      .withArgs(town.u1.address, sequence, STOPS.indexOf(reason));
  }

  /** Nothing of it was booked, and no number used. */
  async function expectUntouched(): Promise<void> {
    expect((await town.network()).energyWh).to.equal(0n);
    const { lastSequence, storedWh } = await town.unit(town.u1);
    expect([lastSequence, storedWh]).to.deep.equal([0n, 0n]);
  }

  describe("submitReports: what is booked", () => {
    it("books a production as the plain command would", async () => {
      await town.report(town.u1, produced(10n * KWH, 1n));
      expect((await town.account(town.anna)).entAvailable).to.equal(8n * ENT);
      expect((await town.account(town.provider)).entAvailable).to.equal(2n * ENT);
      expect((await town.unit(town.u1)).storedWh).to.equal(10n * KWH);
    });

    it("books consumption within a session", async () => {
      await town.report(town.u1, produced(10n * KWH, 1n));
      await town.start(town.anna, town.u1, 3n * ENT);
      await town.report(town.u1, town.reading(CONSUMED, town.anna, KWH, await town.now(), 2n));
      expect((await town.account(town.anna)).entLocked).to.equal(2n * ENT);
      expect((await town.unit(town.u1)).storedWh).to.equal(9n * KWH);
    });

    it("books actual energy, whatever resident it names", async () => {
      await town.report(town.u1, { ...town.reading(ACTUAL, town.u1, 7n * KWH, end, 1n), resident: NOBODY });
      await town.report(town.u1, town.reading(ACTUAL, town.u1, 6n * KWH, end, 2n));
      expect((await town.unit(town.u1)).storedWh).to.equal(6n * KWH);
    });

    it("carries batches of many units in one transaction, from any sender", async () => {
      const first = await town.batch(town.u1, [produced(KWH, 1n), produced(KWH, 2n)]);
      const second = await town.batch(town.u2, [produced(5n * KWH, 1n)]);
      await town.submit(first, second);
      expect((await town.network()).energyWh).to.equal(7n * KWH);
    });

    it("carries several batches of the same unit, each going on from the one before", async () => {
      const first = await town.batch(town.u1, [produced(KWH, 1n)]);
      const second = await town.batch(town.u1, [produced(2n * KWH, 2n)]);
      await town.submit(first, second);
      expect((await town.unit(town.u1)).storedWh).to.equal(3n * KWH);
    });

    it("accepts a reading of 0, which uses its number and moves the interval", async () => {
      await town.report(town.u1, produced(0n, 1n, end + MINUTE));
      const { lastSequence, lastIntervalEnd, storedWh } = await town.unit(town.u1);
      expect([lastSequence, lastIntervalEnd, storedWh]).to.deep.equal([1n, end + MINUTE, 0n]);
    });

    it("answers what became of each batch", async () => {
      const one = await town.batch(town.u1, [produced(KWH, 1n), { ...produced(KWH, 2n), kind: 9 }, produced(KWH, 4n)]);
      const other = await town.batch(town.u2, [produced(KWH, 1n)]);
      const again = await town.batch(town.u2, [produced(KWH, 1n)]);
      const gateway = town.as(town.stranger, "meterGateway");
      const outcomes = await gateway.getFunction("submitReports").staticCall([one, other, again]);
      const figures = outcomes.map((o: Record<string, bigint>) => [o.accepted, o.skipped, o.rejected, o.stop]);
      expect(figures).to.deep.equal([
        [1n, 0n, 1n, BigInt(STOPS.indexOf("SequenceGap"))],
        [1n, 0n, 0n, 0n],
        [0n, 1n, 0n, 0n],
      ]);
    });
  });

  describe("submitReports: who signed", () => {
    it("stops a batch that a stranger signed", async () => {
      const forged = await town.batch(town.u1, [produced(10n * KWH, 1n)], town.stranger);
      await expectStopped(town.submit(forged), 1n, "BadSignature");
      await expectUntouched();
    });

    it("stops a batch that another unit signed", async () => {
      await expectStopped(town.submit(await town.batch(town.u1, [produced(KWH, 1n)], town.u2)), 1n, "BadSignature");
    });

    it("stops a batch whose signer is no unit, though the signature is good", async () => {
      const batch = await town.batch(town.stranger, [produced(KWH, 1n)]);
      await expect(town.submit(batch))
        .to.emit(town.d.meterGateway, "BatchStopped")
        .withArgs(town.stranger.address, 1n, STOPS.indexOf("NotAUnit"));
    });

    it("stops a batch of a removed unit, and takes it when the unit is back", async () => {
      const batch = await town.batch(town.u1, [produced(KWH, 1n, end + 10n * MINUTE)]);
      await town.govern("removeStorageUnit", town.u1.address);
      await expectStopped(town.submit(batch), 1n, "NotAUnit");
      await town.register(town.u1);
      await town.submit(batch);
      expect((await town.unit(town.u1)).storedWh).to.equal(KWH);
    });

    const tampers: [string, (batch: Batch) => Batch][] = [
      ["the unit", (batch) => ({ ...batch, unit: town.u2.address })],
      ["a reading's kind", alterReading({ kind: ACTUAL })],
      ["a reading's resident", alterReading(() => ({ resident: town.ben.address }))],
      ["a reading's energy", alterReading({ energyWh: 10n * KWH })],
      ["a reading's interval end", alterReading(({ intervalEnd }) => ({ intervalEnd: intervalEnd + 1n }))],
      ["a reading's sequence number", alterReading({ sequence: 2n })],
      ["the order of readings", (batch) => ({ ...batch, readings: [...batch.readings].reverse() })],
      ["the number of readings: one left out", (batch) => ({ ...batch, readings: batch.readings.slice(0, 1) })],
      [
        "the number of readings: one added",
        (batch) => ({ ...batch, readings: [...batch.readings, produced(KWH, 3n)] }),
      ],
      ["the signature: a bit", (batch) => ({ ...batch, signature: flipBit(batch.signature) })],
      ["the signature: its recovery byte", (batch) => ({ ...batch, signature: `${batch.signature.slice(0, -2)}1d` })],
      ["the signature: cut short", (batch) => ({ ...batch, signature: batch.signature.slice(0, -2) })],
      ["the signature: none", (batch) => ({ ...batch, signature: "0x" })],
      [
        "the signature: the other one with the same meaning",
        (batch) => ({ ...batch, signature: malleable(batch.signature) }),
      ],
    ];
    for (const [what, tamper] of tampers) {
      it(`stops a batch altered after signing in ${what}`, async () => {
        const batch = tamper(await town.batch(town.u1, [produced(KWH, 1n), produced(2n * KWH, 2n)]));
        await expect(town.submit(batch))
          .to.emit(town.d.meterGateway, "BatchStopped")
          .withArgs(batch.unit, batch.readings[0]!.sequence, STOPS.indexOf("BadSignature"));
        await expectUntouched();
        expect((await town.unit(town.u2)).lastSequence).to.equal(0n);
      });
    }

    const domains: [string, Record<string, unknown>][] = [
      ["another chain", { chainId: 1n }],
      ["another contract", { verifyingContract: "0x000000000000000000000000000000000000dEaD" }],
      ["another protocol", { name: "PowerChains" }],
      ["another version", { version: "2" }],
    ];
    for (const [what, change] of domains) {
      it(`stops a batch signed for ${what}`, async () => {
        const wallet = town.d.wallets.find(({ address }) => address === town.u1.address)!;
        const domain = { ...(await reportDomain(town.d)), ...change };
        const readings = [produced(KWH, 1n)];
        const signature = await wallet.signTypedData(domain, BATCH_TYPES, { unit: town.u1.address, readings });
        await expectStopped(town.submit({ unit: town.u1.address, readings, signature }), 1n, "BadSignature");
        await expectUntouched();
      });
    }

    it("signs the digest that it publishes", async () => {
      const readings = [produced(KWH, 1n), produced(2n * KWH, 2n)];
      const { signature } = await town.batch(town.u1, readings);
      const digest = await town.d.meterGateway.getFunction("batchDigest")(town.u1.address, readings);
      expect(town.d.ethers.recoverAddress(digest, signature)).to.equal(town.u1.address);
    });
  });

  describe("submitReports: exactly once, in order", () => {
    it("starts with the number 1", async () => {
      await expectStopped(town.report(town.u1, produced(KWH, 2n)), 2n, "SequenceGap");
      await expectUntouched();
    });

    it("skips the number 0", async () => {
      await town.report(town.u1, produced(KWH, 0n), produced(2n * KWH, 1n));
      expect((await town.unit(town.u1)).storedWh).to.equal(2n * KWH);
    });

    it("books a batch that is sent again only once", async () => {
      const batch = await town.batch(town.u1, [produced(KWH, 1n), produced(KWH, 2n)]);
      await town.submit(batch);
      await town.submit(batch);
      await town.submit(batch, batch);
      expect((await town.unit(town.u1)).storedWh).to.equal(2n * KWH);
      expect((await town.unit(town.u1)).lastSequence).to.equal(2n);
    });

    it("books what is new in a batch that overlaps the one before", async () => {
      await town.report(town.u1, produced(KWH, 1n), produced(KWH, 2n));
      await town.report(town.u1, produced(KWH, 2n), produced(5n * KWH, 3n));
      expect((await town.unit(town.u1)).storedWh).to.equal(7n * KWH);
    });

    it("keeps to the first of two readings with the same number", async () => {
      await town.report(town.u1, produced(KWH, 1n));
      await town.report(town.u1, produced(9n * KWH, 1n));
      expect((await town.unit(town.u1)).storedWh).to.equal(KWH);
    });

    it("stops at a gap: what was before it stands, what is behind it can be sent again", async () => {
      const readings = [produced(KWH, 1n), produced(KWH, 3n), produced(KWH, 4n)];
      await expectStopped(town.report(town.u1, ...readings), 3n, "SequenceGap");
      expect((await town.unit(town.u1)).lastSequence).to.equal(1n);
      await town.report(town.u1, produced(2n * KWH, 2n), produced(KWH, 3n), produced(KWH, 4n));
      expect((await town.unit(town.u1)).storedWh).to.equal(5n * KWH);
    });

    it("stops readings that come in the wrong order", async () => {
      await expectStopped(town.report(town.u1, produced(KWH, 2n), produced(KWH, 1n)), 2n, "SequenceGap");
      await expectUntouched();
    });

    it("lets one unit's bad batch block no other's", async () => {
      const forged = await town.batch(town.u1, [produced(KWH, 1n)], town.stranger);
      const gap = await town.batch(town.u1, [produced(KWH, 7n)]);
      const good = await town.batch(town.u2, [produced(3n * KWH, 1n)]);
      await town.submit(forged, gap, good);
      expect((await town.unit(town.u2)).storedWh).to.equal(3n * KWH);
    });

    it("goes on with the numbers after the unit was removed and registered again", async () => {
      await town.report(town.u1, produced(KWH, 1n), produced(KWH, 2n));
      await town.govern("removeStorageUnit", town.u1.address);
      await town.register(town.u1);
      await town.report(town.u1, produced(KWH, 2n), produced(4n * KWH, 3n, await town.now()));
      const { lastSequence, storedWh } = await town.unit(town.u1);
      expect([lastSequence, storedWh]).to.deep.equal([3n, 4n * KWH]);
    });
  });

  describe("submitReports: the interval's end", () => {
    it("accepts one 15 minutes ahead of the block's time", async () => {
      const time = end + HOUR;
      await town.at(time);
      await town.report(town.u1, produced(KWH, 1n, time + 15n * MINUTE));
      expect((await town.unit(town.u1)).lastIntervalEnd).to.equal(time + 15n * MINUTE);
    });

    it("stops at one further ahead, and takes it when its time has come", async () => {
      const time = end + HOUR;
      const batch = await town.batch(town.u1, [produced(KWH, 1n, time), produced(KWH, 2n, time + 15n * MINUTE + 1n)]);
      await town.at(time);
      await expectStopped(town.submit(batch), 2n, "AheadOfTime");
      expect((await town.unit(town.u1)).lastSequence).to.equal(1n);
      await town.at(time + 1n);
      await town.submit(batch);
      expect((await town.unit(town.u1)).storedWh).to.equal(2n * KWH);
    });

    it("rejects one before the unit's last interval", async () => {
      await town.report(town.u1, produced(KWH, 1n, end + 60n));
      await expectRejected(town.report(town.u1, produced(KWH, 2n, end + 59n)), 2n, "IntervalTooOld");
    });

    it("accepts many readings of one interval", async () => {
      await town.report(town.u1, produced(KWH, 1n), produced(KWH, 2n), produced(KWH, 3n));
      expect((await town.unit(town.u1)).storedWh).to.equal(3n * KWH);
    });

    it("rejects one before the unit's registration, and takes one at it", async () => {
      const registered = end + DAY;
      await town.at(registered);
      const unit = town.others[0]!;
      await town.register(unit);
      const early = produced(KWH, 1n, registered - 1n);
      await expect(town.report(unit, early))
        .to.emit(town.d.energyPool, "ReadingRejected")
        .withArgs(unit.address, 1n, REJECTIONS.indexOf("IntervalTooOld"));
      await town.report(unit, produced(KWH, 2n, registered));
      expect((await town.unit(unit)).storedWh).to.equal(KWH);
    });

    it("rejects one before the unit's second registration", async () => {
      await town.govern("removeStorageUnit", town.u1.address);
      const registered = end + DAY;
      await town.at(registered);
      await town.register(town.u1);
      await expectRejected(town.report(town.u1, produced(KWH, 1n, registered - 1n)), 1n, "IntervalTooOld");
    });

    it("keeps an interval ahead of time when its unit is removed and registered again", async () => {
      await town.report(town.u1, produced(KWH, 1n, end + 10n * MINUTE));
      await town.govern("removeStorageUnit", town.u1.address);
      await town.register(town.u1);
      expect((await town.unit(town.u1)).lastIntervalEnd).to.equal(end + 10n * MINUTE);
      await expectRejected(town.report(town.u1, produced(KWH, 2n, end + 10n * MINUTE - 1n)), 2n, "IntervalTooOld");
    });
  });

  describe("submitReports: what cannot be is recorded, and the sequence goes on", () => {
    const cannotBe: [string, Rejection, () => Partial<Reading>][] = [
      ["an unknown kind", "UnknownKind", () => ({ kind: 3 })],
      ["the highest unknown kind", "UnknownKind", () => ({ kind: 255 })],
      ["production for nobody", "ZeroResident", () => ({ resident: NOBODY })],
      ["consumption for nobody", "ZeroResident", () => ({ kind: CONSUMED, resident: NOBODY })],
      ["production for the unit itself", "UnitItself", () => ({ resident: town.u1.address })],
      ["consumption for the unit itself", "UnitItself", () => ({ kind: CONSUMED, resident: town.u1.address })],
      ["an interval long ago", "IntervalTooOld", () => ({ intervalEnd: 0n })],
      ["more than the books can hold", "TooLarge", () => ({ energyWh: 2n ** 64n - 1n })],
      ["actual energy beyond what the books can hold", "TooLarge", () => ({ kind: ACTUAL, energyWh: 2n ** 64n - 1n })],
    ];
    for (const [what, reason, change] of cannotBe) {
      it(`rejects ${what}`, async () => {
        await expectRejected(
          town.report(town.u1, { ...produced(KWH, 1n), ...change() }, produced(KWH, 2n)),
          1n,
          reason,
        );
        const { lastSequence, storedWh } = await town.unit(town.u1);
        expect([lastSequence, storedWh]).to.deep.equal([2n, KWH]);
      });
    }

    it("rejects stored energy above the capacity, and takes it up to the last Wh", async () => {
      await town.govern("removeStorageUnit", town.u1.address);
      await town.register(town.u1, 10n * KWH);
      const now = await town.now();
      await expectRejected(town.report(town.u1, produced(10n * KWH + 1n, 1n, now)), 1n, "AboveCapacity");
      await town.report(town.u1, produced(10n * KWH, 2n, now));
      await expectRejected(town.report(town.u1, produced(1n, 3n, now)), 3n, "AboveCapacity");
      await expectRejected(
        town.report(town.u1, town.reading(ACTUAL, town.anna, 10n * KWH + 1n, now, 4n)),
        4n,
        "AboveCapacity",
      );
      await town.report(town.u1, town.reading(ACTUAL, town.anna, 10n * KWH, now, 5n));
      expect((await town.unit(town.u1)).storedWh).to.equal(10n * KWH);
    });

    it("rejects more energy than the power allows, produced and consumed of one interval together", async () => {
      await town.govern("removeStorageUnit", town.u1.address);
      await town.at(end + DAY);
      await town.register(town.u1, 0n, 4_000n); // 1 kWh a quarter of an hour
      const first = end + DAY + 15n * MINUTE;
      await town.at(first);
      await expectRejected(town.report(town.u1, produced(KWH + 1n, 1n, first)), 1n, "AbovePower");
      await town.report(town.u1, produced(600n, 2n, first));
      await town.report(town.u1, town.reading(CONSUMED, town.ben, 400n, first, 3n));
      await expectRejected(town.report(town.u1, produced(1n, 4n, first)), 4n, "AbovePower");
      const consumed = town.reading(CONSUMED, town.ben, 1n, first, 5n);
      await expectRejected(town.report(town.u1, consumed), 5n, "AbovePower");
      // the next interval has its own allowance, by its own length
      await expectRejected(town.report(town.u1, produced(67n, 6n, first + MINUTE)), 6n, "AbovePower");
      await town.report(town.u1, produced(66n, 7n, first + MINUTE));
      expect((await town.unit(town.u1)).storedWh).to.equal(266n);
    });

    it("moves no interval by what it rejects", async () => {
      await town.report(town.u1, { ...produced(KWH, 1n, end + 5n * MINUTE), kind: 7 });
      await town.report(town.u1, produced(KWH, 2n, end));
      expect((await town.unit(town.u1)).lastIntervalEnd).to.equal(end);
    });

    it("counts what it rejects towards no power", async () => {
      await town.govern("removeStorageUnit", town.u1.address);
      await town.at(end + DAY);
      await town.register(town.u1, 500n, 4_000n);
      const first = end + DAY + 15n * MINUTE;
      await town.at(first);
      await expectRejected(town.report(town.u1, produced(900n, 1n, first)), 1n, "AboveCapacity");
      await town.report(town.u1, produced(500n, 2n, first), town.reading(CONSUMED, town.ben, 500n, first, 3n));
      expect((await town.unit(town.u1)).lastSequence).to.equal(3n);
      expect((await town.unit(town.u1)).storedWh).to.equal(0n);
    });

    it("leaves no unit stuck, however absurd a reading is", async () => {
      await town.start(town.anna, town.u1, 1n).catch(() => undefined);
      const absurd = [0, 1, 2, 3].map((kind) => ({ ...produced(2n ** 64n - 1n, BigInt(kind) + 1n), kind }));
      await town.report(town.u1, ...absurd);
      await town.report(town.u1, produced(KWH, 5n));
      expect((await town.unit(town.u1)).lastSequence).to.equal(5n);
      expect((await town.unit(town.u1)).storedWh).to.equal(KWH);
    });
  });

  describe("submitReports: given words beyond their fields' types, which the unit has signed", () => {
    /** A reading's words; its fields' types are not theirs. */
    type Words = Record<keyof Reading, BigNumberish>;

    const WORDS = "tuple(uint256 kind, uint256 resident, uint256 energyWh, uint256 intervalEnd, uint256 sequence)";

    /** A batch signed as EIP-712 has it, were its fields of 256 bits each. */
    async function signedWords(
      unit: Person,
      ...readings: Words[]
    ): Promise<{ unit: string; readings: Words[]; signature: string }> {
      const coder = AbiCoder.defaultAbiCoder();
      const typed = TypedDataEncoder.from(BATCH_TYPES);
      const readingHash = (reading: Words) =>
        keccak256(coder.encode(["bytes32", WORDS], [id(typed.encodeType("Reading")), reading]));
      const list = keccak256(concat(readings.map(readingHash)));
      const batch = keccak256(
        coder.encode(["bytes32", "address", "bytes32"], [id(typed.encodeType("Batch")), unit.address, list]),
      );
      const domain = TypedDataEncoder.hashDomain(await reportDomain(town.d));
      const wallet = town.d.wallets.find(({ address }) => address === unit.address)!;
      const { serialized } = wallet.signingKey.sign(keccak256(concat(["0x1901", domain, batch])));
      return { unit: unit.address, readings, signature: serialized };
    }

    /** Their encoding is that of `submitReports`, since each field takes a word. */
    async function submitWords(...batches: object[]): Promise<ContractTransactionResponse> {
      const types = [`tuple(address unit, ${WORDS}[] readings, bytes signature)[]`];
      const { selector } = town.d.meterGateway.interface.getFunction("submitReports")!;
      const data = concat([selector, AbiCoder.defaultAbiCoder().encode(types, [batches])]);
      return (await town.stranger.signer.sendTransaction({
        to: town.d.meterGateway,
        data,
      })) as ContractTransactionResponse;
    }

    const beyond: [string, Partial<Words>][] = [
      ["kind", { kind: 2n ** 8n }],
      ["produced energy", { energyWh: 2n ** 64n }],
      ["consumed energy", { kind: BigInt(CONSUMED), energyWh: 2n ** 64n }],
      ["actual energy", { kind: BigInt(ACTUAL), energyWh: 2n ** 256n - KWH }],
      ["resident", { resident: 2n ** 160n + 1n }],
      ["resident of an actual energy", { kind: BigInt(ACTUAL), resident: 2n ** 255n }],
    ];
    for (const [what, words] of beyond) {
      it(`rejects it for its ${what}, goes on, and books another unit's batch`, async () => {
        const mine = await signedWords(town.u1, { ...produced(KWH, 1n), ...words }, produced(KWH, 2n));
        const others = await signedWords(town.u2, produced(5n * KWH, 1n));
        const reason = words.kind === 2n ** 8n ? "UnknownKind" : "TooLarge";
        await expectRejected(submitWords(mine, others), 1n, reason);
        expect((await town.unit(town.u1)).storedWh).to.equal(KWH);
        expect((await town.unit(town.u2)).storedWh).to.equal(5n * KWH);
      });
    }

    const stopping: [string, Stop, Partial<Words>][] = [
      ["sequence number", "SequenceGap", { sequence: 2n ** 64n + 1n }],
      ["interval end", "AheadOfTime", { intervalEnd: 2n ** 64n + 1n }],
    ];
    for (const [what, reason, words] of stopping) {
      it(`stops it at its ${what}, and books another unit's batch`, async () => {
        const mine = await signedWords(town.u1, { ...produced(KWH, 1n), ...words });
        const others = await signedWords(town.u2, produced(5n * KWH, 1n));
        await expectStopped(submitWords(mine, others), BigInt(words.sequence ?? 1n), reason);
        expect((await town.unit(town.u2)).storedWh).to.equal(5n * KWH);
      });
    }

    it("stops one whose signer is no unit, and one under another's signature", async () => {
      const sequence = 2n ** 256n - 1n;
      const nobodys = await signedWords(town.stranger, { ...produced(KWH, 1n), sequence });
      const forged = { ...nobodys, unit: town.u1.address };
      const sent = await submitWords(nobodys, forged);
      for (const [unit, reason] of [
        [town.stranger, "NotAUnit"],
        [town.u1, "BadSignature"],
      ] as const) {
        await expect(sent)
          .to.emit(town.d.meterGateway, "BatchStopped")
          .withArgs(unit.address, sequence, STOPS.indexOf(reason));
      }
    });
  });

  describe("plain commands beside signed reports", () => {
    it("are open to a unit whose signed reports never used a number", async () => {
      await town.report(town.u1, produced(KWH, 2n)); // a gap
      await town.submit(await town.batch(town.u1, [produced(KWH, 1n)], town.stranger));
      await town.produce(town.u1, town.anna, KWH);
      expect((await town.unit(town.u1)).storedWh).to.equal(KWH);
    });

    it("are closed by the first report that uses a number, also a rejected one", async () => {
      await town.report(town.u1, { ...produced(KWH, 1n), kind: 5 });
      for (const refused of [
        town.produce(town.u1, town.anna, KWH),
        town.consume(town.u1, town.anna, KWH),
        town.actual(town.u1, 0n),
      ]) {
        await expect(refused)
          .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolSignedReportsOnly")
          .withArgs(town.u1.address);
      }
    });

    it("stay closed when the unit is removed and registered again", async () => {
      await town.report(town.u1, produced(KWH, 1n));
      await town.govern("removeStorageUnit", town.u1.address);
      await town.register(town.u1);
      await expect(town.produce(town.u1, town.anna, KWH))
        .to.be.revertedWithCustomError(town.d.energyPool, "EnergyPoolSignedReportsOnly")
        .withArgs(town.u1.address);
    });

    it("move the interval, so that a signed report of the same time is not booked twice", async () => {
      await town.at(end + DAY);
      await town.produce(town.u1, town.anna, KWH);
      await expectRejected(town.report(town.u1, produced(KWH, 1n, end + DAY - 1n)), 1n, "IntervalTooOld");
    });
  });
});

function alterReading(change: Partial<Reading> | ((reading: Reading) => Partial<Reading>)): (batch: Batch) => Batch {
  return (batch) => {
    const [first, ...others] = batch.readings;
    const altered = typeof change === "function" ? change(first!) : change;
    return { ...batch, readings: [{ ...first!, ...altered }, ...others] };
  };
}

function flipBit(signature: string): string {
  return `0x${(BigInt(signature) ^ (1n << 300n)).toString(16).padStart(130, "0")}`;
}

/** (r, n − s) with the other recovery bit recovers the same key. */
function malleable(signature: string): string {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.slice(130) === "1b" ? "1c" : "1b";
  return `${signature.slice(0, 66)}${(order - s).toString(16).padStart(64, "0")}${v}`;
}
