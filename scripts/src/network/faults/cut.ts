import { setTimeout as sleep } from "node:timers/promises";
import { type Network, type NetworkNode, chainNodes } from "../model.ts";
import { withNode } from "../node.ts";
import { enode } from "../nodeConfig.ts";

const AGAIN_MS = 200;

/** Keeps a node from all others for a while, as when its line is cut, and lets them meet again. */
export async function cutOff(network: Network, node: NetworkNode, lastsMs: number): Promise<string[]> {
  const end = Date.now() + lastsMs;
  let left: number;
  // The others look for it by themselves: they are parted again and again.
  do {
    await eachPair(network, node, ["admin_removeTrustedPeer", "admin_removePeer"]);
    await sleep(AGAIN_MS);
    left = await peersOf(network, node);
  } while (Date.now() < end);
  await eachPair(network, node, ["admin_addTrustedPeer", "admin_addPeer"]);
  return [left === 0 ? "it had no peers" : `it kept ${left} peers`];
}

/** Both sides of each of a node's connections are told; a node that does not run has none. */
async function eachPair(network: Network, node: NetworkNode, methods: readonly string[]): Promise<void> {
  const others = chainNodes(network).filter(({ name }) => name !== node.name);
  const tell = async (who: NetworkNode, of: readonly NetworkNode[]): Promise<void> => {
    const calls = of.flatMap((peer) => methods.map((method) => ({ method, params: [enode(peer, "host")] })));
    await withNode(network, who, async (client) => await client.batch(calls)).catch(() => undefined);
  };
  await Promise.all([tell(node, others), ...others.map(async (other) => await tell(other, [node]))]);
}

async function peersOf(network: Network, node: NetworkNode): Promise<number> {
  const count = await withNode(network, node, async (client) => await client.request<string>("net_peerCount")).catch(
    () => "0x0",
  );
  return Number(count);
}
