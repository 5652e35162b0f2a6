import { existsSync, statSync } from "node:fs";
import { opendir, open, statfs } from "node:fs/promises";
import path from "node:path";
import type { IpcClient, RpcOutcome } from "./ipc.ts";
import { type Network, type NetworkNode, nodesOf } from "./model.ts";
import { isReady, pidOf, withNode } from "./node.ts";
import { isHere } from "./place.ts";
import { networkFolder, nodeFolder } from "./store.ts";

export interface Head {
  number: number;
  hash: string;
  /** Seconds since 1970. */
  timestamp: number;
  parentHash: string;
}

/** What one node says of itself at one moment. */
export interface NodeSnapshot {
  node: NetworkNode;
  pid: number | undefined;
  /** `running` but without a head: it does not answer. `elsewhere`: on another machine, where it cannot be asked. */
  state: "running" | "starting" | "stopped" | "disk full" | "elsewhere";
  head: Head | undefined;
  peers: number;
  pool: { pending: number; queued: number } | undefined;
  diskBytes: number;
  freeDiskBytes: number;
  /** How far its clock is ahead of this machine's, seconds; 0 when it cannot be told. */
  clockAheadS: number;
}

export interface SealedBlock {
  number: number;
  signer: string;
  inTurn: boolean;
}

/** A network at one moment. */
export interface Snapshot {
  network: Network;
  /** Seconds since 1970. */
  now: number;
  nodes: NodeSnapshot[];
  /** The validators in office by the chain itself, and the newest blocks with who sealed them, oldest first. */
  signers: string[];
  sealed: SealedBlock[];
  /** Hash of the block at each height asked for, by node name: to see whether nodes are on the same chain. */
  common: { number: number; hashes: Map<string, string> } | undefined;
}

const SEALED_BLOCKS = 64;
const ANSWER_MS = 3_000;

/** Asks every node of a network on this machine, each for a few seconds at most. */
export async function takeSnapshot(network: Network, withDisk = true): Promise<Snapshot> {
  const nodes = await Promise.all(network.nodes.map(async (node) => await askNode(network, node, withDisk)));
  const heads = nodes.filter((item) => item.head !== undefined);
  const best = heads.toSorted((a, b) => (b.head?.number ?? 0) - (a.head?.number ?? 0))[0];
  const chain =
    best === undefined
      ? { signers: [], sealed: [] }
      : await askChain(network, best).catch(() => ({ signers: [], sealed: [] }));
  return { network, now: Date.now() / 1000, nodes, ...chain, common: await askCommon(network, heads) };
}

async function askNode(network: Network, node: NetworkNode, withDisk: boolean): Promise<NodeSnapshot> {
  const folder = nodeFolder(network, node);
  const pid = pidOf(network, node, node.role === "boot" ? "bootnode" : "geth");
  const disk = withDisk ? await folderSize(path.join(folder, "data")) : 0;
  const free = await statfs(networkFolder(network.name)).then(({ bavail, bsize }) => bavail * bsize);
  const base = {
    node,
    pid,
    diskBytes: disk,
    freeDiskBytes: free,
    clockAheadS: await clockAhead(path.join(folder, "logs", "geth.log")),
  };
  const silent = { ...base, head: undefined, peers: 0, pool: undefined };
  if (existsSync(path.join(folder, "run", "disk-full"))) return { ...silent, state: "disk full" };
  if (pid === undefined) return await askUnseen(network, node, silent);
  if (node.role === "boot") return { ...silent, state: "running" };
  const state = isReady(network, node) ? "running" : "starting";
  return await withNode(network, node, askState)
    .then((answer) => ({ ...base, state, ...answer }) as const)
    .catch(() => ({ ...silent, state }) as const);
}

/** A node without a process of ours: in a container its socket answers all the same. */
async function askUnseen(
  network: Network,
  node: NetworkNode,
  silent: Omit<NodeSnapshot, "state">,
): Promise<NodeSnapshot> {
  const answer = node.role === "boot" ? undefined : await withNode(network, node, askState).catch(() => undefined);
  if (answer !== undefined) return { ...silent, state: "running", ...answer };
  if (!isHere(node)) return { ...silent, state: "elsewhere" };
  return { ...silent, state: pidOf(network, node, "supervisor") === undefined ? "stopped" : "starting" };
}

interface RawHeader {
  number: string;
  hash: string;
  timestamp: string;
  parentHash: string;
  difficulty: string;
}

