import { type Contract, type HDNodeWallet, Interface } from "ethers";
import { network } from "hardhat";
import { PARTS, type Part } from "./parts.ts";

export { PARTS, type Part };

export type Wiring = Record<Part, string>;
export type Connection = Awaited<ReturnType<typeof network.create>>;

/** A fresh community on a fresh embedded chain. */
export interface Deployment extends Record<Part, Contract> {
  connection: Connection;
  ethers: Connection["ethers"];
  /** Every function, event and error of all the contracts. */
  abi: Interface;
  wiring: Wiring;
  wallets: HDNodeWallet[];
  deployedAt: bigint;
}

const ACCOUNTS = 20;
const MNEMONIC = "test test test test test test test test test test test junk";

/** Where the contracts will be if `deployer` deploys them in order from its nonce on. */
export function predictWiring(ethers: Connection["ethers"], deployer: string, nonce: number): Wiring {
  const at = (index: number): string => ethers.getCreateAddress({ from: deployer, nonce: nonce + index });
  return Object.fromEntries(PARTS.map(([part], index) => [part, at(index)])) as Wiring;
}

/** The keys of the embedded chain's accounts; the first one deploys. */
export function walletsOf(ethers: Connection["ethers"]): HDNodeWallet[] {
  const path = (index: number): string => `m/44'/60'/0'/0/${index}`;
  return Array.from({ length: ACCOUNTS }, (_, index) =>
    ethers.HDNodeWallet.fromPhrase(MNEMONIC, undefined, path(index)),
  );
}

/** Deploys all contracts by the first account. */
export async function deployCommunity(existing?: Connection): Promise<Deployment> {
  // a fixed gas limit: an estimate can fall short where the next block has another time
  const connection = existing ?? (await network.create({ override: { gas: 100_000_000n } }));
  const { ethers } = connection;
  const [deployer] = await ethers.getSigners();
  const wiring = predictWiring(ethers, deployer!.address, await deployer!.getNonce());
  const contracts: Partial<Record<Part, Contract>> = {};
  const fragments = new Map<string, string>();
  for (const [part, name] of PARTS) {
    const contract = await ethers.deployContract(name, [wiring]);
    contract.interface.forEachFunction((f) => fragments.set(f.format("sighash"), f.format("full")));
    contract.interface.forEachEvent((f) => fragments.set(`event ${f.format("sighash")}`, f.format("full")));
    contract.interface.forEachError((f) => fragments.set(`error ${f.format("sighash")}`, f.format("full")));
    contracts[part] = contract;
  }
  const governance = contracts.governance!;
  const block = await ethers.provider.getBlock(governance.deploymentTransaction()!.blockNumber!);
  return {
    ...(contracts as Record<Part, Contract>),
    connection,
    ethers,
    abi: new Interface([...fragments.values()]),
    wiring,
    wallets: walletsOf(ethers),
    deployedAt: BigInt(block!.timestamp),
  };
}

let kept: { deployment: Deployment; restore: () => Promise<void> } | undefined;

/** A community as just deployed, made once and then restored by a snapshot: for tests that need many. */
export async function freshCommunity(): Promise<Deployment> {
  if (!kept) {
    const deployment = await deployCommunity();
    const { networkHelpers } = deployment.connection;
    kept = { deployment, restore: await restorer(networkHelpers) };
  } else {
    await kept.restore();
  }
  return kept.deployment;
}

/** Takes a chain back to what it is now, at the time of day that it then is: the next block is never long after the last one. */
export async function restorer(networkHelpers: Connection["networkHelpers"]): Promise<() => Promise<void>> {
  const snapshot = await networkHelpers.takeSnapshot();
  return async () => {
    await snapshot.restore();
    await networkHelpers.mine();
  };
}

/** Forgets the kept community: the next one is deployed anew, from the code as it is then. */
export async function forgetCommunity(): Promise<void> {
  await kept?.deployment.connection.close();
  kept = undefined;
}
