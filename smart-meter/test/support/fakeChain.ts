/** A chain for tests of the sender: it books by the gateway's rules, and can drop, delay, reorganise and lose what it has. */
import { abis, readingKinds } from "@powerchain/sdk";
import { decodeFunctionData, keccak256, parseTransaction } from "viem";
import {
  SendError,
  type ChainReceipt,
  type FoundReading,
  type ReportChain,
  type UnitEvent,
} from "../../src/chain/chain.ts";
import type { Address, Hex } from "../../src/reading/types.ts";
import { batchDigester, type NumberedReading } from "../../src/signing/digest.ts";
import { recoverSigner } from "../../src/signing/key.ts";
import { senderKey } from "../../src/signing/transaction.ts";

export const DOMAIN = {
  chainId: 1337,
  gateway: "0x5fbdb2315678afecb367f032d93f642f64180aa3" as Address,
  genesisHash: `0x${"11".repeat(32)}`,
};

/** The account that sends reports in tests. */
export const SENDER = senderKey(Buffer.alloc(32, 0x42), DOMAIN.chainId, DOMAIN.gateway);

interface Mined {
  hash: Hex;
  raw: Hex;
  block: number;
  /** What held when it was mined. */
  time: number;
  units: ReadonlySet<Address>;
}

interface Books {
  last: Map<Address, number>;
  books: (FoundReading & { unit: Address })[];
  receipts: Map<Hex, ChainReceipt>;
}

export class FakeChain implements ReportChain {
  /** Units that are registered. */
  readonly units = new Set<Address>();
  genesisHash = DOMAIN.genesisHash as Hex;
  /** Unix seconds that its blocks carry. */
  time = 2_000_000_000;
  /** What the next requests do instead of answering. */
  down = false;
  /** Transactions in this position (counted from 1) are taken and lost. */
  readonly swallow = new Set<number>();
  confirmations = 1;
  /** So many of the next lookups of a reading get no answer. */
  failLookups = 0;
  #pool: Hex[] = [];
  #mined: Mined[] = [];
  #head = 0;
  #sent = 0;
  readonly #digest = batchDigester(DOMAIN);

