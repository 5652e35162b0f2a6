import {
  type Addresses,
  type ContractName,
  type Manifest,
  PROTOCOL_VERSION,
  chainOf,
  contractNames,
  findContractError,
  predictWiring,
} from "@powerchain/sdk";
import {
  type Hex,
  type LocalAccount,
  type PublicClient,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
  type Transport,
  createPublicClient,
  encodeDeployData,
  getAddress,
  keccak256,
} from "viem";
import { CommandError } from "../lib/errors.ts";
import { type Artifact, readArtifact, withoutImmutables } from "./artifacts.ts";

export interface DeployOptions {
  /** The name that the network has on this machine. */
  network: string;
  transport: Transport;
  /** Becomes the first voter. It needs to own nothing. */
  deployer: LocalAccount;
  /** Deploys another community even when this deployer's last one is there. */
  fresh?: boolean;
  /** How often a pending transaction is looked for, in ms. */
  pollingInterval?: number;
  onProgress?: (done: number, of: number) => void;
}

export interface Deployment {
  manifest: Manifest;
  /** Contracts that were not there before. */
  created: ContractName[];
}

/** Enough for the largest contract. A fixed limit makes each transaction the same whenever it is signed, and so lets a run go on where another broke off. */
const DEPLOY_GAS = 12_000_000n;

interface Step {
  contract: ContractName;
  artifact: Artifact;
  serialized: Hex;
  hash: Hex;
}

/**
 * Deploys the contracts of one community, wired to each other by addresses known beforehand, and checks their code.
 * Nothing is kept between runs: the signed transactions themselves tell what an earlier run has done, and only the rest is sent.
 * @throws CommandError when the chain refuses a contract or holds another code than was sent
 */
export async function deployCommunity(options: DeployOptions): Promise<Deployment> {
  const client = await connect(options);
  const steps = await findSteps(client, options);
  const created: ContractName[] = [];
  for (const step of steps) {
    if ((await findReceipt(client, step.hash)) !== undefined) continue;
    await submit(client, step);
    created.push(step.contract);
  }
  const receipts: TransactionReceipt[] = [];
  for (const step of steps) {
    receipts.push(await confirm(client, step));
    options.onProgress?.(receipts.length, steps.length);
  }
  const manifest = await describe(client, options, steps, receipts);
  return { manifest, created };
}

async function connect({ network, transport, pollingInterval = 100 }: DeployOptions): Promise<PublicClient> {
  const plain = createPublicClient({ transport });
  const chain = chainOf({ chainId: await plain.getChainId(), network });
  return createPublicClient({ chain, transport, pollingInterval, cacheTime: 0 });
}

/** The transactions of this deployer's last community if it is of today's contracts (complete or not), else those of a new one. */
async function findSteps(client: PublicClient, { deployer, fresh = false }: DeployOptions): Promise<Step[]> {
  const nonce = BigInt(await client.getTransactionCount({ address: deployer.address }));
  const oldest = nonce > BigInt(contractNames.length) ? nonce - BigInt(contractNames.length) : 0n;
  for (let first = nonce - 1n; !fresh && first >= oldest; first--) {
    const start = await signStep(client, deployer, first, 0);
    if ((await findReceipt(client, start.hash)) !== undefined) return await signAll(client, deployer, first);
  }
  return await signAll(client, deployer, nonce);
}

async function signAll(client: PublicClient, deployer: LocalAccount, firstNonce: bigint): Promise<Step[]> {
  return await Promise.all(contractNames.map((_, i) => signStep(client, deployer, firstNonce, i)));
}

async function signStep(client: PublicClient, deployer: LocalAccount, firstNonce: bigint, i: number): Promise<Step> {
  const contract = contractNames[i] as ContractName;
  const artifact = readArtifact(contract);
  const wiring: Addresses = predictWiring(deployer.address, firstNonce);
  const data = encodeDeployData({ abi: artifact.abi, bytecode: artifact.bytecode, args: [wiring] });
  const serialized = await deployer.signTransaction({
    type: "legacy",
    chainId: client.chain?.id,
    nonce: Number(firstNonce) + i,
    gasPrice: 0n,
    gas: DEPLOY_GAS,
    data,
  });
  return { contract, artifact, serialized, hash: keccak256(serialized) };
}

async function findReceipt(client: PublicClient, hash: Hex): Promise<TransactionReceipt | undefined> {
  try {
    return await client.getTransactionReceipt({ hash });
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined;
    throw error;
  }
}

async function submit(client: PublicClient, { contract, serialized }: Step): Promise<void> {
  try {
    await client.sendRawTransaction({ serializedTransaction: serialized });
  } catch (error) {
    const text = String((error as Error).message);
    if (/already known|already imported/i.test(text)) return;
    throw new CommandError(`The chain refused the contract ${contract}: ${reasonOf(error)}.`, {
      hint: hintFor(text),
      cause: error,
    });
  }
}

function hintFor(text: string): string {
  if (/replacement transaction|nonce too low/i.test(text))
    return "Another program sends from the same account at this moment. Run the command again when it is done, or deploy as another account (--as).";
  if (/underpriced|gas price/i.test(text))
    return "PowerChain's networks take transactions at gas price 0; this node does not. Make one with: ./powerchain network init";
  return "Check that the node accepts transactions: ./powerchain network status";
}

async function confirm(client: PublicClient, { contract, hash }: Step): Promise<TransactionReceipt> {
  const receipt = await client.waitForTransactionReceipt({ hash, timeout: 120_000 });
  if (receipt.status === "success") return receipt;
  throw new CommandError(`The contract ${contract} could not be made (transaction ${hash}).`, {
    hint: "Another program may have sent from the same account meanwhile. Run the command again; it starts anew.",
  });
}

/** What the node itself says, where it says something; the client's own words name no reason. */
function reasonOf(error: unknown): string {
  const { details, shortMessage } = error as { details?: string; shortMessage?: string };
  return findContractError(error)?.sentence ?? details ?? shortMessage ?? String(error);
}

async function describe(
  client: PublicClient,
  { network, deployer }: DeployOptions,
  steps: Step[],
  receipts: TransactionReceipt[],
): Promise<Manifest> {
  const genesis = await client.getBlock({ blockNumber: 0n });
  const entries = await Promise.all(
    steps.map(async ({ contract, artifact }, i) => {
      const receipt = receipts[i] as TransactionReceipt;
      const address = getAddress(receipt.contractAddress as Hex);
      const codeHash = await checkCode(client, contract, artifact, address);
      return [
        contract,
        { address, transaction: receipt.transactionHash, block: Number(receipt.blockNumber), codeHash },
      ];
    }),
  );
  return {
    protocolVersion: PROTOCOL_VERSION,
    network,
    chainId: client.chain?.id as number,
    genesisHash: genesis.hash,
    deployer: deployer.address,
    block: Math.min(...receipts.map(({ blockNumber }) => Number(blockNumber))),
    contracts: Object.fromEntries(entries) as Manifest["contracts"],
  };
}

/** @throws CommandError when the code on chain is not the compiled one */
async function checkCode(client: PublicClient, contract: ContractName, artifact: Artifact, address: Hex): Promise<Hex> {
  const code = await client.getCode({ address });
  if (
    code !== undefined &&
    withoutImmutables(code, artifact) === withoutImmutables(artifact.deployedBytecode, artifact)
  ) {
    return keccak256(code);
  }
  throw new CommandError(`The code of ${contract} at ${address} is not what was compiled.`, {
    hint: "Compile the contracts anew (npx hardhat clean && npx hardhat build) and deploy again.",
  });
}
