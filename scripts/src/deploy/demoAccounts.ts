import { type Hex, keccak256, toHex } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";

/** The key of a demo account: the same on every machine and known to everybody, so it may guard nothing of value. */
export function demoKey(name: string): Hex {
  return keccak256(toHex(`powerchain demo account ${name}`));
}

export function demoAccount(name: string): PrivateKeyAccount {
  return privateKeyToAccount(demoKey(name));
}
