import { networkInterfaces } from "node:os";
import type { NetworkNode } from "./model.ts";

/** Whether a node belongs on this machine: its address is one of this machine's. */
export function isHere({ host }: Pick<NetworkNode, "host">): boolean {
  return host.startsWith("127.") || ownAddresses().has(host);
}

function ownAddresses(): Set<string> {
  return new Set(Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)));
}

/** The address at which programs on this machine reach a node: JSON-RPC listens inside its own machine only. */
export function reachHost(node: Pick<NetworkNode, "host">): string {
  return isHere(node) ? "127.0.0.1" : node.host;
}
