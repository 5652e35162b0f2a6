/** Keys of storage units, and their signatures by the native library (about ten times as fast as the JavaScript one). */
import { createRequire } from "node:module";
import { keccak } from "./digest.ts";
import { MeterError } from "../errors.ts";
import type { Address } from "../reading/types.ts";

interface Secp256k1 {
  privateKeyVerify(key: Uint8Array): boolean;
  publicKeyCreate(key: Uint8Array, compressed: boolean): Uint8Array;
  ecdsaSign(digest: Uint8Array, key: Uint8Array, options: object, out: Uint8Array): { recid: number };
  ecdsaRecover(signature: Uint8Array, recid: number, digest: Uint8Array, compressed: boolean): Uint8Array;
}

const secp256k1 = createRequire(import.meta.url)("secp256k1") as Secp256k1;

const addressOf = (publicKey: Uint8Array): Address => `0x${keccak(publicKey.subarray(1)).toString("hex", 12)}`;

export interface UnitKey {
  /** Lower case. */
  address: Address;
  /** 65 bytes r, s, v over a 32-byte digest; s is in the lower half, v 27 or 28. */
  sign(digest: Uint8Array): Buffer;
  /** The same, into the 65 bytes of `out`. */
  signInto(digest: Uint8Array, out: Uint8Array): void;
}

const secrets = new WeakMap<UnitKey, Uint8Array>();

/** For a thread that signs, too. */
export const secretOf = (key: UnitKey): Uint8Array => secrets.get(key) as Uint8Array;

export function unitKey(secret: Uint8Array): UnitKey {
  if (secret.length !== 32 || !secp256k1.privateKeyVerify(secret))
    throw new MeterError("A unit's key must be 32 bytes of a valid secp256k1 key.");
  const key = Uint8Array.from(secret);
  const made: UnitKey = {
    address: addressOf(secp256k1.publicKeyCreate(key, false)),
    sign(digest) {
      const out = Buffer.alloc(65);
      made.signInto(digest, out);
      return out;
    },
    signInto(digest, out) {
      out[64] = 27 + secp256k1.ecdsaSign(digest, key, {}, out.subarray(0, 64)).recid;
    },
  };
  secrets.set(made, key);
  return made;
}

/** The address whose key made a signature; undefined when there is none. */
export function recoverSigner(digest: Uint8Array, signature: Uint8Array): Address | undefined {
  const recid = (signature[64] ?? 0) - 27;
  if (signature.length !== 65 || recid < 0 || recid > 1) return undefined;
  try {
    return addressOf(secp256k1.ecdsaRecover(signature.subarray(0, 64), recid, digest, false));
  } catch {
    return undefined;
  }
}
