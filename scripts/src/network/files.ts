import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { composeFile } from "./compose.ts";
import { genesis } from "./genesis.ts";
import type { Network, NetworkNode } from "./model.ts";
import { gethToml, peersScript } from "./nodeConfig.ts";
import { startScript } from "./startScript.ts";
import { networkFolder, nodeFolder, writeNetwork } from "./store.ts";
import { systemdUnit, unitName } from "./systemd.ts";

/** Writes every file of a network that is made from its description; keys and chain data are left alone. */
export function writeNetworkFiles(network: Network): void {
  mkdirSync(networkFolder(network.name), { recursive: true });
  writeDerivedFiles(network);
  writeNetwork(network);
}

/** The same without the description itself: what it or this program has changed takes effect. */
export function writeDerivedFiles(network: Network): void {
  const text = genesisText(network);
  writeFileSync(path.join(networkFolder(network.name), "genesis.json"), text);
  writeFileSync(path.join(networkFolder(network.name), "docker-compose.yml"), composeFile(network));
  for (const node of network.nodes.filter((item) => hasKeys(network, item))) writeNodeFiles(network, node, text);
}

export function genesisText(network: Network): string {
  return `${JSON.stringify(genesis({ ...network, validators: network.genesisValidators }), null, 2)}\n`;
}

/** Whether a node's folder is on this machine: that of a node elsewhere, or lost, is not made up. */
function hasKeys(network: Network, node: NetworkNode): boolean {
  return existsSync(path.join(nodeFolder(network, node), "nodekey"));
}

function writeNodeFiles(network: Network, node: NetworkNode, genesisJson: string): void {
  const folder = nodeFolder(network, node);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string) => path.join(folder, name);
  // A shell reads its script while it runs: one that is running keeps the old file.
  writeFileSync(file("start.sh.new"), startScript(network, node), { mode: 0o755 });
  renameSync(file("start.sh.new"), file("start.sh"));
  writeFileSync(file(unitName(network, node)), systemdUnit(network, node));
  if (node.role === "boot") return;
  writeFileSync(file("genesis.json"), genesisJson);
  writeFileSync(file("geth.toml"), gethToml(network, node, "host"));
  writeFileSync(file("geth.docker.toml"), gethToml(network, node, "docker"));
  writeFileSync(file("peers.js"), peersScript(network, node, "host"));
  writeFileSync(file("peers.docker.js"), peersScript(network, node, "docker"));
}
