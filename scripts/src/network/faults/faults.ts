import { setTimeout as sleep } from "node:timers/promises";
import { type Network, type NetworkNode, chainNodes, nodesOf } from "../model.ts";
import { cutOff } from "./cut.ts";
import { type Program, pidOf, withNode } from "../node.ts";
import { signal, until } from "../processes.ts";
import { startNetwork } from "../start.ts";
import { stopNetwork } from "../stop.ts";
import { hashAt } from "../snapshot.ts";
import { setClockAhead } from "./clock.ts";

/** What may happen in a cellar. */
export const faultKinds = [
  "kill a validator",
  "kill all",
  "freeze a validator",
  "kill Clef",
  "kill the account node",
  "clock ahead",
  "cut a validator off",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  kind: FaultKind;
  /** The node it happens to; empty for all. */
  node: string;
  /** How long it lasts, ms. */
  lastsMs: number;
}

/** How a network came through a fault. */
export interface Recovery {
  fault: Fault;
  /** From the end of the fault (a node is started again, a frozen one runs on) until every node has the same recent block and seals again, s. */
  seconds: number;
  level: boolean;
  /** Blocks of the chain's head that were gone afterwards. */
  blocksBack: number;
  /** What else was to be seen, e.g. what the status said of a wrong clock. */
  seen: string[];
}

/** A node catches up within this, or it is not healed, when nobody says otherwise. */
const LEVEL_MS = 60_000;

/** A fault drawn at random: all kinds in turn first, so that a short run has each. */
export function drawFault(
  network: Network,
  index: number,
  random: () => number,
  lastsMs: readonly [number, number],
): Fault {
  const kind =
    index < faultKinds.length
      ? (faultKinds[index] as FaultKind)
      : (faultKinds[Math.floor(random() * faultKinds.length)] as FaultKind);
  const nodes = kind === "kill the account node" ? nodesOf(network, "account") : nodesOf(network, "validator");
  const node = kind === "kill all" ? "" : (nodes[Math.floor(random() * nodes.length)]?.name ?? "");
  return { kind, node, lastsMs: Math.round(lastsMs[0] + random() * (lastsMs[1] - lastsMs[0])) };
}

/** Makes a fault happen, lets it last, ends it, and waits until the network is level again. */
export async function happen(
  network: Network,
  fault: Fault,
  say: (text: string) => void,
  levelMs = LEVEL_MS,
): Promise<Recovery> {
  const before = await heads(network);
  const marks = new Map(
    await Promise.all([...before].map(async ([name, head]) => [name, await hashOf(network, name, head)] as const)),
  );
  say(`${fault.kind}${fault.node === "" ? "" : `: ${fault.node}`} for ${Math.round(fault.lastsMs / 1000)} s`);
  let ended = Date.now();
  const seen = await acts[fault.kind](network, fault, () => (ended = Date.now()));
  say(`waiting until ${network.name} is level`);
  const level = await waitLevel(network, levelMs);
  const blocksBack = await blocksGone(network, before, marks);
  return { fault, seconds: (Date.now() - ended) / 1000, level, blocksBack, seen };
}

/** The same; starting gives up on a node sooner than is waited here, and a busy machine may bring it up later, by itself. */
export async function happenPatiently(
  network: Network,
  fault: Fault,
  say: (text: string) => void,
  levelMs = LEVEL_MS,
): Promise<Recovery> {
  const begun = Date.now();
  try {
    return await happen(network, fault, say, levelMs);
  } catch (error) {
    const seen = [(error as Error).message];
    await startNetwork(network.name, { bare: true }).catch((again: unknown) => seen.push((again as Error).message));
    const level = await waitLevel(network, levelMs);
    return { fault, seconds: (Date.now() - begun - fault.lastsMs) / 1000, level, blocksBack: 0, seen };
  }
}

/** Makes a fault happen and ends it; calls `over` at the moment from which healing is timed. */
type Act = (network: Network, fault: Fault, over: () => void) => Promise<string[]>;

