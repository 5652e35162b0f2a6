import { z } from "zod";

/** The version of Geth that everything here is made for: the last one that seals Clique blocks. */
export const GETH_VERSION = "1.13.15";
/** Docker's image of it, with clef and bootnode. */
export const GETH_IMAGE = `ethereum/client-go:alltools-v${GETH_VERSION}`;

const port = z.number().int().min(1).max(65_535);
const address = z.string().regex(/^0x[0-9a-f]{40}$/) as unknown as z.ZodType<`0x${string}`>;

/** The ports of one node. Each node has its own, so that all of them can run on one machine. */
export const portsSchema = z.object({ p2p: port, http: port, ws: port, authrpc: port, metrics: port, service: port });
export type Ports = z.infer<typeof portsSchema>;

export const roles = ["boot", "validator", "account"] as const;
export type Role = (typeof roles)[number];

export const nodeSchema = z.object({
  /** Also the name of the node's folder: `validator-1`, `account-1`, `boot`. */
  name: z.string().regex(/^(boot|(validator|account)-[1-9]\d*)$/),
  role: z.enum(roles),
  /** Where other nodes reach it: an IP address. */
  host: z.string(),
  /** The address inside docker-compose's own network. */
  dockerHost: z.string(),
  ports: portsSchema,
  /** The public half of the node's key, 128 hex digits: its name among peers. */
  nodeId: z.string().regex(/^[0-9a-f]{128}$/),
  /** The sealing address; validators only. */
  address: address.optional(),
});
export type NetworkNode = z.infer<typeof nodeSchema>;

/** `network.json`: what a network is. Everything else in its folder is made from this and the keys. */
export const networkSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  chainId: z.number().int().positive(),
  blockTimeS: z.number().int().positive(),
  epochBlocks: z.number().int().positive(),
  gasLimit: z.number().int().positive(),
  createdAt: z.number().int(),
  /** The validators of the genesis block; later ones are voted in. */
  genesisValidators: z.array(address).min(1),
  nodes: z.array(nodeSchema).min(1),
});
export type Network = z.infer<typeof networkSchema>;

export function nodesOf(network: Network, ...wanted: Role[]): NetworkNode[] {
  return network.nodes.filter(({ role }) => wanted.includes(role));
}

/** Validators and account nodes: the ones that hold the chain. */
export function chainNodes(network: Network): NetworkNode[] {
  return nodesOf(network, "validator", "account");
}

/** Whether a node answers JSON-RPC over HTTP: account nodes do, and the validator of a network that has none. */
export function servesHttp(network: Network, node: NetworkNode): boolean {
  if (node.role === "account") return true;
  return (
    node.role === "validator" && nodesOf(network, "account").length === 0 && nodesOf(network, "validator")[0] === node
  );
}
