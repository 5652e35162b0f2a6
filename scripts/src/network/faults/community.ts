import { type Addresses, abis } from "@powerchain/sdk";
import { type Address, decodeFunctionResult, encodeFunctionData } from "viem";
import { BenchCommunity } from "../bench/community.ts";
import { Observer } from "../bench/observer.ts";
import { sendAll } from "../bench/send.ts";
import type { LoadAccount } from "../bench/signing.ts";
import { type Network, type NetworkNode, chainNodes } from "../model.ts";
import { connectNode, withNode } from "../node.ts";
import { describeNetwork } from "../resolve.ts";

/** Deploys a community and gives its residents ENT. Answers where its contracts are. */
export async function foundCommunity(network: Network, residents: LoadAccount[]): Promise<Addresses> {
  const community = await BenchCommunity.deploy(describeNetwork(network).rpcUrl, network.name, residents);
  const client = await connectNode(network, chainNodes(network)[0] as NetworkNode);
  try {
    for (const step of community.setUp()) {
      const observer = await Observer.follow(client);
      const { refused, missing } = await sendAll([client], observer, step, {
        inFlight: 2_000,
        batch: 100,
        timeoutMs: 60_000,
      });
      await observer.stop();
      if (refused.length + missing.length > 0)
        throw new Error(
          `the community could not be founded: ${refused[0] ?? `${missing.length} transactions not mined`}`,
        );
    }
    return community.addresses;
  } finally {
    client.close();
  }
}

/** ENT units of each account as one node tells them, at a block or at its newest. */
export async function balancesOn(
  network: Network,
  node: NetworkNode,
  addresses: Addresses,
  accounts: readonly Address[],
  block = "latest",
): Promise<bigint[]> {
  const calls = accounts.map((account) => {
    const data = encodeFunctionData({ abi: abis.energyToken, functionName: "balanceOf", args: [account] });
    return { method: "eth_call", params: [{ to: addresses.energyToken, data }, block] };
  });
  const outcomes = await withNode(network, node, async (client) => await client.batch(calls));
  return outcomes.map((outcome) => {
    if ("error" in outcome) throw outcome.error;
    return decodeFunctionResult({
      abi: abis.energyToken,
      functionName: "balanceOf",
      data: outcome.result as `0x${string}`,
    });
  });
}

/** Which nodes know a transaction: in a block, or waiting. */
export async function whereIs(network: Network, hash: string): Promise<string> {
  const each = await Promise.all(
    chainNodes(network).map(async (node) => {
      const found = await withNode(
        network,
        node,
        async (client) =>
          await client.request<{ blockNumber: string | null } | null>("eth_getTransactionByHash", [hash]),
      ).catch(() => undefined);
      const state =
        found === undefined
          ? "no answer"
          : found === null
            ? "unknown"
            : found.blockNumber === null
              ? "waiting"
              : `in block ${Number(found.blockNumber)}`;
      return `${node.name}: ${state}`;
    }),
  );
  return `${hash} ${each.join(", ")}`;
}

/** The transactions that each account has in the chain, as one node tells it. */
export async function noncesOn(network: Network, node: NetworkNode, accounts: readonly Address[]): Promise<number[]> {
  const calls = accounts.map((account) => ({ method: "eth_getTransactionCount", params: [account, "latest"] }));
  const outcomes = await withNode(network, node, async (client) => await client.batch(calls));
  return outcomes.map((outcome) => ("result" in outcome ? Number(outcome.result) : -1));
}
