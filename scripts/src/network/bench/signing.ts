import { createHash } from "node:crypto";
import secp256k1 from "secp256k1";
import { type Address, type Hex, bytesToHex, hexToBytes, keccak256, numberToHex, toRlp } from "viem";
import { publicKeyToAddress } from "viem/utils";

/** An account of a load: signs with the native library, ten times as fast as the portable ones. */
export interface LoadAccount {
  key: Uint8Array;
  address: Address;
}

/** Accounts that are the same for the same name and seed. Everybody can know their keys: they are for measuring only. */
export function loadAccounts(name: string, count: number): LoadAccount[] {
  return Array.from({ length: count }, (_, i) => {
    const key = new Uint8Array(createHash("sha256").update(`powerchain bench ${name} ${i}`).digest());
    return { key, address: publicKeyToAddress(bytesToHex(secp256k1.publicKeyCreate(key, false))) };
  });
}

export interface UnsignedLoad {
  chainId: number;
  nonce: number;
  gas: bigint;
  to: Address;
  data?: Hex;
}

export interface SignedLoad {
  raw: Hex;
  hash: Hex;
}

/** A legacy transaction of gas price and value 0 (EIP-155). */
export function signLegacy(account: LoadAccount, { chainId, nonce, gas, to, data = "0x" }: UnsignedLoad): SignedLoad {
  const fields: Hex[] = [quantity(nonce), "0x", numberToHex(gas), to, "0x", data];
  const digest = keccak256(toRlp([...fields, quantity(chainId), "0x", "0x"]), "bytes");
  const { signature, recid } = secp256k1.ecdsaSign(digest, account.key);
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)];
  const raw = toRlp([...fields, quantity(35 + 2 * chainId + recid), trimmed(r), trimmed(s)]);
  return { raw, hash: keccak256(raw) };
}

/** A 65-byte signature r, s, v of a digest, as contracts take it. */
export function signDigest(account: LoadAccount, digest: Hex): Hex {
  const { signature, recid } = secp256k1.ecdsaSign(hexToBytes(digest), account.key);
  return `${bytesToHex(signature)}${(27 + recid).toString(16)}`;
}

function quantity(value: number): Hex {
  return value === 0 ? "0x" : numberToHex(value);
}

/** RLP numbers have no leading zeros. */
function trimmed(bytes: Uint8Array): Hex {
  const first = bytes.findIndex((byte) => byte !== 0);
  return bytesToHex(bytes.subarray(first < 0 ? bytes.length : first));
}