const acts: Record<FaultKind, Act> = {
  "kill a validator": killNode,
  "kill the account node": killNode,
  "kill all": async (network, { lastsMs }, over) => {
    for (const node of network.nodes) killGroup(network, node);
    await sleep(Math.min(lastsMs, 3_000));
    over();
    await startNetwork(network.name, { bare: true });
    return [];
  },
  "freeze a validator": async (network, fault, over) => {
    const pid = pidOf(network, nodeOf(network, fault), "geth");
    if (pid === undefined) return ["it did not run"];
    signal(pid, "SIGSTOP");
    await sleep(fault.lastsMs);
    signal(pid, "SIGCONT");
    over();
    return [];
  },
  "kill Clef": async (network, fault, over) => {
    const node = nodeOf(network, fault);
    const pid = pidOf(network, node, "clef");
    if (pid === undefined) return ["it did not run"];
    signal(pid, "SIGKILL");
    over();
    const back = await until(() => otherPid(network, node, "clef", pid), 30_000);
    return [back === undefined ? "Clef did not come back" : "Clef came back"];
  },
  "clock ahead": async (network, fault, over) => {
    const node = nodeOf(network, fault);
    const seen = await setClockAhead(network, node, 60, fault.lastsMs);
    // A new process has the machine's clock again.
    over();
    await stopNetwork(network.name, { nodes: [node.name] });
    await startNetwork(network.name, { nodes: [node.name], bare: true });
    return seen;
  },
  "cut a validator off": async (network, fault, over) => {
    const seen = await cutOff(network, nodeOf(network, fault), fault.lastsMs);
    over();
    return seen;
  },
};

async function killNode(network: Network, fault: Fault, over: () => void): Promise<string[]> {
  const node = nodeOf(network, fault);
  killGroup(network, node);
  await sleep(fault.lastsMs);
  over();
  await startNetwork(network.name, { nodes: [node.name], bare: true });
  return [];
}

/** As when the power fails: the supervisor and all that it started end at once. */
export function killGroup(network: Network, node: NetworkNode): void {
  const pid = pidOf(network, node, "supervisor");
  if (pid !== undefined) signal(-pid, "SIGKILL");
}

function nodeOf(network: Network, { node }: Fault): NetworkNode {
  return network.nodes.find(({ name }) => name === node) as NetworkNode;
}

/** The pid of a program once it is another than `old`. */
function otherPid(network: Network, node: NetworkNode, program: Program, old: number): number | undefined {
  const pid = pidOf(network, node, program);
  return pid === old ? undefined : pid;
}

/** The head of each node that answers. */
export async function heads(network: Network): Promise<Map<string, number>> {
  const entries = await Promise.all(
    chainNodes(network).map(async (node) => {
      const head = await withNode(
        network,
        node,
        async (client) => await client.request<string>("eth_blockNumber", [], 2_000),
      ).catch(() => undefined);
      return head === undefined ? [] : [[node.name, Number(head)] as const];
    }),
  );
  return new Map(entries.flat());
}

async function hashOf(network: Network, name: string, number: number): Promise<string | undefined> {
  const node = network.nodes.find((item) => item.name === name);
  return node === undefined ? undefined : await hashAt(network, node, number);
}

/** Blocks below the head that nodes still reorganise among themselves. */
const SOFT_BLOCKS = 2;

/** Waits until every node answers, all share a recent block, and a new one has come. */
export async function waitLevel(network: Network, timeoutMs: number): Promise<boolean> {
  let first: number | undefined;
  const level = await until(
    async () => {
      const now = await heads(network);
      if (now.size < chainNodes(network).length) return undefined;
      const [low, high] = [Math.min(...now.values()), Math.max(...now.values())];
      first ??= high;
      if (high - low > SOFT_BLOCKS || high <= first) return undefined;
      const hashes = await Promise.all(
        chainNodes(network).map(async (node) => await hashAt(network, node, low - SOFT_BLOCKS)),
      );
      return new Set(hashes).size === 1 && hashes[0] !== undefined ? true : undefined;
    },
    timeoutMs,
    250,
  );
  return level ?? false;
}

/** How many of the blocks that were at a head before are in the chain no more: the most of any node. */
async function blocksGone(
  network: Network,
  before: Map<string, number>,
  marks: Map<string, string | undefined>,
): Promise<number> {
  const judge = chainNodes(network)[0] as NetworkNode;
  let most = 0;
  for (const [name, head] of before) {
    const mark = marks.get(name);
    const node = network.nodes.find((item) => item.name === name);
    if (mark === undefined || node === undefined || (await hashAt(network, judge, head)) === mark) continue;
    most = Math.max(most, await depthOfChange(network, judge, mark));
  }
  return most;
}

/** How many blocks lie between a block that was replaced and the chain that replaced it. */
async function depthOfChange(network: Network, judge: NetworkNode, mark: string): Promise<number> {
  return await withNode(network, judge, async (client) => {
    let depth = 0;
    let hash = mark;
    for (;;) {
      const header = await client.request<{ number: string; hash: string; parentHash: string } | null>(
        "eth_getHeaderByHash",
        [hash],
      );
      // A block that this node never had was sealed and gone before it was shared.
      if (header === null) return depth + 1;
      if ((await hashAt(network, judge, Number(header.number))) === hash) return depth;
      depth++;
      hash = header.parentHash;
    }
  });
}
