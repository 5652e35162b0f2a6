import { z } from "zod";
import type { NetworkNode, Ports, Role } from "./model.ts";

/** The first port of the first network on a machine. */
export const FIRST_PORT = 30_300;
const PORTS_PER_NODE = 10;
/** The network of docker-compose: fixed addresses, so that static peers are found whoever starts first. */
export const DOCKER_SUBNET_PREFIX = "172.30.87";
const DOCKER_FIRST_HOST = 10;

const whole = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

export const initOptionsSchema = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, "a name is made of small letters, digits and dashes, and starts with a letter"),
  validators: whole(1, 99),
  accountNodes: whole(0, 20),
  blockTimeS: whole(1, 3600),
  chainId: whole(1, 2 ** 48),
  gasLimit: whole(30_000_000, 10_000_000_000),
  epochBlocks: whole(10, 1_000_000),
  basePort: whole(1024, 65_000),
  /** The machines' addresses in the order boot node, validators, account nodes; none: all on this one. */
  hosts: z.array(z.ipv4()),
});
export type InitOptions = z.infer<typeof initOptionsSchema>;

/** The ports of the node in the `slot`-th place after `basePort`. */
export function portsAt(basePort: number, slot: number): Ports {
  const first = basePort + slot * PORTS_PER_NODE;
  return { p2p: first, http: first + 1, ws: first + 2, authrpc: first + 3, metrics: first + 4, service: first + 5 };
}

/** From here on Linux gives ports to outgoing connections, which may then hold a node's port when it starts again. */
const FIRST_OUTGOING_PORT = 32_768;

/** What an operator should know of the ports of a network's nodes; empty when there is nothing to say. */
export function portWarnings(nodes: readonly Pick<NetworkNode, "ports">[]): string[] {
  const highest = Math.max(0, ...nodes.flatMap(({ ports }) => Object.values(ports)));
  if (highest < FIRST_OUTGOING_PORT) return [];
  return [
    `Ports from ${FIRST_OUTGOING_PORT} on may be taken by outgoing connections, and a node then does not start: choose a lower --base-port.`,
  ];
}

/** The first place, from `basePort` on, none of whose ports is taken. */
export function freeSlot(basePort: number, taken: ReadonlySet<number>): number {
  for (let slot = 0; basePort + (slot + 1) * PORTS_PER_NODE <= 65_535; slot++) {
    if (Object.values(portsAt(basePort, slot)).every((port) => !taken.has(port))) return slot;
  }
  throw new RangeError(`no ports are free above ${basePort}`);
}

/** The nodes to make, in order: a boot node where there is more than one other node, validators, account nodes. */
export function plannedNodes(validators: number, accountNodes: number): { name: string; role: Role }[] {
  const numbered = (role: Role, count: number) =>
    Array.from({ length: count }, (_, i) => ({ name: `${role}-${i + 1}`, role }));
  const chain = [...numbered("validator", validators), ...numbered("account", accountNodes)];
  return chain.length > 1 ? [{ name: "boot", role: "boot" }, ...chain] : chain;
}

/** A number for a name that no node of this role has had: names of removed nodes are not used again while a later one is there. */
export function nextNodeName(role: Role, nodes: readonly NetworkNode[]): string {
  const numbers = nodes.filter((node) => node.role === role).map((node) => Number(node.name.split("-")[1]));
  return `${role}-${Math.max(0, ...numbers) + 1}`;
}

/** The address of the `index`-th node in docker-compose's network. */
export function dockerHost(index: number): string {
  return `${DOCKER_SUBNET_PREFIX}.${DOCKER_FIRST_HOST + index}`;
}