  #answer(): void {
    if (this.down) throw new Error("connection refused");
  }

  identity() {
    this.#answer();
    return Promise.resolve({ chainId: DOMAIN.chainId, genesisHash: this.genesisHash, gatewayThere: true });
  }

  depth() {
    return Promise.resolve(this.confirmations);
  }

  async poll(_sender: Address, open: readonly { hash: Hex }[]) {
    this.#answer();
    const { receipts } = this.#replay();
    const nonce = this.#mined.length;
    return Promise.resolve({
      head: this.#head,
      timestamp: this.time,
      nonce,
      receipts: open.map(({ hash }) => receipts.get(hash) ?? null),
    });
  }

  async send(raw: Hex) {
    this.#answer();
    this.#sent++;
    if (this.swallow.has(this.#sent)) return Promise.resolve();
    if (this.#mined.some((tx) => tx.raw === raw) || this.#pool.includes(raw))
      throw new SendError("known", "already known");
    const nonce = Number(parseTransaction(raw).nonce ?? 0);
    if (nonce < this.#mined.length) throw new SendError("nonce", "nonce too low");
    this.#pool.push(raw);
    return Promise.resolve();
  }

  async lastSequences(units: readonly Address[]) {
    this.#answer();
    const { last } = this.#replay();
    return Promise.resolve(units.map((unit) => last.get(unit) ?? 0));
  }

  async findReading(unit: Address, sequence: number) {
    if (this.failLookups > 0) {
      this.failLookups--;
      throw new Error("connection reset");
    }
    const found = this.#replay().books.find((entry) => entry.unit === unit && entry.sequence === sequence);
    return Promise.resolve(found);
  }

  /** Puts what is next by nonce into a block. */
  mine(blocks = 1): void {
    for (let i = 0; i < blocks; i++) {
      this.#head++;
      for (;;) {
        const at = this.#pool.findIndex((raw) => Number(parseTransaction(raw).nonce ?? 0) === this.#mined.length);
        if (at < 0) break;
        const [raw] = this.#pool.splice(at, 1) as [Hex];
        this.#mined.push({ raw, hash: keccak256(raw), block: this.#head, time: this.time, units: new Set(this.units) });
      }
    }
  }

  /** Takes the last blocks away; their transactions come back to the pool, or are gone. */
  reorganise(blocks: number, { lose = false } = {}): void {
    const from = this.#head - blocks;
    const undone = this.#mined.filter(({ block }) => block > from);
    this.#mined = this.#mined.filter(({ block }) => block <= from);
    if (!lose) this.#pool.push(...undone.map(({ raw }) => raw));
    this.#head = from;
  }

  /** Uses the sender's next nonce for something else. */
  useNonce(): void {
    this.#head++;
    const hash: Hex = `0x${this.#mined.length.toString(16).padStart(64, "f")}`;
    this.#mined.push({ raw: "0x", hash, block: this.#head, time: this.time, units: new Set() });
    this.#pool = this.#pool.filter((raw) => Number(parseTransaction(raw).nonce ?? 0) >= this.#mined.length);
  }

  /** Somebody else's batch, delivered by another account. */
  readonly foreign: { unit: Address; readings: NumberedReading[]; signature: Hex }[] = [];

  /** Every reading that was booked, in order. */
  get booked(): (NumberedReading & { unit: Address })[] {
    return this.#replay().books.filter(({ rejected }) => rejected === undefined);
  }

  #replay() {
    const key = `${this.#mined.map(({ hash }) => hash).join()}/${this.foreign.length}`;
    if (this.#cache?.key !== key) this.#cache = { key, state: this.#compute() };
    return this.#cache.state;
  }

  #cache: { key: string; state: Books } | undefined;

  #compute(): Books {
    const last = new Map<Address, number>();
    const books: (FoundReading & { unit: Address })[] = [];
    const receipts = new Map<Hex, ChainReceipt>();
    const book = (
      batch: { unit: Address; readings: readonly NumberedReading[]; signature: Hex },
      transaction: Hex,
      { block, time, units }: Pick<Mined, "block" | "time" | "units">,
    ) => {
      const events: UnitEvent[] = [];
      const unit = batch.unit.toLowerCase() as Address;
      const first = batch.readings[0]?.sequence ?? 0;
      const stop = (sequence: number, reason: "NotAUnit" | "BadSignature" | "SequenceGap" | "AheadOfTime") =>
        void events.push({ type: "stopped", unit, sequence, reason });
      if (recoverSigner(this.#digest(unit, batch.readings), Buffer.from(batch.signature.slice(2), "hex")) !== unit)
        stop(first, "BadSignature");
      else if (!units.has(unit)) stop(first, "NotAUnit");
      else {
        for (const reading of batch.readings) {
          const next = (last.get(unit) ?? 0) + 1;
          if (reading.sequence < next) continue;
          if (reading.sequence > next) {
            stop(reading.sequence, "SequenceGap");
            break;
          }
          if (reading.intervalEnd > time + 900) {
            stop(reading.sequence, "AheadOfTime");
            break;
          }
          last.set(unit, next);
          // The books refuse more than 1 MWh at a time.
          const rejected = reading.wh > 1_000_000n ? "TooLarge" : undefined;
          books.push({ ...reading, unit, transaction, block, ...(rejected ? { rejected } : {}) });
          events.push(
            rejected
              ? { type: "rejected", unit, sequence: next, reason: rejected }
              : { type: "booked", unit, sequence: next },
          );
        }
      }
      return events;
    };
    for (const batch of this.foreign)
      book(batch, `0x${"ee".repeat(32)}`, { block: 0, time: this.time, units: this.units });
    for (const tx of this.#mined) {
      const { raw, hash, block } = tx;
      if (raw === "0x") continue;
      const { args } = decodeFunctionData({ abi: abis.meterGateway, data: parseTransaction(raw).data as Hex });
      const events = (
        args as unknown as [
          {
            unit: Address;
            readings: { kind: number; resident: Address; energyWh: bigint; intervalEnd: bigint; sequence: bigint }[];
            signature: Hex;
          }[],
        ]
      )[0].flatMap(({ unit, readings, signature }) =>
        book(
          {
            unit,
            signature,
            readings: readings.map((r) => ({
              kind: readingKinds[r.kind] as NumberedReading["kind"],
              resident: r.resident.toLowerCase() as Address,
              wh: r.energyWh,
              intervalEnd: Number(r.intervalEnd),
              sequence: Number(r.sequence),
            })),
          },
          hash,
          tx,
        ),
      );
      receipts.set(hash, { block, ok: true, events });
    }
    return { last, books, receipts };
  }
}
