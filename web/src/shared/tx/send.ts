// Simulate, sign, send: with the wallet that is connected, on the community's chain, as a legacy transaction at a gas price of 0.
import type { Address, Hex } from "viem";
import type { Config } from "wagmi";
import { getConnection, getPublicClient, getWalletClient, switchChain } from "wagmi/actions";
import type { ContractCall } from "./machine.ts";

export class NotConnectedError extends Error {
  override readonly name = "NotConnectedError";
}

/** The chain that the wallet uses was started anew under the same id. */
export class OtherChainError extends Error {
  override readonly name = "OtherChainError";
}

/** Room above the estimate: what others do in the same block may open a price level or touch a bitmap. */
const GAS_MARGIN_PERCENT = 150n;

const free = { gasPrice: 0n, type: "legacy" } as const;

/** Asks the community's node whether the call would go through now. @throws the contract's error */
export async function simulate(config: Config, call: ContractCall): Promise<void> {
  const from = getConnection(config).address;
  if (from === undefined) throw new NotConnectedError();
  await publicClient(config).call({ ...call, account: from, ...free });
}

export async function signAndSend(config: Config, call: ContractCall, genesisHash: string): Promise<Hex> {
  const [chain] = config.chains;
  const connection = getConnection(config);
  if (connection.status !== "connected") throw new NotConnectedError();
  if (connection.chainId !== chain.id) await switchChain(config, { chainId: chain.id });
  const wallet = await getWalletClient(config, { chainId: chain.id });
  await requireSameChain(wallet, genesisHash);
  const gas = await gasFor(config, call, wallet.account.address);
  return await wallet.sendTransaction({ ...call, ...free, account: wallet.account, chain, gas });
}

async function gasFor(config: Config, call: ContractCall, account: Address): Promise<bigint> {
  const estimate = await publicClient(config).estimateGas({ ...call, account, ...free });
  return (estimate * GAS_MARGIN_PERCENT) / 100n;
}

interface Asked {
  request: (request: {
    method: "eth_getBlockByNumber";
    params: ["0x0", false];
  }) => Promise<{ hash: Hex | null } | null>;
}

/** Compares the wallet's first block with the community's. A wallet that does not tell is believed. */
async function requireSameChain(wallet: unknown, genesisHash: string): Promise<void> {
  const asked = (wallet as Asked).request({ method: "eth_getBlockByNumber", params: ["0x0", false] });
  const first = await asked.catch(() => null);
  if (typeof first?.hash === "string" && first.hash.toLowerCase() !== genesisHash.toLowerCase())
    throw new OtherChainError();
}

export function publicClient(config: Config) {
  const client = getPublicClient(config);
  if (client === undefined) throw new Error("The wallet configuration has no chain.");
  return client;
}
