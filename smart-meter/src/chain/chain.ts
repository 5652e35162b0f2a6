/** What the sender asks of a chain; the implementation on JSON-RPC is in jsonRpc.ts, tests bring their own. */
import type { Address, Hex } from "../reading/types.ts";
import type { NumberedReading } from "../signing/digest.ts";
import type { HoldReason } from "../outbox/core.ts";

/** What a transaction's logs say of units' readings. */
export type UnitEvent =
  | { type: "booked"; unit: Address; sequence: number }
  | { type: "rejected"; unit: Address; sequence: number; reason: string }
  | { type: "stopped"; unit: Address; sequence: number; reason: HoldReason };

export interface ChainReceipt {
  block: number;
  ok: boolean;
  events: UnitEvent[];
}

export interface ChainIdentity {
  chainId: number;
  genesisHash: Hex;
  /** Whether there is a contract at the gateway's address. */
  gatewayThere: boolean;
}

/** A reading found on chain, by whomever it was sent. */
export interface FoundReading extends NumberedReading {
  transaction: Hex;
  block: number;
  rejected?: string;
}

/** Why a transaction was not taken; `known` is no fault. */
export type SendFault = "known" | "nonce" | "refused";

export class SendError extends Error {
  readonly fault: SendFault;
  constructor(fault: SendFault, message: string) {
    super(message);
    this.name = "SendError";
    this.fault = fault;
  }
}

export interface ReportChain {
  identity(): Promise<ChainIdentity>;
  /** Blocks that must stand on a transaction, its own counted, before it is final: N/2+1 of N validators. */
  depth(): Promise<number>;
  /** Of each open transaction its receipt; null: it has none; undefined: not asked this time, there were too many. */
  poll(
    sender: Address,
    open: readonly { hash: Hex; nonce: number }[],
  ): Promise<{ head: number; timestamp: number; nonce: number; receipts: (ChainReceipt | null | undefined)[] }>;
  /** @throws SendError when the node answered and did not take it; any other error: no answer. */
  send(raw: Hex): Promise<void>;
  /** The last sequence number of each unit. */
  lastSequences(units: readonly Address[]): Promise<number[]>;
  /** A unit's booked or rejected reading by its number; undefined when its event is nowhere. */
  findReading(unit: Address, sequence: number): Promise<FoundReading | undefined>;
}
