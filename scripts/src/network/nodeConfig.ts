import { type Network, type NetworkNode, chainNodes, nodesOf } from "./model.ts";

/** Where a node is reached: on the machines themselves, or inside docker-compose's network. */
export type Place = "host" | "docker";

export function hostOf(node: NetworkNode, place: Place): string {
  return place === "docker" ? node.dockerHost : node.host;
}

/** The peer address of a node. A boot node speaks only the discovery protocol, on UDP. */
export function enode(node: NetworkNode, place: Place): string {
  const { p2p } = node.ports;
  const discovery = node.role === "boot" ? `?discport=${p2p}` : "";
  return `enode://${node.nodeId}@${hostOf(node, place)}:${node.role === "boot" ? 0 : p2p}${discovery}`;
}

/** A network on one machine is nobody else's business; elsewhere peers come from outside. */
function listenHost(node: NetworkNode, place: Place): string {
  return hostOf(node, place).startsWith("127.") ? "127.0.0.1" : "";
}

/** The other nodes that hold the chain. */
function peersOf(network: Network, node: NetworkNode): NetworkNode[] {
  return chainNodes(network).filter(({ name }) => name !== node.name);
}

/**
 * `geth.toml`: what Geth takes from no flag.
 *
 * A validator begins without peers and lets no stranger in: they are made known to it when its price is set (`peers.js`), since
 * until then it would turn away every transaction without a price, and refuse it for minutes after. An account node is found
 * through the boot node.
 */
export function gethToml(network: Network, node: NetworkNode, place: Place): string {
  const peers = peersOf(network, node);
  const list = (nodes: NetworkNode[]) => nodes.map((peer) => `\n  "${enode(peer, place)}",`).join("");
  const validator = node.role === "validator";
  return `# What ${node.name} takes from no flag (${place === "docker" ? "inside docker-compose" : "on real machines"}). Written by ./powerchain network.
[Node.P2P]
ListenAddr = "${listenHost(node, place)}:${node.ports.p2p}"
# A node that starts waits 10 s for peers before it catches up, unless it has this many. Known nodes are let in beyond it.
MaxPeers = ${Math.max(1, peers.length)}
DialRatio = ${validator ? 1 : 2}
NoDiscovery = ${validator}
BootstrapNodes = [${validator ? "" : list(nodesOf(network, "boot"))}
]
StaticNodes = [${validator ? "" : list(peers)}
]
TrustedNodes = [${validator ? "" : list(peers)}
]

# What eth_gasPrice answers: without this 1 gwei, which nobody has. The others are Geth's own, which a section given in part loses.
[Eth.GPO]
Default = 0
Blocks = 20
Percentile = 60
MaxHeaderHistory = 1024
MaxBlockHistory = 1024
MaxPrice = 500000000000
IgnorePrice = 2
`;
}

/** `peers.js`: makes the other nodes known to one that runs, in Geth's console. */
export function peersScript(network: Network, node: NetworkNode, place: Place): string {
  const peers = peersOf(network, node).map((peer) => enode(peer, place));
  return `${JSON.stringify(peers)}.forEach(function (peer) { admin.addTrustedPeer(peer); admin.addPeer(peer); });\n`;
}

/** The flags that every Geth here needs; each one is there for a reason given in docs/operations.md. */
export function gethFlags(network: Network, node: NetworkNode, http: boolean): string[] {
  const { ports } = node;
  return [
    `--networkid ${network.chainId}`,
    "--syncmode full --gcmode archive --history.transactions 0 --cache 256",
    // Blocks are logged; each transaction that comes in is not: a community sends thousands.
    "--verbosity 2 --log.vmodule 'miner/*=3,core/*=3'",
    `--authrpc.port ${ports.authrpc}`,
    "--txpool.globalslots 200000 --txpool.globalqueue 200000 --txpool.accountslots 4096 --txpool.accountqueue 4096",
    `--miner.gaslimit ${network.gasLimit} --miner.gasprice 0`,
    `--metrics --metrics.port ${ports.metrics}`,
    ...(http ? [`--http --http.port ${ports.http} --http.api eth,net,web3`] : []),
    ...(http ? [`--ws --ws.port ${ports.ws} --ws.api eth,net,web3`] : []),
    ...(node.role === "validator" ? [`--mine --miner.etherbase ${node.address} --signer ./clef/clef.ipc`] : []),
  ];
}
