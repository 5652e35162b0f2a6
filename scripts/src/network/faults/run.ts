import type { Addresses } from "@powerchain/sdk";
import type { Result } from "../../lib/output.ts";
import { loadAccounts } from "../bench/signing.ts";
import { round, seeded } from "../bench/run.ts";
import { initNetwork } from "../init.ts";
import { type Network, chainNodes, nodesOf } from "../model.ts";
import { quorumOf } from "../quorum.ts";
import { describeNetwork } from "../resolve.ts";
import { startNetwork } from "../start.ts";
import { destroyNetwork } from "../stop.ts";
import { networkExists } from "../store.ts";
import { ResidentClient } from "./client.ts";
import { balancesOn, foundCommunity, noncesOn, whereIs } from "./community.ts";
import { type Fault, type FaultKind, type Recovery, drawFault, happen, happenPatiently, waitLevel } from "./faults.ts";
import { ResidentLoad } from "./load.ts";

export interface CheckOptions {
  name: string;
  validators: number;
  seed: number;
  basePort?: number;
  residents: number;
  transfersPerSecond: number;
  /** The faults to go through; or how long to go on drawing them. */
  faults?: Fault[];
  forMs?: number;
  /** How long a drawn fault lasts, from and to. */
  lastsMs: readonly [number, number];
  say: (text: string) => void;
}

/** What came of a network that was put through faults under load. */
export interface Checked {
  recoveries: Recovery[];
  sent: number;
  settled: number;
  resent: number;
  failed: number;
  /** Transfers that were never settled. */
  lost: number;
  /** Of each of those, which nodes know it and how. */
  whereabouts: string[];
  /** Accounts whose ENT differs from the plain account kept beside, summed over nodes. */
  wrongBalances: number;
  /** Accounts that have another number of transactions in the chain than were sent, summed over nodes. */
  wrongCounts: number;
  level: boolean;
}

const SETTLE_MS = 120_000;

/** Makes a fresh network, lets residents trade on it without a pause, makes the faults happen, and checks every balance on every node. */
export async function checkNetwork(options: CheckOptions): Promise<Checked> {
  const { name, validators, basePort, say } = options;
  if (networkExists(name)) await destroyNetwork(name);
  say("making the network");
  await initNetwork({ name, validators, accountNodes: 1, basePort });
  try {
    const network = await startNetwork(name, { say });
    return await checkRunning(network, options);
  } finally {
    await destroyNetwork(name);
  }
}

async function checkRunning(network: Network, options: CheckOptions): Promise<Checked> {
  const random = seeded(options.seed);
  const accounts = loadAccounts("resident", options.residents);
  options.say("founding a community");
  const addresses = await foundCommunity(network, accounts);
  const first = nodesOf(network, "validator")[0] as (typeof network.nodes)[number];
  const balances = await balancesOn(
    network,
    first,
    addresses,
    accounts.map(({ address }) => address),
  );
  const { chainId, confirmations, gatewayUrl, rpcUrl } = describeNetwork(network);
  const client = new ResidentClient(gatewayUrl ?? rpcUrl);
  const load = new ResidentLoad({
    client,
    accounts,
    addresses,
    chainId,
    confirmations,
    balances,
    random: seeded(options.seed + 1),
    perSecond: options.transfersPerSecond,
  });
  load.start();
  try {
    const recoveries = await goThrough(network, options, random);
    options.say("waiting until every transfer is settled");
    const unsettled = await load.stop(SETTLE_MS);
    const whereabouts = await Promise.all(unsettled.map(async (hash) => await whereIs(network, hash)));
    const level = await waitLevel(network, SETTLE_MS);
    const wrong = await audit(network, load, addresses);
    const { sent, settled, resent, failed } = load;
    return { recoveries, sent, settled, resent, failed, lost: unsettled.length, whereabouts, ...wrong, level };
  } finally {
    load.abandon();
  }
}

/** The network is left alone for a moment between faults, so that one is not taken for the next. */
async function goThrough(network: Network, options: CheckOptions, random: () => number): Promise<Recovery[]> {
  const recoveries: Recovery[] = [];
  const say = (text: string): void => options.say(`fault ${recoveries.length + 1}: ${text}`);
  for (const fault of options.faults ?? []) recoveries.push(await happen(network, fault, say));
  const end = Date.now() + (options.forMs ?? 0);
  while (Date.now() < end)
    recoveries.push(
      await happenPatiently(network, drawFault(network, recoveries.length, random, options.lastsMs), say),
    );
  return recoveries;
}

/** Every balance and every number of transactions, on every node, against the plain account kept beside. */
export async function audit(
  network: Network,
  load: ResidentLoad,
  addresses: Addresses,
): Promise<{ wrongBalances: number; wrongCounts: number }> {
  let wrongBalances = 0;
  let wrongCounts = 0;
  for (const node of chainNodes(network)) {
    const balances = await balancesOn(network, node, addresses, load.addresses);
    const counts = await noncesOn(network, node, load.addresses);
    wrongBalances += balances.filter((balance, i) => balance !== load.expected[i]).length;
    wrongCounts += counts.filter((count, i) => count !== load.nonces[i]).length;
  }
  return { wrongBalances, wrongCounts };
}

/** Seconds within which a network is level again after a fault of one node. */
const LEVEL_S = 15;

export function checkResults(checked: Checked, validators: number): Result[] {
  const limit = quorumOf(validators).confirmations;
  const kinds = [...new Set(checked.recoveries.map(({ fault }) => fault.kind))];
  const zero = (name: string, value: number): Result => ({
    name,
    value,
    unit: "",
    limit: "at most 0",
    ok: value === 0,
  });
  const back = Math.max(
    0,
    ...checked.recoveries.filter(({ fault }) => fault.kind === "kill all").map(({ blocksBack }) => blocksBack),
  );
  return [
    ...kinds.map((kind) => kindResult(kind, checked.recoveries)),
    { name: "blocks gone after all were killed", value: back, unit: "", limit: `at most ${limit}`, ok: back <= limit },
    {
      name: "transfers settled",
      value: checked.settled,
      unit: "",
      limit: `at least ${checked.sent}`,
      ok: checked.settled >= checked.sent && checked.sent > 0,
    },
    { name: "transfers sent again by residents", value: checked.resent, unit: "", limit: "", ok: true },
    zero("transfers lost", checked.lost),
    zero("transfers reverted", checked.failed),
    zero("balances wrong, over all nodes", checked.wrongBalances),
    zero("accounts with a transfer doubled or missing, over all nodes", checked.wrongCounts),
    { name: "all nodes on one chain at the end", value: checked.level, unit: "", limit: "true", ok: checked.level },
  ];
}

function kindResult(kind: FaultKind, recoveries: Recovery[]): Result {
  const these = recoveries.filter(({ fault }) => fault.kind === kind);
  const slowest = Math.max(...these.map(({ seconds }) => seconds));
  const level = these.every((recovery) => recovery.level);
  const name = `${kind} (${these.length} time${these.length === 1 ? "" : "s"}): level again within`;
  if (kind !== "clock ahead")
    return { name, value: round(slowest, 1), unit: "s", limit: `at most ${LEVEL_S}`, ok: level && slowest <= LEVEL_S };
  const named = these.every(({ seen }) =>
    seen.some((line) => line.startsWith("The clock of") || line.startsWith("not tried")),
  );
  return {
    name: `${name}, and named in the status`,
    value: round(slowest, 1),
    unit: "s",
    limit: `at most ${LEVEL_S}`,
    ok: level && named && slowest <= LEVEL_S,
  };
}
