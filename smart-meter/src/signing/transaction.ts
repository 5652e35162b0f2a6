/**
 * Legacy transactions (EIP-155) at gas price and value 0, encoded and signed natively: a report of 120 kB takes the portable
 * libraries longer than signing all the readings in it. A test holds it against viem.
 */
import { createRequire } from "node:module";
import { keccak } from "./digest.ts";
import { unitKey } from "./key.ts";
import type { Address, Hex } from "../reading/types.ts";

export interface TransactionCall {
  nonce: number;
  data: Uint8Array;
  gas: bigint;
}

/** Signs a transaction to the gateway. */
export type SignTransaction = (call: TransactionCall) => { raw: Buffer; hash: Hex };

/** The account that sends reports, as a meter needs it. */
export interface SenderKey {
  address: Address;
  sign: SignTransaction;
}

const secp256k1 = createRequire(import.meta.url)("secp256k1") as {
  ecdsaSign(digest: Uint8Array, key: Uint8Array): { signature: Uint8Array; recid: number };
};

/** A number as RLP wants it: big-endian without leading zeros, 0 as nothing. */
function quantity(value: bigint): Buffer {
  if (value === 0n) return Buffer.alloc(0);
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

function prefix(length: number, short: number): Buffer {
  if (length < 56) return Buffer.from([short + length]);
  const size = quantity(BigInt(length));
  return Buffer.concat([Buffer.from([short + 55 + size.length]), size]);
}

function rlpList(items: readonly Uint8Array[]): Buffer {
  const parts = items.flatMap((item) =>
    item.length === 1 && (item[0] as number) < 0x80 ? [item] : [prefix(item.length, 0x80), item],
  );
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([prefix(length, 0xc0), ...parts]);
}

export function senderKey(secret: Uint8Array, chainId: number, to: Address): SenderKey {
  const key = Uint8Array.from(secret);
  const [chain, nothing] = [BigInt(chainId), Buffer.alloc(0)];
  const target = Buffer.from(to.slice(2), "hex");
  return {
    address: unitKey(secret).address,
    sign({ nonce, data, gas }) {
      const fields = [quantity(BigInt(nonce)), nothing, quantity(gas), target, nothing, data];
      const digest = keccak(rlpList([...fields, quantity(chain), nothing, nothing]));
      const { signature, recid } = secp256k1.ecdsaSign(digest, key);
      const [r, s] = [signature.subarray(0, 32), signature.subarray(32)].map((half) =>
        quantity(BigInt(`0x${Buffer.from(half).toString("hex")}`)),
      ) as [Buffer, Buffer];
      const raw = rlpList([...fields, quantity(35n + 2n * chain + BigInt(recid)), r, s]);
      return { raw, hash: `0x${keccak(raw).toString("hex")}` };
    },
  };
}
