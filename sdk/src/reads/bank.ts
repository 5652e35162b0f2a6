import { type Address, zeroAddress } from "viem";
import type { Reader } from "./reader.ts";

export function bankReads(read: Reader) {
  return {
    /** Undefined: there is none. */
    banker: async (): Promise<Address | undefined> => {
      const banker = await read("bank", "banker");
      return banker === zeroAddress ? undefined : banker;
    },
    /** All eEuro there is, in units. */
    totalEuro: () => read("bank", "totalEuro"),
    lockedForWithdrawal: (account: Address) => read("bank", "lockedForWithdrawal", account),
    /** In this UTC day. */
    mintedToday: () => read("bank", "mintedToday"),
    mintReferenceUsed: (reference: string) => read("bank", "mintReferenceUsed", reference),
    burnReferenceUsed: (reference: string) => read("bank", "burnReferenceUsed", reference),
  };
}

export function tokenReads(read: Reader, token: "energyToken" | "euroToken") {
  return {
    /** Available and locked together. */
    balanceOf: (account: Address) => read(token, "balanceOf", account),
    totalSupply: () => read(token, "totalSupply"),
    allowance: ({ owner, spender }: { owner: Address; spender: Address }) => read(token, "allowance", owner, spender),
    /** The next number for a signed permission. */
    nonces: (owner: Address) => read(token, "nonces", owner),
    name: () => read(token, "name"),
    symbol: () => read(token, "symbol"),
    decimals: () => read(token, "decimals"),
  };
}

/** The four amounts of an account, in units. */
export function ledgerReads(read: Reader) {
  return { account: (who: Address) => read("ledger", "account", who) };
}
