import { CommandError } from "../lib/errors.ts";
import { validatorsIn } from "./genesis.ts";
import { type Network, chainNodes, nodesOf, servesHttp } from "./model.ts";
import { ipcPath } from "./node.ts";
import { reachHost } from "./place.ts";
import { quorumOf } from "./quorum.ts";
import { readNetwork } from "./store.ts";

/** What a program needs to talk to a network. */
export interface ResolvedNetwork {
  name: string;
  /** JSON-RPC for programs on this machine; residents use the gateway. */
  rpcUrl: string;
  wsUrl: string | undefined;
  /** What residents and their browsers use; undefined where there is no account node. */
  gatewayUrl: string | undefined;
  chainId: number;
  blockTimeS: number;
  /** Blocks to wait until a transaction is taken as settled: N/2 + 1 of N validators. */
  confirmations: number;
  /** Sockets of the nodes on this machine, validators first; empty for a URL. */
  ipcPaths: string[];
}

/**
 * A network by name (of those made here) or by the URL of its JSON-RPC.
 * @throws CommandError when there is none of that name, or nothing answers at the URL
 */
export async function resolveNetwork(nameOrUrl: string): Promise<ResolvedNetwork> {
  return /^https?:\/\//.test(nameOrUrl) ? await resolveUrl(nameOrUrl) : describeNetwork(readNetwork(nameOrUrl));
}

export function describeNetwork(network: Network): ResolvedNetwork {
  const node = chainNodes(network).find((item) => servesHttp(network, item));
  if (node === undefined)
    throw new CommandError(`No node of "${network.name}" serves JSON-RPC.`, {
      hint: "Restore its account node from a backup.",
    });
  return {
    name: network.name,
    rpcUrl: `http://${reachHost(node)}:${node.ports.http}`,
    wsUrl: `ws://${reachHost(node)}:${node.ports.ws}`,
    gatewayUrl: node.role === "account" ? `http://${reachHost(node)}:${node.ports.service}` : undefined,
    chainId: network.chainId,
    blockTimeS: network.blockTimeS,
    confirmations: quorumOf(nodesOf(network, "validator").length).confirmations,
    ipcPaths: chainNodes(network).map((item) => ipcPath(network, item)),
  };
}

interface Header {
  number: string;
  timestamp: string;
  extraData: string;
}

async function resolveUrl(url: string): Promise<ResolvedNetwork> {
  const [chainId, first, latest] = await Promise.all([
    rpc<string>(url, "eth_chainId"),
    rpc<Header>(url, "eth_getBlockByNumber", ["0x0", false]),
    rpc<Header>(url, "eth_getBlockByNumber", ["latest", false]),
  ]);
  const validators = Math.max(1, validatorsIn(first.extraData).length);
  return {
    name: `chain-${Number(chainId)}`,
    rpcUrl: url,
    wsUrl: undefined,
    gatewayUrl: undefined,
    chainId: Number(chainId),
    blockTimeS: await blockTime(url, latest),
    confirmations: quorumOf(validators).confirmations,
    ipcPaths: [],
  };
}

async function blockTime(url: string, latest: Header): Promise<number> {
  if (Number(latest.number) < 2) return 1;
  const before = await rpc<Header>(url, "eth_getBlockByNumber", [
    `0x${(Number(latest.number) - 1).toString(16)}`,
    false,
  ]);
  return Math.max(1, Number(latest.timestamp) - Number(before.timestamp));
}

async function rpc<Result>(url: string, method: string, params: unknown[] = []): Promise<Result> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      signal: AbortSignal.timeout(10_000),
    });
    const answer = (await response.json()) as { result?: Result; error?: { message: string } };
    if (answer.result === undefined || answer.result === null)
      throw new Error(answer.error?.message ?? `HTTP status ${response.status}`);
    return answer.result;
  } catch (error) {
    throw new CommandError(`The chain at ${url} did not answer ${method}: ${(error as Error).message}.`, {
      hint: "Check the address, and that the node runs: ./powerchain network status",
      retry: true,
      cause: error,
    });
  }
}
