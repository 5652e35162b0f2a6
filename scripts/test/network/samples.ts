import { dockerHost, plannedNodes, portsAt } from "../../src/network/layout.ts";
import type { Network } from "../../src/network/model.ts";
import type { NodeSnapshot, Snapshot } from "../../src/network/snapshot.ts";

export const NOW = 1_800_000_000;

export function address(i: number): `0x${string}` {
  return `0x${String(i).repeat(40).slice(0, 40)}`;
}

/** A network as `init` describes it, without folders and keys. */
export function sampleNetwork(validators: number, accountNodes = validators > 1 ? 1 : 0): Network {
  const nodes = plannedNodes(validators, accountNodes).map(({ name, role }, i) => ({
    name,
    role,
    host: "127.0.0.1",
    dockerHost: dockerHost(i),
    ports: portsAt(20_000, i),
    nodeId: String(i).repeat(128).slice(0, 128),
    ...(role === "validator" ? { address: address(Number(name.split("-")[1])) } : {}),
  }));
  return {
    version: 1,
    name: "sample",
    chainId: 4242,
    blockTimeS: 1,
    epochBlocks: 30_000,
    gasLimit: 1_000_000_000,
    createdAt: NOW - 1_000,
    genesisValidators: nodes.flatMap((node) => (node.address === undefined ? [] : [node.address])),
    nodes,
  };
}

export const HEAD = 100;

/** Three validators that seal in turn, an account node and a boot node, all well. */
export function wellSnapshot(network = sampleNetwork(3)): Snapshot {
  const signers = [...network.genesisValidators];
  const nodes = network.nodes.map((node, i): NodeSnapshot => {
    const head = { number: HEAD, hash: "0xaa", parentHash: "0xa9", timestamp: NOW - 1 };
    return {
      node,
      pid: 1_000 + i,
      state: "running",
      head: node.role === "boot" ? undefined : head,
      peers: 3,
      pool: { pending: 0, queued: 0 },
      diskBytes: 0,
      freeDiskBytes: 2 ** 40,
      clockAheadS: 0,
    };
  });
  const sealed = Array.from({ length: 64 }, (_, i) => ({
    number: HEAD - 63 + i,
    signer: signers[i % signers.length] ?? "",
    inTurn: true,
  }));
  const names = nodes.filter(({ head }) => head !== undefined).map(({ node }) => node.name);
  return {
    network,
    now: NOW,
    nodes,
    signers,
    sealed,
    common: { number: HEAD - 2, hashes: new Map(names.map((name) => [name, "0xcc"])) },
  };
}

/** The snapshot with some nodes changed, by name. */
export function withNodes(snapshot: Snapshot, changes: Record<string, Partial<NodeSnapshot>>): Snapshot {
  return { ...snapshot, nodes: snapshot.nodes.map((item) => ({ ...item, ...changes[item.node.name] })) };
}

export const stopped: Partial<NodeSnapshot> = { pid: undefined, state: "stopped", head: undefined };

/** On another machine, and so not to be asked. */
export const away: Partial<NodeSnapshot> = { pid: undefined, state: "elsewhere", head: undefined };

/** The snapshot with the newest block `seconds` old. */
export function aged(snapshot: Snapshot, seconds: number): Snapshot {
  const nodes = snapshot.nodes.map((item) =>
    item.head === undefined ? item : { ...item, head: { ...item.head, timestamp: NOW - seconds } },
  );
  return { ...snapshot, nodes };
}
