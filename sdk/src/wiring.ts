import { type Address, getContractAddress } from "viem";
import { type Addresses, contractNames } from "./contracts.ts";

/**
 * Where the contracts of a community will be: they follow from the deployer and the nonce of its first deployment, so that each
 * contract can be given all the others when it is made. The field order is the contracts' `Wiring`.
 */
export function predictWiring(deployer: Address, firstNonce: bigint): Addresses {
  const entries = contractNames.map((name, i) => [
    name,
    getContractAddress({ from: deployer, nonce: firstNonce + BigInt(i) }),
  ]);
  return Object.fromEntries(entries) as Addresses;
}
