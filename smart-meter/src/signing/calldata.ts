/**
 * Calldata of MeterGateway.submitReports, encoded straight into one buffer; a test holds it against viem's encoder, which
 * takes many times as long for hundreds of batches.
 */
import { keccak, type NumberedReading } from "./digest.ts";
import { KINDS, type Address, type Hex } from "../reading/types.ts";

export interface SignedBatch {
  unit: Address;
  readings: readonly NumberedReading[];
  signature: Uint8Array;
}

const WORD = 32;
const SIGNATURE_WORDS = 4; // length, and 65 bytes in three words
const HEAD_WORDS = 3; // unit, offset of readings, offset of signature
const READING_WORDS = 5;

const SELECTOR = keccak(
  Buffer.from("submitReports((address,(uint8,address,uint64,uint64,uint64)[],bytes)[])"),
).subarray(0, 4);

const wordsOf = (batch: SignedBatch) => HEAD_WORDS + 1 + READING_WORDS * batch.readings.length + SIGNATURE_WORDS;

/** Bytes of calldata that a batch takes, its place in the list included. */
export const batchBytes = (readings: number): number =>
  (1 + HEAD_WORDS + 1 + READING_WORDS * readings + SIGNATURE_WORDS) * WORD;

export const submitReportsData = (batches: readonly SignedBatch[]): Hex =>
  `0x${submitReportsBytes(batches).toString("hex")}`;

export function submitReportsBytes(batches: readonly SignedBatch[]): Buffer {
  const total = 2 + batches.length + batches.reduce((sum, batch) => sum + wordsOf(batch), 0);
  const data = Buffer.alloc(4 + total * WORD);
  SELECTOR.copy(data, 0);
  const put = (word: number, value: number | bigint) => data.writeBigUInt64BE(BigInt(value), 4 + word * WORD + 24);
  const putAddress = (word: number, address: Address) => data.write(address.slice(2), 4 + word * WORD + 12, 20, "hex");
  put(0, WORD);
  put(1, batches.length);
  let at = 2 + batches.length;
  batches.forEach((batch, i) => {
    put(2 + i, (at - 2) * WORD);
    const { unit, readings, signature } = batch;
    putAddress(at, unit);
    put(at + 1, HEAD_WORDS * WORD);
    put(at + 2, (HEAD_WORDS + 1 + READING_WORDS * readings.length) * WORD);
    put(at + 3, readings.length);
    readings.forEach(({ kind, resident, wh, intervalEnd, sequence }, r) => {
      const word = at + 4 + r * READING_WORDS;
      put(word, KINDS.indexOf(kind));
      putAddress(word + 1, resident);
      put(word + 2, wh);
      put(word + 3, intervalEnd);
      put(word + 4, sequence);
    });
    const tail = at + 4 + READING_WORDS * readings.length;
    put(tail, signature.length);
    data.set(signature, 4 + (tail + 1) * WORD);
    at += wordsOf(batch);
  });
  return data;
}