async function askState(client: IpcClient): Promise<Pick<NodeSnapshot, "head" | "peers" | "pool">> {
  const calls = [
    { method: "eth_getBlockByNumber", params: ["latest", false] },
    { method: "net_peerCount" },
    { method: "txpool_status" },
  ];
  const [block, peers, pool] = (await client.batch(calls, ANSWER_MS)).map(resultOf) as [
    RawHeader,
    string,
    { pending: string; queued: string },
  ];
  return {
    head: {
      number: Number(block.number),
      hash: block.hash,
      timestamp: Number(block.timestamp),
      parentHash: block.parentHash,
    },
    peers: Number(peers),
    pool: { pending: Number(pool.pending), queued: Number(pool.queued) },
  };
}

async function askChain(network: Network, best: NodeSnapshot): Promise<Pick<Snapshot, "signers" | "sealed">> {
  const head = best.head?.number ?? 0;
  const numbers = Array.from(
    { length: Math.min(SEALED_BLOCKS, head) },
    (_, i) => head - Math.min(SEALED_BLOCKS, head) + 1 + i,
  );
  return await withNode(network, best.node, async (client) => {
    const hex = numbers.map((number) => `0x${number.toString(16)}`);
    const signers = await client.request<string[]>("clique_getSigners", ["latest"], ANSWER_MS);
    const by = await client.batch(
      hex.map((number) => ({ method: "clique_getSigner", params: [number] })),
      ANSWER_MS,
    );
    const headers = await client.batch(
      hex.map((number) => ({ method: "eth_getHeaderByNumber", params: [number] })),
      ANSWER_MS,
    );
    const sealed = numbers.map((number, i) => {
      return {
        number,
        signer: String(resultOf(by[i])),
        inTurn: Number((resultOf(headers[i]) as RawHeader | undefined)?.difficulty) === 2,
      };
    });
    return { signers, sealed };
  });
}

function resultOf(outcome: RpcOutcome | undefined): unknown {
  return outcome !== undefined && "result" in outcome ? outcome.result : undefined;
}

/** The hashes at the height that no honest node can still differ on: N/2 + 1 below the lowest of the heads near the top. */
async function askCommon(network: Network, answering: NodeSnapshot[]): Promise<Snapshot["common"]> {
  const depth = Math.floor(nodesOf(network, "validator").length / 2) + 1;
  const lowest = Math.min(...answering.map(({ head }) => head?.number ?? 0));
  const number = lowest - depth;
  if (answering.length < 2 || number < 1) return undefined;
  const entries = await Promise.all(
    answering.map(async ({ node }) => [node.name, await hashAt(network, node, number)] as const),
  );
  return {
    number,
    hashes: new Map(entries.flatMap(([name, hash]) => (hash === undefined ? [] : [[name, hash] as const]))),
  };
}

/** The hash of a node's block at a height; undefined when it has none or does not answer. */
export async function hashAt(network: Network, node: NetworkNode, number: number): Promise<string | undefined> {
  return await withNode(network, node, async (client) => {
    const header = await client.request<RawHeader | null>(
      "eth_getHeaderByNumber",
      [`0x${number.toString(16)}`],
      ANSWER_MS,
    );
    return header?.hash;
  }).catch(() => undefined);
}

/** Bytes on disk of a folder and all below it. */
async function folderSize(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for await (const entry of await opendir(folder, { recursive: true })) {
    if (entry.isFile())
      bytes += (statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.blocks ?? 0) * 512;
  }
  return bytes;
}

const TAIL_BYTES = 4_096;

/** A node's clock against ours: the time in its last log line, and when that line was written. */
async function clockAhead(logFile: string): Promise<number> {
  const file = await open(logFile).catch(() => undefined);
  if (file === undefined) return 0;
  try {
    const { size, mtimeMs } = await file.stat();
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(TAIL_BYTES),
      0,
      TAIL_BYTES,
      Math.max(0, size - TAIL_BYTES),
    );
    return clockAheadOf(buffer.toString("utf8", 0, bytesRead), mtimeMs);
  } finally {
    await file.close();
  }
}

/** Seconds that the last time stamp in a Geth log (`[11-22|08:12:40.068]`, local time, no year) is ahead of `writtenMs`. */
export function clockAheadOf(text: string, writtenMs: number): number {
  const stamp = [...text.matchAll(/\[(\d\d)-(\d\d)\|(\d\d):(\d\d):(\d\d\.\d{3})\]/g)].at(-1);
  if (stamp === undefined) return 0;
  const [month, day, hour, minute, second] = stamp.slice(1).map(Number) as [number, number, number, number, number];
  const written = new Date(writtenMs);
  const candidates = [-1, 0, 1].map((years) => {
    const at = new Date(
      written.getFullYear() + years,
      month - 1,
      day,
      hour,
      minute,
      Math.floor(second),
      Math.round((second % 1) * 1000),
    );
    return (at.getTime() - writtenMs) / 1000;
  });
  return candidates.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a));
}
