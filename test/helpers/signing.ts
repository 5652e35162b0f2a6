import { type Deployment } from "./community.ts";
import { type Reading } from "../model/pool.ts";

/** EIP-712 types of a batch of readings. */
export const BATCH_TYPES = {
  Batch: [
    { name: "unit", type: "address" },
    { name: "readings", type: "Reading[]" },
  ],
  Reading: [
    { name: "kind", type: "uint8" },
    { name: "resident", type: "address" },
    { name: "energyWh", type: "uint64" },
    { name: "intervalEnd", type: "uint64" },
    { name: "sequence", type: "uint64" },
  ],
};

export interface Domain {
  name: string;
  version: string;
  chainId: bigint;
  verifyingContract: string;
}

export async function reportDomain(deployment: Deployment): Promise<Domain> {
  const { chainId } = await deployment.ethers.provider.getNetwork();
  return { name: "PowerChain", version: "1", chainId, verifyingContract: deployment.wiring.meterGateway };
}

/** Signs with the key of `signer` what says that it is `unit`'s. */
export async function signBatch(
  deployment: Deployment,
  domain: Domain,
  signer: string,
  unit: string,
  readings: Reading[],
): Promise<string> {
  const wallet = deployment.wallets.find(({ address }) => address.toLowerCase() === signer.toLowerCase());
  return wallet!.signTypedData(domain, BATCH_TYPES, { unit, readings });
}
