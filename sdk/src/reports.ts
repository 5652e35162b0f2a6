import { type Account, type Address, type Hex, type TypedDataDomain, hashTypedData } from "viem";

export const readingKinds = ["produced", "consumed", "actual"] as const;
export type ReadingKind = (typeof readingKinds)[number];

/** One signed reading, as the contract takes it. */
export interface Reading {
  /** Index in `readingKinds`. */
  kind: number;
  /** Producer or consumer; the zero address for an actual figure. */
  resident: Address;
  energyWh: bigint;
  /** End of the interval, Unix seconds. */
  intervalEnd: bigint;
  /** The unit's own count of reports, from 1. */
  sequence: bigint;
}

/** Consecutive readings of one unit. */
export interface UnsignedBatch {
  unit: Address;
  readings: readonly Reading[];
}

export interface Batch extends UnsignedBatch {
  /** 65 bytes r, s, v by the unit's key. */
  signature: Hex;
}

/** Which chain and gateway a signature is for: on another one it is worth nothing. */
export interface ReportDomain {
  chainId: number;
  meterGateway: Address;
}

export const reportTypes = {
  Batch: [
    { name: "unit", type: "address" },
    { name: "readings", type: "Reading[]" },
  ],
  Reading: [
    { name: "kind", type: "uint8" },
    { name: "resident", type: "address" },
    { name: "energyWh", type: "uint64" },
    { name: "intervalEnd", type: "uint64" },
    { name: "sequence", type: "uint64" },
  ],
} as const;

function eip712Domain({ chainId, meterGateway }: ReportDomain): TypedDataDomain {
  return { name: "PowerChain", version: "1", chainId, verifyingContract: meterGateway };
}

/** What a unit signs, in the form that viem and wallets take. */
export function batchTypedData(domain: ReportDomain, batch: UnsignedBatch) {
  return {
    domain: eip712Domain(domain),
    types: reportTypes,
    primaryType: "Batch",
    message: { unit: batch.unit, readings: batch.readings },
  } as const;
}

/** The EIP-712 digest of a batch: equal to the gateway's `batchDigest`. */
export function hashBatch(domain: ReportDomain, batch: UnsignedBatch): Hex {
  return hashTypedData(batchTypedData(domain, batch));
}

/** Signs a batch with a unit's key (viem's local account). */
export async function signBatch(
  signer: Pick<Account & { type: "local" }, "signTypedData">,
  domain: ReportDomain,
  batch: UnsignedBatch,
): Promise<Batch> {
  const signature = await signer.signTypedData(batchTypedData(domain, batch));
  return { ...batch, signature };
}
