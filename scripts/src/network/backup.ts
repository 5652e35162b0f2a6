import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CommandError } from "../lib/errors.ts";
import { checkPassword, readArchive, writeArchive } from "./archive.ts";
import { writeNetworkFiles } from "./files.ts";
import { type Network, type NetworkNode, networkSchema } from "./model.ts";
import { pidOf } from "./node.ts";
import { startNetwork } from "./start.ts";
import { findNode, stopNetwork } from "./stop.ts";
import { networkExists, networkFolder, nodeFolder, portsOfOthers, writeNetwork } from "./store.ts";

export interface BackupOptions {
  /** Only this node; all when left out. */
  node?: string;
  /** With the chain: larger, and a restored node need not fetch it from peers. */
  withChain: boolean;
  file: string;
  password: string | undefined;
  say: (text: string) => void;
}

/** Keys that nobody can make again, and what says what they are for. Everything else of a folder is written anew. */
const KEYS = ["nodekey", "keystore", "clef", "password", "rules.js"];
const NETWORK_FILE = "network.json";

/**
 * Writes an encrypted backup of a network's keys, or one node's, and of its chain if asked for. A node whose chain is saved is
 * stopped meanwhile, one at a time, so that the others go on and what is copied is whole.
 * @returns the names of the nodes in it
 */
export async function backup(network: Network, options: BackupOptions): Promise<string[]> {
  const password = checkPassword(options.password);
  const nodes = nodesHere(network, options.node);
  const folder = mkdtempSync(path.join(networkFolder(network.name), "backup-"));
  try {
    writeFileSync(path.join(folder, NETWORK_FILE), readFileSync(path.join(networkFolder(network.name), NETWORK_FILE)));
    for (const node of nodes) await gather(network, node, folder, options);
    options.say("encrypting");
    await writeArchive(`${options.file}.new`, folder, ["."], password);
    renameSync(`${options.file}.new`, options.file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return nodes.map(({ name }) => name);
}

/** The nodes whose keys are on this machine. @throws CommandError when there is none */
function nodesHere(network: Network, name: string | undefined): NetworkNode[] {
  const wanted = name === undefined ? network.nodes : [findNode(network, name)];
  const here = wanted.filter((node) => existsSync(path.join(nodeFolder(network, node), "nodekey")));
  if (here.length > 0) return here;
  throw new CommandError(`The keys of ${name ?? `the nodes of ${network.name}`} are not on this machine.`, {
    hint: "Make the backup where the node's folder is.",
  });
}

async function gather(
  network: Network,
  node: NetworkNode,
  folder: string,
  { withChain, say }: BackupOptions,
): Promise<void> {
  const from = nodeFolder(network, node);
  const to = path.join(folder, node.name);
  mkdirSync(to);
  for (const name of KEYS.filter((item) => existsSync(path.join(from, item)))) {
    // Clef's socket is no file to keep.
    cpSync(path.join(from, name), path.join(to, name), { recursive: true, filter: (file) => !file.endsWith(".ipc") });
  }
  if (!withChain || node.role === "boot") return;
  const ran = pidOf(network, node, "supervisor") !== undefined;
  say(`copying the chain of ${node.name}${ran ? "; it stands still meanwhile" : ""}`);
  if (ran) await stopNetwork(network.name, { nodes: [node.name] });
  try {
    cpSync(path.join(from, "data"), path.join(to, "data"), { recursive: true });
  } finally {
    if (ran) await startNetwork(network.name, { nodes: [node.name], bare: true });
  }
}

export interface RestoreOptions {
  name: string;
  node?: string;
  file: string;
  password: string | undefined;
  say: (text: string) => void;
}

/**
 * Brings nodes back from a backup: keys, and the chain if it is in it (else the peers give it). A network that is not here is
 * made anew from it. Nodes that are here are not overwritten.
 * @returns the names of the nodes brought back
 */
export async function restore(options: RestoreOptions): Promise<string[]> {
  const password = checkPassword(options.password);
  const target = networkFolder(options.name);
  mkdirSync(target, { recursive: true });
  const folder = mkdtempSync(path.join(target, "restore-"));
  try {
    options.say("decrypting");
    await readArchive(options.file, folder, password);
    const saved = networkSchema.parse(JSON.parse(readFileSync(path.join(folder, NETWORK_FILE), "utf8")));
    return place(saved, folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    // Nothing is left of a restore that made no network.
    if (!networkExists(options.name)) rmSync(target, { recursive: true, force: true });
  }
}

function place(saved: Network, folder: string, options: RestoreOptions): string[] {
  const { name } = options;
  if (saved.name !== name) {
    throw new CommandError(`The backup is of the network "${saved.name}", not "${name}".`, {
      hint: `Use: ./powerchain network restore ${saved.name} --from ${options.file}`,
    });
  }
  const wanted = saved.nodes.filter((node) =>
    options.node === undefined ? existsSync(path.join(folder, node.name)) : node.name === options.node,
  );
  if (wanted.length === 0 || wanted.some((node) => !existsSync(path.join(folder, node.name)))) {
    throw new CommandError(`The backup holds no ${options.node ?? "node"}.`, {
      hint: "Restore the whole of it by leaving the node out.",
    });
  }
  const missing = wanted.filter((node) => !existsSync(path.join(nodeFolder(saved, node), "nodekey")));
  if (missing.length === 0) {
    throw new CommandError("Every node of the backup is here already; nothing is overwritten.", {
      hint: `To bring one back all the same, move its folder away first: ${nodeFolder(saved, wanted[0] as NetworkNode)}`,
    });
  }
  if (!networkExists(name)) checkPorts(saved);
  for (const node of missing) {
    mkdirSync(path.dirname(nodeFolder(saved, node)), { recursive: true });
    rmSync(nodeFolder(saved, node), { recursive: true, force: true });
    renameSync(path.join(folder, node.name), nodeFolder(saved, node));
  }
  rewrite(saved, missing);
  return missing.map((node) => node.name);
}

/** What the network is by now counts, not what it was: only nodes that it lacks are added. */
function rewrite(saved: Network, restored: NetworkNode[]): void {
  const now = networkExists(saved.name)
    ? networkSchema.parse(JSON.parse(readFileSync(path.join(networkFolder(saved.name), NETWORK_FILE), "utf8")))
    : saved;
  const added = restored.filter((node) => !now.nodes.some(({ name }) => name === node.name));
  const network: Network = { ...now, nodes: [...now.nodes, ...added] };
  writeNetwork(network);
  writeNetworkFiles(network);
}

function checkPorts(saved: Network): void {
  const others = portsOfOthers(saved.name);
  const clash = saved.nodes.flatMap(({ ports }) => Object.values(ports)).find((port) => others.has(port));
  if (clash === undefined) return;
  throw new CommandError(`Port ${clash} of the network in the backup belongs to ${others.get(clash)}.`, {
    hint: "Restore it on another machine, or remove the network that has its ports.",
  });
}
