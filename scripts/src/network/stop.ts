import { rmSync } from "node:fs";
import path from "node:path";
import { CommandError } from "../lib/errors.ts";
import { type Network, type NetworkNode, chainNodes } from "./model.ts";
import { pidOf } from "./node.ts";
import { endProcess } from "./processes.ts";
import { stopServices } from "./services.ts";
import { networkFolder, nodeFolder, readNetwork } from "./store.ts";

/** Longer than the 30 s that start.sh gives Geth. */
const GRACE_MS = 40_000;

/** Stops a network cleanly, or only the nodes named. Repeating it changes nothing. Answers the names of what it stopped. */
export async function stopNetwork(
  name: string,
  options: { nodes?: string[]; say?: (text: string) => void } = {},
): Promise<string[]> {
  const network = readNetwork(name);
  const wanted = network.nodes.filter((node) => options.nodes?.includes(node.name) ?? true);
  const services = options.nodes === undefined ? await stopServices(network) : [];
  const stopped = await Promise.all(
    wanted.map(async (node) => ((await stopNode(network, node, options.say)) ? [node.name] : [])),
  );
  return [...stopped.flat(), ...services];
}

async function stopNode(
  network: Network,
  node: NetworkNode,
  say: (text: string) => void = () => undefined,
): Promise<boolean> {
  const supervisor = pidOf(network, node, "supervisor");
  if (supervisor !== undefined) {
    say(`stopping ${node.name}`);
    await endProcess(supervisor, GRACE_MS);
  }
  // A supervisor that was killed leaves these behind.
  const left = (["geth", "clef", "bootnode"] as const)
    .map((program) => pidOf(network, node, program))
    .filter((pid) => pid !== undefined);
  for (const pid of left) await endProcess(pid, GRACE_MS);
  return supervisor !== undefined || left.length > 0;
}

/** Throws the chain away and keeps the keys: the next start begins at the genesis block. */
export async function resetNetwork(name: string): Promise<void> {
  await stopNetwork(name);
  const network = readNetwork(name);
  for (const node of chainNodes(network)) resetNode(network, node);
}

function resetNode(network: Network, node: NetworkNode): void {
  for (const folder of ["data", "logs", "run"])
    rmSync(path.join(nodeFolder(network, node), folder), { recursive: true, force: true });
}

/** Removes a network with its keys: nothing of it is left. */
export async function destroyNetwork(name: string): Promise<void> {
  await stopNetwork(name);
  rmSync(networkFolder(name), { recursive: true, force: true });
}

/** @throws CommandError when the network has no such node */
export function findNode(network: Network, nodeName: string): NetworkNode {
  const node = network.nodes.find(({ name }) => name === nodeName);
  if (node !== undefined) return node;
  throw new CommandError(`The network "${network.name}" has no node "${nodeName}".`, {
    hint: `It has: ${network.nodes.map(({ name }) => name).join(", ")}.`,
  });
}
