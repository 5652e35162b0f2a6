import { randomInt } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { type z } from "zod";
import { CommandError } from "../lib/errors.ts";
import { ensureGeth } from "./binaries.ts";
import { writeNetworkFiles } from "./files.ts";
import { createNodeKey, createValidatorKey } from "./keys.ts";
import {
  FIRST_PORT,
  type InitOptions,
  dockerHost,
  freeSlot,
  initOptionsSchema,
  plannedNodes,
  portsAt,
} from "./layout.ts";
import type { Network, NetworkNode } from "./model.ts";
import { DEFAULT_NETWORK, networkExists, networkFolder, portsOfOthers } from "./store.ts";

/** What may be left out when a network is made. */
export type InitRequest = { name: string } & Partial<{ [Key in keyof InitOptions]: unknown }>;

const DEFAULT_GAS_LIMIT = 1_000_000_000;
const DEFAULT_EPOCH = 30_000;
/** The default network's; others get one at random, so that no signed transaction of one is good on another. */
const DEFAULT_CHAIN_ID = 31_415;

/**
 * Makes a network: keys, genesis block, a folder a node. Starts nothing.
 * @throws CommandError when it is there already, or an option is wrong
 */
export async function initNetwork(
  request: InitRequest,
  say: (text: string) => void = () => undefined,
): Promise<Network> {
  const options = parseOptions(request);
  if (networkExists(options.name)) {
    throw new CommandError(`The network "${options.name}" is there already.`, {
      hint: `Start it with: ./powerchain network start ${options.name}. To begin anew: ./powerchain network destroy ${options.name}`,
    });
  }
  const gethDir = await ensureGeth(say);
  const folder = networkFolder(options.name);
  try {
    const nodes = await createNodes(options, gethDir, say);
    const network: Network = {
      version: 1,
      name: options.name,
      chainId: options.chainId,
      blockTimeS: options.blockTimeS,
      epochBlocks: options.epochBlocks,
      gasLimit: options.gasLimit,
      createdAt: Math.floor(Date.now() / 1000),
      genesisValidators: nodes.flatMap(({ address }) => (address === undefined ? [] : [address])),
      nodes,
    };
    writeNetworkFiles(network);
    return network;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** All wrong options are reported together. */
function parseOptions(request: InitRequest): InitOptions {
  const validators = Number(request.validators ?? 1);
  const parsed = initOptionsSchema.safeParse({
    name: request.name,
    validators,
    accountNodes: request.accountNodes ?? (validators > 1 ? 1 : 0),
    blockTimeS: request.blockTimeS ?? 1,
    chainId: request.chainId ?? (request.name === DEFAULT_NETWORK ? DEFAULT_CHAIN_ID : randomInt(1_000_000, 2 ** 31)),
    gasLimit: request.gasLimit ?? DEFAULT_GAS_LIMIT,
    epochBlocks: request.epochBlocks ?? DEFAULT_EPOCH,
    basePort: request.basePort ?? FIRST_PORT,
    hosts: request.hosts ?? [],
  });
  if (!parsed.success) throw badOptions(parsed.error);
  const needed = plannedNodes(parsed.data.validators, parsed.data.accountNodes);
  const { hosts } = parsed.data;
  if (hosts.length > 0 && hosts.length !== needed.length) {
    throw new CommandError(`--hosts names ${hosts.length} machines, and there are ${needed.length} nodes.`, {
      hint: `Give one IP address each, in this order: ${needed.map(({ name }) => name).join(", ")}. The same machine may come twice.`,
    });
  }
  return parsed.data;
}

const flags: Record<string, string> = {
  name: "NAME",
  validators: "--validators",
  accountNodes: "--account-nodes",
  blockTimeS: "--block-time",
  chainId: "--chain-id",
  gasLimit: "--gas-limit",
  epochBlocks: "--epoch",
  basePort: "--base-port",
  hosts: "--hosts",
};

function badOptions(error: z.ZodError): CommandError {
  const issues = error.issues.map(({ path: at, message }) => `${flags[String(at[0])] ?? at.join(".")}: ${message}`);
  return new CommandError(`These options cannot be used: ${issues.join("; ")}.`, {
    hint: "See ./powerchain network init --help for what may be given.",
  });
}

async function createNodes(options: InitOptions, gethDir: string, say: (text: string) => void): Promise<NetworkNode[]> {
  const taken = new Set(portsOfOthers(options.name).keys());
  const nodes: NetworkNode[] = [];
  for (const [index, { name, role }] of plannedNodes(options.validators, options.accountNodes).entries()) {
    say(`keys of ${name}`);
    const ports = portsAt(options.basePort, freeSlot(options.basePort, taken));
    for (const port of Object.values(ports)) taken.add(port);
    const node = { name, role, host: options.hosts[index] ?? "127.0.0.1", dockerHost: dockerHost(index), ports };
    nodes.push(await createNode(options.name, node, gethDir));
  }
  return nodes;
}

/** Makes a node's folder with its keys. */
export async function createNode(
  networkName: string,
  node: Omit<NetworkNode, "nodeId" | "address">,
  gethDir: string,
): Promise<NetworkNode> {
  const folder = path.join(networkFolder(networkName), "nodes", node.name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const nodeId = createNodeKey(folder);
  if (node.role !== "validator") return { ...node, nodeId };
  return { ...node, nodeId, address: await createValidatorKey(gethDir, folder) };
}
