import path from "node:path";
import pc from "picocolors";
import { shownPath } from "../../lib/paths.ts";
import { withProgress } from "../../lib/progress.ts";
import { initNetwork } from "../init.ts";
import { type Network, nodesOf } from "../model.ts";
import { quorumWarnings } from "../quorum.ts";
import { networkFolder } from "../store.ts";

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

function describe(network: Network): void {
  const count = nodesOf(network, "validator").length;
  const folder = networkFolder(network.name);
  const lines = [
    `${pc.bold(network.name)}: chain ${network.chainId}, ${count} validator${count === 1 ? "" : "s"}, a block every ${network.blockTimeS} s.`,
    `Folder: ${shownPath(folder)} (a folder a node in ${shownPath(path.join(folder, "nodes"))}; they hold keys: keep them private)`,
    ...quorumWarnings(count).map((warning) => pc.yellow(`! ${warning}`)),
    `Start it with: ./powerchain network start ${network.name}`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
