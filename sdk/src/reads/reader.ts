import type { ContractFunctionArgs, ContractFunctionName, ContractFunctionReturnType, PublicClient } from "viem";
import { type Abis, type Addresses, type ContractName, abis } from "../contracts.ts";
import { findContractError } from "../errors.ts";

/** Where reads go, and of which block they tell. */
export interface ReadContext {
  addresses: Addresses;
  publicClient: PublicClient;
  /** The first block with a contract of the community. */
  firstBlock: bigint;
  /** Reads tell the state after this block; without it, after the last one. */
  blockNumber?: bigint;
}

/** Reads one function of one contract. */
export type Reader = <C extends ContractName, F extends ContractFunctionName<Abis[C], "view" | "pure">>(
  contract: C,
  functionName: F,
  ...args: ContractFunctionArgs<Abis[C], "view" | "pure", F> extends infer A extends readonly unknown[] ? A : never
) => Promise<ContractFunctionReturnType<Abis[C], "view" | "pure", F>>;

/** A reader whose errors are the contracts' own, in words. */
export function createReader({ addresses, publicClient, blockNumber }: ReadContext): Reader {
  return (async (contract: ContractName, functionName: string, ...args: unknown[]) => {
    try {
      const at = blockNumber === undefined ? {} : { blockNumber };
      return await publicClient.readContract({
        abi: abis[contract],
        address: addresses[contract],
        functionName,
        args,
        ...at,
      } as never);
    } catch (error) {
      throw findContractError(error) ?? error;
    }
  }) as Reader;
}
