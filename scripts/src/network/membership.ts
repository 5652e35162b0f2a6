import { existsSync, renameSync } from "node:fs";
import { CommandError } from "../lib/errors.ts";
import { ensureGeth } from "./binaries.ts";
import { writeNetworkFiles } from "./files.ts";
import { createNode } from "./init.ts";
import { dockerHost, freeSlot, nextNodeName, portsAt } from "./layout.ts";
import { judgeHealth } from "./health.ts";
import { type Network, type NetworkNode, chainNodes, nodesOf } from "./model.ts";
import { pidOf, withNode } from "./node.ts";
import { enode } from "./nodeConfig.ts";
import { introduceToAll } from "./peers.ts";
import { until } from "./processes.ts";
import { quorumOf } from "./quorum.ts";
import { takeSnapshot } from "./snapshot.ts";
import { startNetwork } from "./start.ts";
import { findNode, stopNetwork } from "./stop.ts";
import { nodeFolder, portsOfOthers, readNetwork } from "./store.ts";

type Say = (text: string) => void;
type Address = `0x${string}`;

/** A vote on who may seal, as the chain counts it. */
export interface OpenVote {
  address: Address;
  /** Whether it is to come in; else it is to go. */
  authorize: boolean;
  votes: number;
  missing: number;
}

/** Who may seal now, and what is being voted on. */
export interface Membership {
  signers: Address[];
  open: OpenVote[];
}

interface CliqueSnapshot {
  signers: Record<Address, unknown>;
  tally: Record<Address, { authorize: boolean; votes: number }>;
}

/** @throws CommandError when no node of the network runs here */
export async function readMembership(network: Network): Promise<Membership> {
  const node = runningNodes(network)[0];
  if (node === undefined) {
    throw new CommandError(`No node of ${network.name} runs here, so there is nobody to ask.`, {
      hint: `Start it with: ./powerchain network start ${network.name}`,
    });
  }
  const { signers, tally } = await withNode(
    network,
    node,
    async (client) => await client.request<CliqueSnapshot>("clique_getSnapshot"),
  );
  const addresses = (Object.keys(signers) as Address[]).sort();
  const { needed } = quorumOf(addresses.length);
  const open = (Object.entries(tally) as [Address, { authorize: boolean; votes: number }][]).map(
    ([address, { authorize, votes }]) => {
      return { address, authorize, votes, missing: Math.max(0, needed - votes) };
    },
  );
  return { signers: addresses, open };
}

function runningNodes(network: Network): NetworkNode[] {
  return chainNodes(network).filter((node) => pidOf(network, node, "geth") !== undefined);
}

/** The validators that run on this machine and are in office: the ones whose votes we can cast. */
async function ourVoters(network: Network): Promise<NetworkNode[]> {
  const { signers } = await readMembership(network);
  return runningNodes(network).filter(({ address }) => address !== undefined && signers.includes(address));
}

/**
 * Casts the votes of validators on this machine on whether `address` may seal. A vote counts once its validator has sealed a block.
 * @param as only this node's vote
 * @returns the names of the nodes that vote
 */
export async function propose(network: Network, address: Address, authorize: boolean, as?: string): Promise<string[]> {
  const { signers } = await readMembership(network);
  if (signers.includes(address) === authorize) {
    throw new CommandError(`${address} is ${authorize ? "a validator already" : "no validator"}.`, {
      hint: `See: ./powerchain network validators ${network.name}`,
    });
  }
  const voters = (await ourVoters(network)).filter(({ name }) => as === undefined || name === as);
  if (voters.length === 0) {
    throw new CommandError(
      as === undefined
        ? "No validator in office runs on this machine."
        : `${as} is no validator in office that runs on this machine.`,
      {
        hint: `See: ./powerchain network validators ${network.name}`,
      },
    );
  }
  for (const node of voters)
    await withNode(network, node, async (client) => await client.request("clique_propose", [address, authorize]));
  return voters.map(({ name }) => name);
}

/** Takes votes of this machine's validators back, as far as no sealed block holds them. */
export async function withdraw(network: Network, address: Address): Promise<void> {
  for (const node of runningNodes(network))
    await withNode(network, node, async (client) => await client.request("clique_discard", [address]));
}

/**
 * Waits until the chain has counted enough votes, and that no reorganisation can undo it any more. Answers false when they do not
 * come in time: others must vote.
 */
async function waitForVote(network: Network, address: Address, authorize: boolean, say: Say): Promise<boolean> {
  const periods = 10 * (nodesOf(network, "validator").length + 1);
  const done = await until(
    async () => {
      const { signers, open } = await readMembership(network);
      const vote = open.find((item) => item.address === address);
      if (vote !== undefined) say(`${vote.votes} vote${vote.votes === 1 ? "" : "s"}, ${vote.missing} missing`);
      if (signers.includes(address) !== authorize) return undefined;
      return (await isSettled(network, address, authorize, signers.length)) ? true : undefined;
    },
    periods * network.blockTimeS * 1000,
    500,
  );
  return done ?? false;
}

/** Whether every node that runs here counts it as decided, as many blocks back as settle a transaction. */
async function isSettled(network: Network, address: Address, authorize: boolean, signers: number): Promise<boolean> {
  const { confirmations } = quorumOf(signers);
  const agreed = runningNodes(network).map(
    async (node) =>
      await withNode(network, node, async (client) => {
        const settled = Math.max(0, Number(await client.request<string>("eth_blockNumber")) - confirmations);
        const snapshot = await client.request<CliqueSnapshot>("clique_getSnapshot", [`0x${settled.toString(16)}`]);
        return address in snapshot.signers === authorize;
      }),
  );
  return (await Promise.all(agreed)).every(Boolean);
}

