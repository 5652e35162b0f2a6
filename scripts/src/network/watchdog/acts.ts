import { type Network, type NetworkNode, chainNodes } from "../model.ts";
import { withNode } from "../node.ts";
import { enode } from "../nodeConfig.ts";
import { hashAt } from "../snapshot.ts";
import { findNode } from "../stop.ts";
import type { Action } from "./core.ts";

/** Does what the core decided. Answers what was done, in words. @throws Error when a node does not answer */
export async function act(network: Network, action: Exclude<Action, { kind: "say" }>): Promise<string> {
  const node = findNode(network, action.node);
  switch (action.kind) {
    case "price":
      await withNode(network, node, async (client) => await client.request("miner_setGasPrice", ["0x0"]));
      return `${node.name} takes transactions without a price`;
    case "kick":
      await kick(network, node);
      return `${node.name} begins sealing anew`;
    case "step back":
      return await stepBack(network, node);
    case "rejoin":
      return await rejoin(network, node, findNode(network, action.reference));
  }
}

async function kick(network: Network, node: NetworkNode): Promise<void> {
  await withNode(network, node, async (client) => {
    await client.request("miner_stop");
    await client.request("miner_setGasPrice", ["0x0"]);
    await client.request("miner_start");
  });
}

/** Takes a node back to the last block that it shares with `reference`; its peers then give it what follows there. */
export async function rejoin(network: Network, node: NetworkNode, reference: NetworkNode): Promise<string> {
  const shared = await lastShared(network, node, reference);
  await goBack(network, node, shared);
  return `${node.name} went back to block ${shared} and follows ${reference.name}`;
}

async function stepBack(network: Network, node: NetworkNode): Promise<string> {
  const head = await headOf(network, node);
  await goBack(network, node, Math.max(0, head - 1));
  return `${node.name} gave up its block ${head} and takes what its peers have`;
}

async function goBack(network: Network, node: NetworkNode, block: number): Promise<void> {
  await withNode(network, node, async (client) => {
    await client.request("debug_setHead", [`0x${block.toString(16)}`], 60_000);
    for (const peer of chainNodes(network)) {
      if (peer.name !== node.name) await client.request("admin_addPeer", [enode(peer, "host")]);
    }
  });
}

async function headOf(network: Network, node: NetworkNode): Promise<number> {
  return Number(await withNode(network, node, async (client) => await client.request<string>("eth_blockNumber")));
}

/** The highest block that two nodes share, by halving. */
export async function lastShared(network: Network, a: NetworkNode, b: NetworkNode): Promise<number> {
  let low = 0;
  let high = Math.min(await headOf(network, a), await headOf(network, b));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const [left, right] = await Promise.all([hashAt(network, a, middle), hashAt(network, b, middle)]);
    if (left !== undefined && left === right) low = middle;
    else high = middle - 1;
  }
  return low;
}
