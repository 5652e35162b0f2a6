/** Signs batches of readings: a few at once, many in a thread, beside which the meter stores and delivers others. */
import { Worker } from "node:worker_threads";
import type { Address } from "../reading/types.ts";
import { batchDigester, type Domain, type NumberedReading } from "./digest.ts";
import { secretOf, type UnitKey } from "./key.ts";

/** What one signature is for. */
export interface UnsignedBatch {
  unit: Address;
  readings: readonly NumberedReading[];
}

/** What the thread is asked for: digests of 32 bytes one after the other, and whose key signs each. */
export interface SigningJob {
  id: number;
  keys: Uint32Array;
  digests: Uint8Array;
}

/** Signatures of 65 bytes one after the other. */
export interface SigningAnswer {
  id: number;
  signatures: Uint8Array;
}

/** Fewer signatures are made at once: waking a thread takes longer. */
const THREAD_FROM = 256;
/** Signatures of one job: while the thread makes these, the next digests are computed. */
const JOB = 256;

export class Signer {
  readonly #units: readonly UnitKey[];
  readonly #indices: ReadonlyMap<Address, number>;
  readonly #digest: ReturnType<typeof batchDigester>;
  readonly #jobs = new Map<number, { done: (signatures: Uint8Array) => void; failed: (error: Error) => void }>();
  #thread: Worker | undefined;
  #lastJob = 0;

  constructor(units: readonly UnitKey[], domain: Domain) {
    this.#units = units;
    this.#indices = new Map(units.map(({ address }, i) => [address, i]));
    this.#digest = batchDigester(domain);
  }

  /** A signature of 65 bytes for each batch. */
  async sign(batches: readonly UnsignedBatch[]): Promise<Uint8Array[]> {
    if (batches.length < THREAD_FROM)
      return batches.map((batch) => (this.#units[this.#keyOf(batch)] as UnitKey).sign(this.#digestOf(batch)));
    const jobs: Promise<Uint8Array>[] = [];
    for (let i = 0; i < batches.length; i += JOB) jobs.push(this.#hand(batches.slice(i, i + JOB)));
    const answers = await Promise.all(jobs);
    return batches.map((_, i) =>
      (answers[Math.floor(i / JOB)] as Uint8Array).subarray((i % JOB) * 65, (i % JOB) * 65 + 65),
    );
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#thread?.terminate();
    this.#thread = undefined;
  }

  #keyOf = ({ unit }: UnsignedBatch): number => this.#indices.get(unit) as number;
  #digestOf = ({ unit, readings }: UnsignedBatch): Buffer => this.#digest(unit, readings);

  async #hand(batches: readonly UnsignedBatch[]): Promise<Uint8Array> {
    const id = ++this.#lastJob;
    const digests = new Uint8Array(32 * batches.length);
    batches.forEach((batch, i) => digests.set(this.#digestOf(batch), 32 * i));
    const keys = Uint32Array.from(batches, this.#keyOf);
    const job: SigningJob = { id, keys, digests };
    return await new Promise((done, failed) => {
      this.#jobs.set(id, { done, failed });
      (this.#thread ??= this.#start()).postMessage(job, [keys.buffer, digests.buffer]);
    });
  }

  #start(): Worker {
    const thread = new Worker(new URL("./signingThread.ts", import.meta.url), {
      workerData: Buffer.concat(this.#units.map(secretOf)),
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    thread.unref();
    thread.on("message", ({ id, signatures }: SigningAnswer) => {
      this.#jobs.get(id)?.done(signatures);
      this.#jobs.delete(id);
    });
    const end = (error: Error): void => {
      if (this.#thread === thread) this.#thread = undefined;
      for (const { failed } of this.#jobs.values()) failed(error);
      this.#jobs.clear();
    };
    thread.once("error", end);
    thread.once("exit", () => end(new Error("The thread that signs has ended.")));
    return thread;
  }
}
