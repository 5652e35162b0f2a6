import { CommandError } from "../../lib/errors.ts";
import type { Result } from "../../lib/output.ts";
import { initNetwork } from "../init.ts";
import type { IpcClient } from "../ipc.ts";
import { type Network, chainNodes, nodesOf } from "../model.ts";
import { connectNode, pidOf } from "../node.ts";
import { quorumOf } from "../quorum.ts";
import { describeNetwork } from "../resolve.ts";
import { startNetwork } from "../start.ts";
import { destroyNetwork } from "../stop.ts";
import { networkExists } from "../store.ts";
import { BenchCommunity } from "./community.ts";
import { type Load, type Measured, measure } from "./measure.ts";
import { Observer } from "./observer.ts";
import { type SendOptions, sendAll } from "./send.ts";
import { type SignedLoad, loadAccounts } from "./signing.ts";

export interface BenchOptions {
  validators: number[];
  accounts: number;
  /** Default: what a network of that size mines in two or three seconds. */
  inFlight?: number | undefined;
  seed: number;
  basePort?: number;
  say: (text: string) => void;
}

/** Everything measured on one fresh network. */
export interface NetworkMeasured {
  validators: number;
  loads: Measured[];
}

const BATCH = 250;
const IN_FLIGHT_ONE = 6_000;
const IN_FLIGHT_MORE = 3_000;
const TIMEOUT_MS = 180_000;
/** Of every resident's transaction so many readings are sent: as many single ones as orders would take too long to sign. */
const SINGLE_SHARE = 0.4;
const BATCHED_TRANSACTIONS = 400;

/** Measures each size of network on a fresh one, one after the other, and removes it again. */
export async function benchChain(options: BenchOptions): Promise<NetworkMeasured[]> {
  const measured: NetworkMeasured[] = [];
  for (const validators of options.validators) measured.push(await benchNetwork(validators, options));
  return measured;
}

async function benchNetwork(validators: number, options: BenchOptions): Promise<NetworkMeasured> {
  const name = `bench-${validators}`;
  const say = (text: string): void => options.say(`${validators} validator${validators === 1 ? "" : "s"}: ${text}`);
  if (networkExists(name)) await destroyNetwork(name);
  say("making the network");
  // Residents' transactions come in over the validators themselves: an account node would take a third of the two cores from them.
  await initNetwork({ name, validators, accountNodes: 0, basePort: options.basePort });
  try {
    const network = await startNetwork(name, { bare: true });
    return { validators, loads: await measureAll(network, options, say) };
  } finally {
    await destroyNetwork(name);
  }
}

async function measureAll(network: Network, options: BenchOptions, say: (text: string) => void): Promise<Measured[]> {
  const nodes = nodesOf(network, "validator");
  const clients = await Promise.all(nodes.map(async (node) => await connectNode(network, node)));
  const watched = await connectNode(network, nodes[0] as (typeof nodes)[number]);
  const inFlight = options.inFlight ?? (nodes.length === 1 ? IN_FLIGHT_ONE : IN_FLIGHT_MORE);
  const sendOptions: SendOptions = { inFlight, batch: BATCH, timeoutMs: TIMEOUT_MS };
  const pids = chainNodes(network).flatMap((node) =>
    [pidOf(network, node, "geth"), pidOf(network, node, "clef")].filter((pid) => pid !== undefined),
  );
  const settleBlocks = quorumOf(nodes.length).confirmations;
  try {
    say("deploying the contracts");
    const residents = loadAccounts("resident", options.accounts);
    const community = await BenchCommunity.deploy(describeNetwork(network).rpcUrl, network.name, residents);
    await prepare(community, clients, watched, sendOptions, say);
    const measured: Measured[] = [];
    for (const makeLoad of loadsOf(community, options)) {
      say("signing");
      const load = makeLoad();
      say(load.name);
      measured.push(await measure(clients, watched, load, { ...sendOptions, pids, settleBlocks }));
    }
    return measured;
  } finally {
    for (const client of [...clients, watched]) client.close();
  }
}

