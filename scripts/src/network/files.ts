import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
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
  const text = genesisText(network);
  writeFileSync(path.join(networkFolder(network.name), "genesis.json"), text);
  writeFileSync(path.join(networkFolder(network.name), "docker-compose.yml"), composeFile(network));
  for (const node of network.nodes) writeNodeFiles(network, node, text);
  writeNetwork(network);
}

export function genesisText(network: Network): string {
  return `${JSON.stringify(genesis({ ...network, validators: network.genesisValidators }), null, 2)}\n`;
}

function writeNodeFiles(network: Network, node: NetworkNode, genesisJson: string): void {
  const folder = nodeFolder(network, node);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string) => path.join(folder, name);
  writeFileSync(file("start.sh"), startScript(network, node));
  chmodSync(file("start.sh"), 0o755);
  writeFileSync(file(unitName(network, node)), systemdUnit(network, node));
  if (node.role === "boot") return;
  writeFileSync(file("genesis.json"), genesisJson);
  writeFileSync(file("geth.toml"), gethToml(network, node, "host"));
  writeFileSync(file("geth.docker.toml"), gethToml(network, node, "docker"));
  writeFileSync(file("peers.js"), peersScript(network, node, "host"));
  writeFileSync(file("peers.docker.js"), peersScript(network, node, "docker"));
}
