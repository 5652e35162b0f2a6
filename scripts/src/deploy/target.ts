import { type Transport, custom, http } from "viem";
import type { EmbeddedChain, EmbeddedOptions } from "../chain/embedded.ts";

/** A chain that commands can be sent to. */
export interface Target {
  /** The network's name, under which its manifest is kept. */
  name: string;
  transport: Transport;
  /** How often a pending transaction is looked for, in ms. */
  pollingInterval: number;
  /** What a command is tried against; an embedded chain knows its next block's time beforehand. */
  simulateAt: "latest" | "pending";
  /** The chain in this process, when it is one. */
  embedded: EmbeddedChain | undefined;
  /** Where JSON-RPC answers; undefined for the chain in this process. */
  rpcUrl: string | undefined;
  close(): Promise<void>;
}

export const EMBEDDED = "embedded";

/**
 * The chain of that name: `embedded` starts one in this process that ends with it; any other name is a network of this machine, of
 * which `geth` is made and started when it does not run; a URL is JSON-RPC anywhere.
 * @throws CommandError when there is no such network, it does not run or it does not answer
 */
export async function openTarget(network: string, embedded: EmbeddedOptions = {}): Promise<Target> {
  if (network === EMBEDDED) return await openEmbedded(embedded);
  const { ensureRuns, resolveNetwork } = await import("../network/index.ts");
  if (!/^https?:\/\//.test(network)) await ensureRuns(network, (text) => void process.stderr.write(`${text}\n`));
  const { name, rpcUrl } = await resolveNetwork(network);
  return {
    name,
    transport: http(rpcUrl, { retryCount: 2, timeout: 30_000 }),
    pollingInterval: 150,
    simulateAt: "latest",
    embedded: undefined,
    rpcUrl,
    close: () => Promise.resolve(),
  };
}

async function openEmbedded(options: EmbeddedOptions): Promise<Target> {
  const { startEmbeddedChain } = await import("../chain/embedded.ts");
  const chain = await startEmbeddedChain(options);
  return {
    name: EMBEDDED,
    transport: custom(chain.provider as never, { retryCount: 0 }),
    pollingInterval: 10,
    simulateAt: "pending",
    embedded: chain,
    rpcUrl: chain.rpcUrl,
    close: () => chain.close(),
  };
}