function loadsOf(community: BenchCommunity, options: BenchOptions): (() => Load)[] {
  const random = seeded(options.seed);
  return [
    // Those that are compared stand beside each other: a machine's pace drifts.
    () => community.plainTransfers(),
    () => community.orders(random),
    () => community.entTransfers(),
    () => community.singleReports(Math.ceil(options.accounts * SINGLE_SHARE)),
    () => community.batchedReports(BATCHED_TRANSACTIONS),
  ];
}

async function prepare(
  community: BenchCommunity,
  clients: IpcClient[],
  watched: IpcClient,
  options: SendOptions,
  say: (text: string) => void,
): Promise<void> {
  for (const [i, step] of community.setUp().entries()) {
    say(`preparing the residents (${i + 1} of 3)`);
    await mineAll(clients, watched, step, options);
  }
}

/** One sender's transactions go through one connection, so that they arrive in their order. */
export async function mineAll(
  clients: IpcClient[],
  watched: IpcClient,
  step: SignedLoad[],
  options: SendOptions,
): Promise<void> {
  const observer = await Observer.follow(watched);
  const { refused, missing } = await sendAll(clients.slice(0, 1), observer, step, {
    ...options,
    inFlight: Math.min(options.inFlight, 3_000),
  });
  await observer.stop();
  if (refused.length === 0 && missing.length === 0) return;
  throw new CommandError(
    `The residents could not be prepared: ${refused.length} transactions refused (${refused[0] ?? ""}), ${missing.length} not mined.`,
    { retry: true },
  );
}

/** A small repeatable generator (mulberry32): numbers from 0 up to 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The rows that are held against limits, and those that are only reported. */
export function benchResults(measured: NetworkMeasured[], accounts: number): Result[] {
  return measured.flatMap((item) => networkResults(item, accounts));
}

function networkResults({ validators, loads }: NetworkMeasured, accounts: number): Result[] {
  const one = validators === 1;
  const tag = `${validators} validator${one ? "" : "s"}`;
  const of = (name: string): Measured => loads.find((load) => load.name === name) as Measured;
  const plain = of("plain transfers");
  const orders = of("market orders");
  const batched = of("production reports, batched");
  const ratio = orders.perSecond / plain.perSecond;
  const readings = batched.readingsPerSecond / plain.perSecond;
  const bad = loads.reduce((sum, load) => sum + load.lost + load.failed + load.refusals.length, 0);
  const least = one ? 0.65 : 0.55;
  const timed = one && accounts === 10_000;
  return [
    ...loads.flatMap((load) => speedRows(tag, load)),
    {
      name: `${tag}: market orders over plain transfers`,
      value: round(ratio, 3),
      unit: "",
      limit: one || validators === 3 ? `at least ${least}` : "",
      ok: (!one && validators !== 3) || ratio >= least,
    },
    {
      name: `${tag}: ${accounts} residents' orders, sent to all mined`,
      value: round(orders.seconds, 2),
      unit: "s",
      limit: timed ? "at most 8" : "",
      ok: !timed || orders.seconds <= 8,
    },
    {
      name: `${tag}: batched readings over plain transfers`,
      value: round(readings, 2),
      unit: "",
      limit: one ? "at least 3" : "",
      ok: !one || readings >= 3,
    },
    { name: `${tag}: transactions lost, failed or refused`, value: bad, unit: "", limit: "at most 0", ok: bad === 0 },
  ];
}

function speedRows(tag: string, load: Measured): Result[] {
  const row = (what: string, value: number, unit: string): Result => ({
    name: `${tag}: ${load.name}${what}`,
    value,
    unit,
    limit: "",
    ok: true,
  });
  if (load.readings === load.mined) return [row("", Math.round(load.perSecond), "1/s")];
  return [row("", Math.round(load.perSecond), "1/s"), row(", readings", Math.round(load.readingsPerSecond), "1/s")];
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
