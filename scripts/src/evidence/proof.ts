import { type Batch, type PowerChain, type Reading, abis, hashBatch } from "@powerchain/sdk";
import {
  type Address,
  type Hex,
  type Transaction,
  type TransactionSerializableLegacy,
  decodeFunctionData,
  isAddressEqual,
  keccak256,
  parseTransaction,
  recoverAddress,
  recoverTransactionAddress,
  serializeTransaction,
} from "viem";

/** A reading as an event books it. */
export interface Booked {
  kind: number;
  unit: Address;
  resident: Address;
  energyWh: bigint;
  intervalEnd: bigint;
  /** 0: a plain command, which the unit's key signed as a transaction. */
  sequence: bigint;
  transaction: Hex;
}

type ReadTransaction = (hash: Hex) => Promise<Transaction>;

/** What is wrong with the evidence for a booking; nothing: the unit's key signed exactly that. */
export async function faultOf(chain: PowerChain, booked: Booked, read: ReadTransaction): Promise<string | undefined> {
  const transaction = await read(booked.transaction).catch(() => undefined);
  if (transaction === undefined) return "its transaction is not on the chain";
  const raw = rawOf(transaction);
  if (raw === undefined || keccak256(raw) !== booked.transaction) return "its transaction is not the one of that hash";
  if (booked.sequence === 0n) {
    const sender = await recoverTransactionAddress({ serializedTransaction: raw as never });
    return isAddressEqual(sender, booked.unit) ? undefined : `its transaction was sent by ${sender}, not by the unit`;
  }
  const found = findReading(parseTransaction(raw).data ?? "0x", booked);
  if (found === undefined) return `no reading ${booked.sequence} of the unit is in its transaction`;
  const difference = differenceOf(found.reading, booked);
  if (difference !== undefined) return difference;
  const domain = { chainId: chain.manifest.chainId, meterGateway: chain.addresses.meterGateway };
  const signer = await recoverAddress({ hash: hashBatch(domain, found.batch), signature: found.batch.signature }).catch(
    () => undefined,
  );
  if (signer !== undefined && isAddressEqual(signer, booked.unit)) return undefined;
  return `its signature is ${signer ?? "nobody"}'s, not the unit's`;
}

/** The transaction's own bytes, made anew from its fields: a node cannot alter one of them without the hash showing it. */
function rawOf(transaction: Transaction): Hex | undefined {
  const { chainId, nonce, gas, gasPrice, to, value, input: data, r, s, v } = transaction;
  if (transaction.type !== "legacy") return undefined;
  const fields: TransactionSerializableLegacy = {
    type: "legacy",
    chainId,
    nonce,
    gas,
    gasPrice: gasPrice as bigint,
    to,
    value,
    data,
  };
  return serializeTransaction(fields, { r, s, v });
}

function findReading(data: Hex, { unit, sequence }: Booked): { batch: Batch; reading: Reading } | undefined {
  let batches: readonly Batch[];
  try {
    batches = (decodeFunctionData({ abi: abis.meterGateway, data }).args as unknown as [readonly Batch[]])[0];
  } catch {
    return undefined;
  }
  for (const batch of batches) {
    if (!isAddressEqual(batch.unit, unit)) continue;
    const reading = batch.readings.find((one) => one.sequence === sequence);
    if (reading !== undefined) return { batch, reading };
  }
  return undefined;
}

function differenceOf(signed: Reading, booked: Booked): string | undefined {
  const differs = (what: string, a: unknown, b: unknown): string =>
    `the unit signed ${what} ${String(a)}, the books say ${String(b)}`;
  if (signed.kind !== booked.kind) return differs("kind", signed.kind, booked.kind);
  if (signed.energyWh !== booked.energyWh) return differs("an energy in Wh of", signed.energyWh, booked.energyWh);
  if (signed.intervalEnd !== booked.intervalEnd)
    return differs("an interval end of", signed.intervalEnd, booked.intervalEnd);
  if (!isAddressEqual(signed.resident, booked.resident)) return differs("for", signed.resident, booked.resident);
  return undefined;
}
