import path from "node:path";
import pc from "picocolors";
import { shownPath } from "../../lib/paths.ts";
import { withProgress } from "../../lib/progress.ts";
import { initNetwork } from "../init.ts";
import { type Network, type NetworkNode, nodesOf } from "../model.ts";
import { isHere } from "../place.ts";
import { portWarnings } from "../layout.ts";
import { quorumWarnings } from "../quorum.ts";
import { networkFolder, nodeFolder } from "../store.ts";

interface InitFlags {
  validators: string;
  accountNodes?: string;
  blockTime: string;
  chainId?: string;
  gasLimit?: string;
  epoch?: string;
  basePort?: string;
  hosts?: string;
  json?: boolean;
}

export async function runInit(name: string, flags: InitFlags): Promise<void> {
  const { validators, accountNodes, blockTime, chainId, gasLimit, epoch, basePort, hosts } = flags;
  const request = {
    name,
    validators,
    accountNodes,
    blockTimeS: blockTime,
    chainId,
    gasLimit,
    epochBlocks: epoch,
    basePort,
    hosts: hosts?.split(",").map((host) => host.trim()),
  };
  const network = await withProgress(`Make the network ${name}`, async (say) => await initNetwork(request, say));
  if (flags.json === true) process.stdout.write(`${JSON.stringify(network, null, 2)}\n`);
  else describe(network);
}

/** Which folder belongs on which machine, where there are several. */
function whereTo(network: Network): string[] {
  const away = network.nodes.filter((node) => !isHere(node));
  if (away.length === 0) return [];
  const folder = (node: NetworkNode): string => shownPath(nodeFolder(network, node));
  return [
    "Copy each folder to its machine, with network.json beside it (docs/operations.md says how), and start it there:",
    ...away.map((node) => `  ${node.host.padEnd(15)} ${folder(node)}  (open port ${node.ports.p2p})`),
  ];
}

function describe(network: Network): void {
  const count = nodesOf(network, "validator").length;
  const folder = networkFolder(network.name);
  const lines = [
    `${pc.bold(network.name)}: chain ${network.chainId}, ${count} validator${count === 1 ? "" : "s"}, a block every ${network.blockTimeS} s.`,
    `Folder: ${shownPath(folder)} (a folder a node in ${shownPath(path.join(folder, "nodes"))}; they hold keys: keep them private)`,
    ...[...quorumWarnings(count), ...portWarnings(network.nodes)].map((warning) => pc.yellow(`! ${warning}`)),
    ...whereTo(network),
    `Start it with: ./powerchain network start ${network.name}`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
