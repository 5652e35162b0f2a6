import type { IpcClient } from "../ipc.ts";
import type { Network, NetworkNode } from "../model.ts";
import { withNode } from "../node.ts";
import type { Snapshot } from "../snapshot.ts";

/** Since when each transaction has been waiting in an account node's pool, seconds since 1970. */
export type Waiting = ReadonlyMap<string, number>;

/** A transaction that waits this many periods while blocks come is taken to be unknown to those who seal. */
export const STUCK_PERIODS = 10;
/** Beyond this many waiting the pool is busy, not stuck, and too much to look through. */
const MOST_WAITING = 5_000;

/** What waits now, each since when it was first seen; and what of it has waited too long. */
export function updateWaiting(
  before: Waiting,
  now: readonly string[],
  atS: number,
  periodS: number,
): { waiting: Waiting; stuck: string[] } {
  const waiting = new Map(now.map((hash) => [hash, before.get(hash) ?? atS]));
  const stuck = now.filter((hash) => atS - (waiting.get(hash) ?? atS) >= STUCK_PERIODS * periodS);
  return { waiting, stuck };
}

/**
 * Geth tells its peers of a transaction once. A validator that was down or did not listen just then never hears of it, and to
 * whoever sends it again the account node says "already known". So the watchdog hands such transactions to the validators itself.
 */
export class StuckTransactions {
  #waiting: Waiting = new Map();

  /** Looks through the account nodes' pools; answers how many transactions were handed over. */
  async look({ network, nodes, now: atS }: Snapshot): Promise<number> {
    const running = (role: "account" | "validator"): NetworkNode[] =>
      nodes.filter(({ node, head }) => node.role === role && head !== undefined).map(({ node }) => node);
    const pools = await Promise.all(running("account").map(async (node) => await withNode(network, node, readPool)));
    const all = new Map(pools.flatMap((pool) => [...pool]));
    const { waiting, stuck } = updateWaiting(this.#waiting, [...all.keys()], atS, network.blockTimeS);
    this.#waiting = waiting;
    if (stuck.length === 0) return 0;
    let handed = 0;
    for (const node of running("validator")) handed = Math.max(handed, await handOver(network, node, stuck, all));
    return handed;
  }
}

interface PoolContent {
  pending: Record<string, Record<string, { hash: string }>>;
}

/** The pending transactions of a node: hash, and the node that has it. */
async function readPool(client: IpcClient): Promise<Map<string, SignedText>> {
  const { pending } = await client.request<{ pending: string }>("txpool_status");
  if (Number(pending) === 0 || Number(pending) > MOST_WAITING) return new Map();
  const content = await client.request<PoolContent>("txpool_content");
  const hashes = Object.values(content.pending).flatMap((byNonce) => Object.values(byNonce).map(({ hash }) => hash));
  const raw = await client.batch(hashes.map((hash) => ({ method: "eth_getRawTransactionByHash", params: [hash] })));
  return new Map(
    hashes.flatMap((hash, i) => {
      const outcome = raw[i];
      return outcome !== undefined && "result" in outcome && outcome.result !== null
        ? [[hash, outcome.result as SignedText] as const]
        : [];
    }),
  );
}

/** A signed transaction as text. */
type SignedText = `0x${string}`;

/** Gives a validator what it does not know; answers how many it took. */
async function handOver(
  network: Network,
  node: NetworkNode,
  stuck: string[],
  all: ReadonlyMap<string, SignedText>,
): Promise<number> {
  return await withNode(network, node, async (client) => {
    const outcomes = await client.batch(
      stuck.map((hash) => ({ method: "eth_sendRawTransaction", params: [all.get(hash)] })),
    );
    return outcomes.filter((outcome) => "result" in outcome).length;
  });
}