export interface Added {
  network: Network;
  node: NetworkNode;
  /** False when votes of validators elsewhere are missing, or the node belongs on another machine. */
  inOffice: boolean;
}

/**
 * Makes a validator (keys, folder, peers), starts it, waits until it has the chain, and has this machine's validators vote it in.
 * @param host the machine it will run on; left out: this one
 */
export async function addValidator(name: string, host: string | undefined, say: Say): Promise<Added> {
  const before = readNetwork(name);
  await readMembership(before);
  const node = await createValidator(before, host ?? "127.0.0.1", say);
  const network: Network = { ...before, nodes: [...before.nodes, node] };
  writeNetworkFiles(network);
  await introduceToAll(network, node);
  const address = node.address as Address;
  if (host !== undefined && host !== "127.0.0.1") {
    await propose(network, address, true);
    return { network, node, inOffice: false };
  }
  await startNetwork(name, { nodes: [node.name], say, bare: true });
  await waitForSync(network, node, say);
  await propose(network, address, true);
  say("the validators vote");
  const inOffice = await waitForVote(network, address, true, say);
  if (inOffice) await withdraw(network, address);
  return { network, node, inOffice };
}

async function createValidator(network: Network, host: string, say: Say): Promise<NetworkNode> {
  const gethDir = await ensureGeth(say);
  const name = nextNodeName("validator", network.nodes);
  const own = network.nodes.flatMap(({ ports }) => Object.values(ports));
  const taken = new Set([...own, ...portsOfOthers(network.name).keys()]);
  const base = Math.min(...own);
  say(`keys of ${name}`);
  const ports = portsAt(base, freeSlot(base, taken));
  const docker =
    Math.max(...network.nodes.map((item) => Number(item.dockerHost.split(".")[3]))) -
    Number(dockerHost(0).split(".")[3]) +
    1;
  return await createNode(
    network.name,
    { name, role: "validator", host, dockerHost: dockerHost(docker), ports },
    gethDir,
  );
}

const SYNC_MS = 600_000;

async function waitForSync(network: Network, node: NetworkNode, say: Say): Promise<void> {
  const synced = await until(
    async () => {
      const heads = await Promise.all(
        runningNodes(network).map(async (item) => {
          const head = await withNode(
            network,
            item,
            async (client) => await client.request<string>("eth_blockNumber"),
          ).catch(() => "0x0");
          return { name: item.name, head: Number(head) };
        }),
      );
      const own = heads.find(({ name }) => name === node.name)?.head ?? 0;
      const top = Math.max(...heads.map(({ head }) => head));
      say(`${node.name} has ${own} of ${top} blocks`);
      return top - own <= 2 ? true : undefined;
    },
    SYNC_MS,
    500,
  );
  if (synced === true) return;
  throw new CommandError(`${node.name} has not got the chain within ${SYNC_MS / 60_000} minutes.`, {
    hint: `It goes on. When its lag in "network status" is 0, vote it in with: ./powerchain network propose ${network.name} ${node.address}`,
  });
}

export interface Removed {
  network: Network;
  /** False when votes of validators elsewhere are missing: the node goes on until they have voted. */
  left: boolean;
  /** Where the folder with its keys was put. */
  folder: string | undefined;
}

/** Votes a validator out, and once it is out stops it and puts its folder aside. */
export async function removeValidator(name: string, nodeName: string, say: Say): Promise<Removed> {
  const network = readNetwork(name);
  const node = findNode(network, nodeName);
  const { address } = node;
  if (address === undefined)
    throw new CommandError(`${nodeName} is not a validator (its role: ${node.role}).`, {
      hint: "Only validators are voted out.",
    });
  const { signers } = await readMembership(network);
  if (signers.length === 1 && signers.includes(address)) {
    throw new CommandError(`${nodeName} is the only validator: without it no block comes.`, {
      hint: `Add another first: ./powerchain network add-validator ${name}`,
    });
  }
  if (signers.includes(address)) {
    await checkOthersSuffice(network, address);
    await propose(network, address, false);
    say("the validators vote");
    if (!(await waitForVote(network, address, false, say))) return { network, left: false, folder: undefined };
    await withdraw(network, address);
  }
  return { ...(await putAside(network, node)), left: true };
}

/** @throws CommandError when the validators that would remain do not seal in sufficient number */
async function checkOthersSuffice(network: Network, leaving: Address): Promise<void> {
  const snapshot = await takeSnapshot(network, false);
  const others = judgeHealth(snapshot).sealing.filter((address) => address !== leaving).length;
  const { needed } = quorumOf(snapshot.signers.length - 1);
  if (others >= needed) return;
  throw new CommandError(
    `Without it ${others} of ${snapshot.signers.length - 1} validators would seal, and ${needed} are needed: the chain would stop.`,
    {
      hint: `Bring the others back first: ./powerchain network start ${network.name}`,
    },
  );
}

async function putAside(
  network: Network,
  node: NetworkNode,
): Promise<{ network: Network; folder: string | undefined }> {
  await stopNetwork(network.name, { nodes: [node.name] });
  const folder = nodeFolder(network, node);
  const aside = `${folder}.removed-${new Date().toISOString().replace(/[:.]/g, "-")}`;
  const there = existsSync(folder);
  if (there) renameSync(folder, aside);
  const smaller: Network = { ...network, nodes: network.nodes.filter(({ name }) => name !== node.name) };
  writeNetworkFiles(smaller);
  for (const other of runningNodes(smaller))
    await withNode(smaller, other, async (client) => await client.request("admin_removePeer", [enode(node, "host")]));
  return { network: smaller, folder: there ? aside : undefined };
}
