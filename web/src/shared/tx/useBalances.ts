import { abis } from "@powerchain/sdk";
import { useCallback } from "react";
import { type Address, zeroAddress } from "viem";
import { useConfig, useConnection } from "wagmi";
import { useRuntimeConfig } from "../config/useRuntimeConfig.ts";
import { publicClient } from "./send.ts";

export interface Balances {
  account: Address;
  entAvailable: bigint;
  entLocked: bigint;
  eurAvailable: bigint;
  eurLocked: bigint;
  eurForWithdrawal: bigint;
  owed: bigint;
}

const nothing: Balances = {
  account: zeroAddress,
  entAvailable: 0n,
  entLocked: 0n,
  eurAvailable: 0n,
  eurLocked: 0n,
  eurForWithdrawal: 0n,
  owed: 0n,
};

/** Reads an account's balances (the connected one's by default) from the chain itself, for what is said before a signature. */
export function useBalances(): (who?: Address) => Promise<Balances> {
  const wallet = useConfig();
  const { contracts } = useRuntimeConfig();
  const { address } = useConnection();
  return useCallback(
    async (who) => {
      const account = who ?? address;
      if (account === undefined) return nothing;
      const call = { address: contracts.lens, abi: abis.lens, functionName: "account", args: [account] } as const;
      return { account, ...(await publicClient(wallet).readContract(call)) };
    },
    [wallet, contracts, address],
  );
}
