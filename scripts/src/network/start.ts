import { existsSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { CommandError } from "../lib/errors.ts";
import { ensureGeth } from "./binaries.ts";
import { writeDerivedFiles } from "./files.ts";
import { initNetwork } from "./init.ts";
import { type Network, type NetworkNode, chainNodes, servesHttp } from "./model.ts";
import { isReady, lastLines, pidOf } from "./node.ts";
import { introduceAll } from "./peers.ts";
import { isHere } from "./place.ts";
import { isAlive, spawnDetached, until } from "./processes.ts";
import { startServices } from "./services.ts";
import { takeSnapshot } from "./snapshot.ts";
import { DEFAULT_NETWORK, networkExists, nodeFolder, portsOfOthers, readNetwork } from "./store.ts";

export interface StartOptions {
  say?: (text: string) => void;
  /** Only these nodes; all when left out. */
  nodes?: string[];
  /** Without the watchdog and the gateway: for tests of single parts. */
  bare?: boolean;
  timeoutMs?: number;
}

const quiet = (): void => undefined;

/**
 * Starts what does not run of a network, and waits until all of it answers and gas has no price. A network of the default
 * name is made first when there is none. Repeating it changes nothing.
 * @throws CommandError that names the node, and says what stands in the way
 */
export async function startNetwork(name: string = DEFAULT_NETWORK, options: StartOptions = {}): Promise<Network> {
  const say = options.say ?? quiet;
  if (!networkExists(name) && name === DEFAULT_NETWORK) await initNetwork({ name }, say);
  const network = readNetwork(name);
  const gethDir = await ensureGeth(say);
  const wanted = nodesToStart(network, options.nodes);
  const stopped = wanted.filter((node) => pidOf(network, node, "supervisor") === undefined);
  for (const node of stopped) await checkNode(network, node);
  writeDerivedFiles(network);
  await introduceAll(network);
  const started = new Map(stopped.map((node) => [node, spawnNode(network, node, gethDir, say)]));
  const end = Date.now() + (options.timeoutMs ?? 180_000);
  for (const node of wanted) {
    say(`waiting for ${node.name}`);
    const answers = () => {
      if (hasEnded(network, node, started.get(node))) {
        if (started.has(node)) throw notReady(network, node);
        // It was alive when this start began, e.g. while it was being killed.
        started.set(node, spawnNode(network, node, gethDir, say));
      }
      return isUp(network, node);
    };
    if ((await until(answers, Math.max(1_000, end - Date.now()), 200)) === undefined) throw notReady(network, node);
  }
  if (started.size > 0) await waitForChain(network, say);
  if (!(options.bare ?? false)) await startServices(network, say);
  return network;
}

/** The nodes named, or all that belong on this machine; all of them when none does, so that the start says why not. */
function nodesToStart(network: Network, names: string[] | undefined): NetworkNode[] {
  if (names !== undefined) return network.nodes.filter(({ name }) => names.includes(name));
  const here = network.nodes.filter(isHere);
  return here.length > 0 ? here : network.nodes;
}

/**
 * Sees to it that a network of this machine runs: that of the default name is made and started when it does not.
 * @throws CommandError when there is none of that name, or another one does not run
 */
export async function ensureRuns(name: string, say: (text: string) => void): Promise<void> {
  const isDefault = name === DEFAULT_NETWORK;
  if (networkExists(name) || !isDefault) {
    const network = readNetwork(name);
    const served = chainNodes(network).find((node) => servesHttp(network, node));
    if (served === undefined || !isHere(served) || isReady(network, served)) return;
    if (!isDefault) {
      throw new CommandError(`The network "${name}" does not run.`, {
        hint: `Start it with: ./powerchain network start ${name}`,
      });
    }
  }
  say(`Starting the network ${name}; it goes on until: ./powerchain network stop`);
  await startNetwork(name, { say });
}

/** Starts a node's supervisor; answers its pid. */
function spawnNode(network: Network, node: NetworkNode, gethDir: string, say: (text: string) => void): number {
  say(`starting ${node.name}`);
  const folder = nodeFolder(network, node);
  // Said by an earlier run; this one finds out for itself.
  rmSync(path.join(folder, "run", "disk-full"), { force: true });
  return spawnDetached("/bin/sh", [path.join(folder, "start.sh")], {
    cwd: folder,
    logFile: path.join(folder, "logs", "start.log"),
    env: { POWERCHAIN_GETH_DIR: gethDir },
  });
}

/** What would stop a node from starting, said before it is tried. */
async function checkNode(network: Network, node: NetworkNode): Promise<void> {
  const folder = nodeFolder(network, node);
  if (!existsSync(path.join(folder, "nodekey"))) {
    throw new CommandError(`The folder of ${node.name} is missing or incomplete: ${folder}.`, {
      hint: `Bring it back with: ./powerchain network restore ${network.name} --from FILE`,
    });
  }
  if (!isHere(node)) {
    throw new CommandError(`${node.name} belongs on the machine ${node.host}, which is not this one.`, {
      hint: `Copy ${folder} there and run its start.sh, or its systemd unit; see docs/operations.md.`,
    });
  }
  for (const port of usedPorts(network, node)) {
    // What a killed supervisor left behind holds its own ports; start.sh ends it first.
    if (pidOf(network, node, "geth") !== undefined || (await isFree(port))) continue;
    const holder = portsOfOthers(network.name).get(port);
    throw new CommandError(
      `Port ${port} of ${node.name} is in use${holder === undefined ? " by another program" : ` by ${holder}`}.`,
      {
        hint: `Stop what uses it (to see it: ss -ltnp 'sport = :${port}'), or make the network on other ports: ./powerchain network init NAME --base-port PORT`,
      },
    );
  }
}

function usedPorts(network: Network, node: NetworkNode): number[] {
  const { p2p, http, ws, authrpc, metrics } = node.ports;
  if (node.role === "boot") return [];
  return servesHttp(network, node) ? [p2p, http, ws, authrpc, metrics] : [p2p, authrpc, metrics];
}

/** A program that was killed just now may hold its ports for a moment longer. */
const PORT_FREE_MS = 3_000;

async function isFree(port: number): Promise<boolean> {
  return (await until(async () => ((await canListen(port)) ? true : undefined), PORT_FREE_MS)) ?? false;
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether a node's supervisor is gone: the one that its file names, and the one just started, which has not written the file yet. */
function hasEnded(network: Network, node: NetworkNode, started: number | undefined): boolean {
  return pidOf(network, node, "supervisor") === undefined && (started === undefined || !isAlive(started));
}

/** Whether a node answers and takes transactions without a price; an error as soon as it has given up. */
function isUp(network: Network, node: NetworkNode): true | undefined {
  if (node.role === "boot") return pidOf(network, node, "bootnode") === undefined ? undefined : true;
  const diskFull = path.join(nodeFolder(network, node), "run", "disk-full");
  if (existsSync(diskFull)) {
    throw new CommandError(
      `${node.name} does not start: the disk is nearly full (${readFileSync(diskFull, "utf8").trim()}).`,
      {
        hint: "Make room on the disk; the node then starts by itself.",
      },
    );
  }
  return isReady(network, node) ? true : undefined;
}

/** A node that starts looks for peers for up to 10 s before it follows them. */
const FOLLOW_MS = 30_000;
const NEAR_BLOCKS = 2;

/** Waits until blocks come and every node follows; says so and goes on when that takes long, since a part of a network may be started. */
async function waitForChain(network: Network, say: (text: string) => void): Promise<void> {
  const first = await highest(network);
  let said = "";
  const followed = await until(
    async () => {
      const { nodes } = await takeSnapshot(network, false);
      const heads = nodes.flatMap(({ head }) => (head === undefined ? [] : [head.number]));
      const isBehind = (number: number) => number === 0 || Math.max(...heads) - number > NEAR_BLOCKS;
      const behind = nodes
        .filter(({ head }) => head !== undefined && isBehind(head.number))
        .map(({ node }) => node.name);
      const now = behind.length > 0 ? `waiting for ${behind.join(", ")} to follow` : "waiting for blocks";
      if (now !== said) say(now);
      said = now;
      return behind.length === 0 && Math.max(0, ...heads) > first ? true : undefined;
    },
    FOLLOW_MS,
    300,
  );
  if (followed === undefined) say("not all nodes follow yet: see the status");
}

async function highest(network: Network): Promise<number> {
  const { nodes } = await takeSnapshot(network, false);
  return Math.max(0, ...nodes.map(({ head }) => head?.number ?? 0));
}

function notReady(network: Network, node: NetworkNode): CommandError {
  const supervisor = lastLines(network, node, "supervisor", 2).join(" | ");
  const geth = lastLines(network, node, "geth", 30).filter((line) => /Fatal|ERROR|CRIT/.test(line));
  return new CommandError(`${node.name} did not come up. ${supervisor}${geth.length > 0 ? ` | ${geth.at(-1)}` : ""}`, {
    hint: `Read its log with: ./powerchain network logs ${network.name} ${node.name}`,
    retry: true,
  });
}
