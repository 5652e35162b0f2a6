import secp256k1 from "secp256k1";
import {
  type Address,
  type Hex,
  hexToBytes,
  isHex,
  keccak256,
  pad,
  parseTransaction,
  serializeTransaction,
  size,
} from "viem";
import { publicKeyToAddress } from "viem/utils";
import { bytesToHex } from "viem";

/** What a transaction may be to be passed on. */
export interface TransactionRules {
  chainId: number;
  maxBytes: number;
  /** Gas that one transaction may ask for. */
  maxGas: bigint;
}

/** A transaction that is not passed on, with what its sender should change. */
export class TransactionRefused extends Error {
  readonly reason: string;
  constructor(reason: string, message: string) {
    super(message);
    this.name = "TransactionRefused";
    this.reason = reason;
  }
}

const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
const BASE_GAS = 21_000n;

/**
 * Checks a signed transaction before a node sees it, and answers its sender.
 * @throws TransactionRefused
 */
export function checkTransaction(raw: unknown, rules: TransactionRules): Address {
  if (typeof raw !== "string" || !isHex(raw) || raw.length % 2 !== 0)
    throw new TransactionRefused("format", "A signed transaction is hexadecimal text that begins with 0x.");
  if (size(raw) > rules.maxBytes)
    throw new TransactionRefused("size", `The transaction has ${size(raw)} bytes; ${rules.maxBytes} are allowed.`);
  if (/^0x0[1-9a-f]/.test(raw))
    throw new TransactionRefused("type", "This chain takes legacy transactions (type 0) only: gas has no price here.");
  const transaction = parse(raw);
  if (transaction.chainId !== rules.chainId) {
    throw new TransactionRefused(
      "chain id",
      `The transaction is signed for chain ${transaction.chainId ?? "none"}; this is chain ${rules.chainId}.`,
    );
  }
  const gas = transaction.gas ?? 0n;
  if (gas > rules.maxGas)
    throw new TransactionRefused("gas limit", `The transaction asks for ${gas} gas; ${rules.maxGas} is allowed.`);
  if (gas < BASE_GAS)
    throw new TransactionRefused("gas limit", `The transaction asks for ${gas} gas; every one needs ${BASE_GAS}.`);
  if ((transaction.gasPrice ?? 0n) !== 0n)
    throw new TransactionRefused("gas price", "The gas price must be 0 on this chain.");
  return recoverSender(transaction);
}

/** A legacy transaction as viem reads it. */
interface Parsed {
  chainId?: number;
  gas?: bigint;
  gasPrice?: bigint;
  r?: Hex;
  s?: Hex;
  v?: bigint;
}

function parse(raw: Hex): Parsed {
  try {
    const parsed: object = parseTransaction(raw);
    return parsed;
  } catch {
    throw new TransactionRefused("format", "This is not a signed transaction.");
  }
}

function recoverSender(transaction: Parsed): Address {
  const { r, s, v, ...unsigned } = transaction;
  const refused = new TransactionRefused("signature", "The transaction's signature is not valid.");
  if (r === undefined || s === undefined || v === undefined || BigInt(s) > HALF_ORDER || BigInt(s) === 0n)
    throw refused;
  // EIP-155: v is 35 or 36 plus twice the chain id.
  const recovery = Number(v - 35n - 2n * BigInt(transaction.chainId ?? 0));
  if (recovery !== 0 && recovery !== 1) throw refused;
  try {
    const hash = hexToBytes(keccak256(serializeTransaction({ ...unsigned, type: "legacy" })));
    const signature = new Uint8Array([...word(r), ...word(s)]);
    return publicKeyToAddress(bytesToHex(secp256k1.ecdsaRecover(signature, recovery, hash, false)));
  } catch {
    throw refused;
  }
}

/** 32 bytes. In a transaction a number has no zeros before it; viem's own size would put them behind. */
function word(value: Hex): Uint8Array {
  return hexToBytes(pad(value, { size: 32 }));
}
