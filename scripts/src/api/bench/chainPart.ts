import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Manifest } from "@powerchain/sdk";
import { CommandError } from "../../lib/errors.ts";
import { BenchCommunity } from "../../network/bench/community.ts";
import { percentile } from "../../network/bench/measure.ts";
import { Observer } from "../../network/bench/observer.ts";
import { mineAll, seeded } from "../../network/bench/run.ts";
import { sendAll } from "../../network/bench/send.ts";
import { type SignedLoad, loadAccounts } from "../../network/bench/signing.ts";
import { initNetwork } from "../../network/init.ts";
import type { IpcClient } from "../../network/ipc.ts";
import { nodesOf } from "../../network/model.ts";
import { connectNode } from "../../network/node.ts";
import { type ResolvedNetwork, describeNetwork } from "../../network/resolve.ts";
import { startNetwork } from "../../network/start.ts";
import { destroyNetwork } from "../../network/stop.ts";
import { networkExists } from "../../network/store.ts";
import { ServedChild } from "./child.ts";
import { deliveredByGetLogs } from "./getLogs.ts";

const NAME = "bench-api";
const SEND = { inFlight: 6_000, batch: 250, timeoutMs: 180_000 };
/** How often each resident orders and transfers: enough full blocks that the slowest of twenty is not the p95. */
const LOAD_ROUNDS = 6;
/** Transactions of 128 readings each in a round: what fills blocks with the most events. */
const BATCHED_TRANSACTIONS = 400;
const LOOK_MS = 10;
/** Times that each speed is measured, in turn: a machine's pace drifts. */
const ROUNDS = 3;

export interface ChainMeasured {
  transactions: number;
  events: number;
  /** How long after the node had a block the index had it, seconds; and after the time that the block itself gives. */
  lags: number[];
  lagsFromTimestamp: number[];
  /** The most that the index held meanwhile, bytes. */
  memory: number;
  /** Events a second, each round's. */
  indexed: number[];
  delivered: number[];
}

export interface ChainOptions {
  folder: string;
  accounts: number;
  seed: number;
  basePort?: number | undefined;
  say: (text: string) => void;
}

/** Loads a fresh one-validator network as far as it goes while the index follows, and reads all of it again in both ways. */
export async function measureChain(options: ChainOptions): Promise<ChainMeasured> {
  const { say, basePort } = options;
  if (networkExists(NAME)) await destroyNetwork(NAME);
  say("making a network of one validator");
  await initNetwork({ name: NAME, validators: 1, accountNodes: 0, basePort });
  try {
    const network = await startNetwork(NAME, { bare: true });
    const node = nodesOf(network, "validator")[0] as ReturnType<typeof nodesOf>[number];
    const [client, watched] = [await connectNode(network, node), await connectNode(network, node)];
    try {
      return await measureOn(describeNetwork(network), client, watched, options);
    } finally {
      client.close();
      watched.close();
    }
  } finally {
    await destroyNetwork(NAME);
  }
}

async function measureOn(
  network: ResolvedNetwork,
  client: IpcClient,
  watched: IpcClient,
  options: ChainOptions,
): Promise<ChainMeasured> {
  const { accounts, folder, say } = options;
  say("deploying the contracts and preparing the residents");
  const residents = loadAccounts("resident", accounts);
  const community = await BenchCommunity.deploy(network.rpcUrl, NAME, residents);
  for (const step of community.setUp()) await mineAll([client], watched, step, SEND);
  say("signing");
  const random = seeded(options.seed);
  const rounds = Array.from({ length: LOAD_ROUNDS }, () => [
    ...community.orders(random).transactions,
    ...community.entTransfers().transactions,
  ]);
  const load = mixed(rounds.flat(), community.batchedReports(LOAD_ROUNDS * BATCHED_TRANSACTIONS).transactions);
  const { manifest } = community;
  say("full load, the index behind it");
  const lags = await lagUnder(load, { network, manifest, client, watched, database: path.join(folder, "live.db") });
  const speeds = await speedsOf(network, manifest, folder, say);
  return { transactions: load.length, ...lags, ...speeds };
}

/** Both lists' transactions, each in its order, evenly among each other. */
function mixed(many: SignedLoad[], few: SignedLoad[]): SignedLoad[] {
  const every = Math.max(1, Math.floor(many.length / few.length));
  const rest = few.slice();
  const list = many.flatMap((one, i) => (i % every === 0 ? [...rest.splice(0, 1), one] : [one]));
  return [...list, ...rest];
}

