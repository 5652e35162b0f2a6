import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { IpcClient } from "./ipc.ts";
import type { Network, NetworkNode } from "./model.ts";
import { runningPid } from "./processes.ts";
import { nodeFolder } from "./store.ts";

/** The longest path that a Unix socket may have. */
const LONGEST_SOCKET_PATH = 100;

export type Program = "supervisor" | "geth" | "clef" | "bootnode";

/** The process that runs a program of a node, if it does. */
export function pidOf(network: Network, node: NetworkNode, program: Program): number | undefined {
  const folder = nodeFolder(network, node);
  return runningPid(path.join(folder, "run", `${program}.pid`), `${folder}/`);
}

/** Whether the node that runs now answers, and takes transactions without a price. */
export function isReady(network: Network, node: NetworkNode): boolean {
  const file = path.join(nodeFolder(network, node), "run", "ready");
  const pid = pidOf(network, node, "geth");
  return pid !== undefined && existsSync(file) && Number(readFileSync(file, "utf8")) === pid;
}

/** The socket of a node's JSON-RPC: by way of its process when its own path is too long for a socket. */
export function ipcPath(network: Network, node: NetworkNode): string {
  const file = path.join(nodeFolder(network, node), "run", "geth.ipc");
  const pid = pidOf(network, node, "geth");
  return file.length <= LONGEST_SOCKET_PATH || pid === undefined ? file : `/proc/${pid}/cwd/run/geth.ipc`;
}

/** @throws Error when the node does not run */
export async function connectNode(network: Network, node: NetworkNode): Promise<IpcClient> {
  return await IpcClient.connect(ipcPath(network, node));
}

/** Runs calls on a node and closes the connection after them. */
export async function withNode<Value>(
  network: Network,
  node: NetworkNode,
  use: (client: IpcClient) => Promise<Value>,
): Promise<Value> {
  const client = await connectNode(network, node);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

/** The last lines of one of a node's logs; none when it has not been written. */
export function lastLines(network: Network, node: NetworkNode, log: string, count: number): string[] {
  const file = path.join(nodeFolder(network, node), "logs", `${log}.log`);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-count);
}
