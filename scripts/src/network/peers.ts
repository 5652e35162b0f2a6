import { type Network, type NetworkNode, chainNodes } from "./model.ts";
import { isReady, withNode } from "./node.ts";
import { enode } from "./nodeConfig.ts";

/** Makes one node known to another that runs here. Repeating it changes nothing. */
async function introduce(network: Network, to: NetworkNode, node: NetworkNode): Promise<void> {
  const peer = enode(node, "host");
  await withNode(network, to, async (client) => {
    await client.request("admin_addTrustedPeer", [peer]);
    await client.request("admin_addPeer", [peer]);
  });
}

/** Tells the running nodes of a new one; those that start later find it in their files. */
export async function introduceToAll(network: Network, node: NetworkNode): Promise<void> {
  for (const other of running(network).filter(({ name }) => name !== node.name)) await introduce(network, other, node);
}

/** Makes all nodes of the description known to those that run: it may have been replaced by one with more. */
export async function introduceAll(network: Network): Promise<void> {
  for (const node of chainNodes(network)) await introduceToAll(network, node);
}

/** Nodes whose price is set: before that they take no peers. */
function running(network: Network): NetworkNode[] {
  return chainNodes(network).filter((node) => isReady(network, node));
}