interface Followed {
  network: ResolvedNetwork;
  manifest: Manifest;
  client: IpcClient;
  watched: IpcClient;
  database: string;
}

async function lagUnder(
  load: SignedLoad[],
  { network, manifest, client, watched, database }: Followed,
): Promise<Pick<ChainMeasured, "lags" | "lagsFromTimestamp" | "memory">> {
  const { rpcUrl: rpc, wsUrl } = network;
  const child = await ServedChild.start({ community: { manifest, rpc, wsUrl }, database });
  try {
    await child.reach(Number(await watched.request("eth_blockNumber")));
    const watch = new HeadWatch(watched);
    const observer = await Observer.follow(watched);
    const { refused, missing } = await sendAll([client], observer, load, SEND);
    await observer.stop();
    await watch.stop();
    if (refused.length > 0 || missing.length > 0) {
      throw new CommandError(`${refused.length} transactions were refused, ${missing.length} came into no block.`, {
        retry: true,
      });
    }
    await child.reach(watch.last);
    return { ...(await lagsOf(child, watch, watched)), memory: child.peakMemory };
  } finally {
    await child.stop();
  }
}

/** Each block's lag: the index has a block when it has written it or a later one. */
async function lagsOf(
  child: ServedChild,
  { seenAt }: HeadWatch,
  watched: IpcClient,
): Promise<Pick<ChainMeasured, "lags" | "lagsFromTimestamp">> {
  const lags: number[] = [];
  const lagsFromTimestamp: number[] = [];
  for (const [block, seen] of seenAt) {
    const at = child.indexed.find((one) => one.block >= block)?.at ?? Number.POSITIVE_INFINITY;
    const params = [`0x${block.toString(16)}`, false];
    const { timestamp } = await watched.request<{ timestamp: string }>("eth_getBlockByNumber", params);
    lags.push(Math.max(0, at - seen) / 1_000);
    lagsFromTimestamp.push(at / 1_000 - Number(timestamp));
  }
  return { lags, lagsFromTimestamp };
}

/** Notes when the node first had each block, ms. */
class HeadWatch {
  readonly seenAt = new Map<number, number>();
  last = 0;
  #stopped = false;
  readonly #loop: Promise<void>;

  constructor(client: IpcClient) {
    this.#loop = this.#run(client);
  }

  async #run(client: IpcClient): Promise<void> {
    this.last = Number(await client.request("eth_blockNumber"));
    while (!this.#stopped) {
      const head = Number(await client.request("eth_blockNumber"));
      for (let block = this.last + 1; block <= head; block++) this.seenAt.set(block, Date.now());
      this.last = head;
      await sleep(LOOK_MS);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }
}

async function speedsOf(
  { rpcUrl }: ResolvedNetwork,
  manifest: Manifest,
  folder: string,
  say: (text: string) => void,
): Promise<Pick<ChainMeasured, "events" | "indexed" | "delivered">> {
  const indexed: number[] = [];
  const delivered: number[] = [];
  let events = 0;
  for (let round = 0; round < ROUNDS; round++) {
    say(`reading it all again, ${round + 1} of ${ROUNDS}`);
    const logs = await deliveredByGetLogs(rpcUrl, manifest);
    delivered.push(logs.events / logs.seconds);
    events = logs.events;
    indexed.push(await indexAnew(rpcUrl, manifest, path.join(folder, `again-${round}.db`), logs));
  }
  return { events, indexed, delivered };
}

/** Events a second, into an empty database, from the first block to the last. */
async function indexAnew(
  rpc: string,
  manifest: Manifest,
  database: string,
  { events, head }: { events: number; head: number },
): Promise<number> {
  const child = await ServedChild.start({ community: { manifest, rpc }, database });
  try {
    const { at } = await child.reach(head);
    if (child.events < events) throw new CommandError(`Only ${child.events} of ${events} events were indexed.`);
    // Neither the process's start nor its first look at the chain is indexing.
    return child.events / ((at - child.beganAt) / 1_000);
  } finally {
    await child.stop();
  }
}

export function p95Of(list: number[]): number {
  return percentile(list, 95);
}

/** The middle one. */
export function medianOf(list: number[]): number {
  return percentile(list, 50);
}
