import { nodesOf } from "./model.ts";
import { quorumOf } from "./quorum.ts";
import type { NodeSnapshot, Snapshot } from "./snapshot.ts";

export type HealthState = "healthy" | "degraded" | "stalled" | "split" | "stopped";

export interface Health {
  state: HealthState;
  /** One sentence: who seals, and how many may still fail. */
  sentence: string;
  /** What is wrong and what to do, one sentence each; empty when nothing is. */
  advice: string[];
  /** Addresses of validators that sealed lately and run. */
  sealing: string[];
}

/** A chain without a block for this many periods stands still. */
export const STALL_PERIODS = 10;
const MAX_LAG_BLOCKS = 5;
const MAX_CLOCK_S = 5;
const LOW_DISK_BYTES = 2 * 1024 ** 3;

/** Judges a network from what its nodes said: in words, with what to do. Knows no chain and no clock. */
export function judgeHealth(snapshot: Snapshot): Health {
  const { network } = snapshot;
  const validators =
    snapshot.signers.length > 0 ? snapshot.signers.map((address) => address.toLowerCase()) : network.genesisValidators;
  const quorum = quorumOf(validators.length);
  const sealing = sealingNow(snapshot, validators);
  const advice = [
    ...snapshot.nodes.flatMap((item) => nodeAdvice(snapshot, item)),
    ...silentHere(snapshot, validators, sealing),
    ...strangers(snapshot, validators),
  ];
  const spare = sealing.length - quorum.needed;
  const may = spare > 0 ? `${spare} may fail` : validators.length === 1 ? "it may not fail" : "none may fail now";
  const seals = `${sealing.length} of ${validators.length} validator${validators.length === 1 ? " seals" : "s seal"}`;
  const sentence = `${seals}; ${may}.`;

  if (snapshot.nodes.every(({ state }) => state === "stopped" || state === "elsewhere")) return stoppedHealth(snapshot);
  if (snapshot.nodes.every(({ node, state }) => node.role === "boot" || state === "elsewhere"))
    return { state: "healthy", sentence: "The boot node runs; the chain is on other machines.", advice: [], sealing };
  if (isSplit(snapshot))
    return { state: "split", sentence: splitSentence(snapshot), advice: [splitAdvice(snapshot), ...advice], sealing };
  const age = headAge(snapshot);
  if (age > STALL_PERIODS * network.blockTimeS) {
    const tooFew = runningValidators(snapshot, validators).length < quorum.needed;
    return {
      state: "stalled",
      sentence: `No block for ${Math.floor(age)} s: ${stallReason(snapshot, validators)}.`,
      advice: [...advice, stallAdvice(snapshot, tooFew)],
      sealing,
    };
  }
  const missing = validators.length - sealing.length;
  return { state: missing > 0 || advice.length > 0 ? "degraded" : "healthy", sentence, advice, sealing };
}

function stoppedHealth({ network, nodes }: Snapshot): Health {
  const here = nodes.some(({ state }) => state === "stopped");
  return {
    state: "stopped",
    sentence: here ? "The network is stopped." : "No node of the network belongs on this machine.",
    advice: [
      here
        ? `Start it with: ./powerchain network start ${network.name}`
        : "Copy each node's folder to its machine; docs/operations.md says how.",
    ],
    sealing: [],
  };
}

/** Why no block comes, as far as can be told from here. */
function stallReason(snapshot: Snapshot, validators: string[]): string {
  const { needed } = quorumOf(validators.length);
  const running = runningValidators(snapshot, validators).length;
  const unseen = snapshot.nodes.filter(({ node, state }) => node.role === "validator" && state === "elsewhere");
  const run = `${running} of ${validators.length} validators run`;
  if (running >= needed) return `${run} but do not agree who seals`;
  if (unseen.length === 0) return `${run} and ${needed} are needed`;
  const names = unseen.map(({ node }) => `${node.name} (${node.host})`).join(", ");
  return `${run} here and ${needed} are needed; nothing is heard of ${names}`;
}

/** Seconds since the newest block. */
export function headAge(snapshot: Snapshot): number {
  const newest = Math.max(
    snapshot.network.createdAt,
    ...snapshot.nodes.map(({ head }) => head?.timestamp ?? 0).filter((time) => time <= snapshot.now + MAX_CLOCK_S),
  );
  return Math.max(0, snapshot.now - newest);
}

/** Whether nodes hold different blocks at a depth where Clique's own reorganisations have ended. */
export function isSplit(snapshot: Snapshot): boolean {
  return new Set(snapshot.common?.hashes.values()).size > 1;
}

function runningValidators(snapshot: Snapshot, validators: string[]): NodeSnapshot[] {
  return snapshot.nodes.filter(
    ({ node, head }) => node.address !== undefined && validators.includes(node.address) && head !== undefined,
  );
}

/** A validator seals when it runs and one of the last 3 N blocks is its own; early in a chain's life running is enough. */
function sealingNow(snapshot: Snapshot, validators: string[]): string[] {
  const recent = snapshot.sealed.slice(-3 * validators.length);
  const signers = new Set(recent.map(({ signer }) => signer.toLowerCase()));
  const local = new Map(
    snapshot.nodes.flatMap((item) =>
      item.node.address === undefined ? [] : [[item.node.address as string, item] as const],
    ),
  );
  const young = recent.length < 3 * validators.length;
  return validators.filter((address) => {
    const item = local.get(address);
    if (item === undefined || item.state === "elsewhere") return signers.has(address);
    return item.head !== undefined && (signers.has(address) || young);
  });
}

function nodeAdvice({ network, nodes }: Snapshot, item: NodeSnapshot): string[] {
  const { node, state, head } = item;
  if (state === "elsewhere") return [];
  const restart = `./powerchain network restart ${network.name} ${node.name}`;
  const lag = Math.max(0, ...nodes.map((other) => other.head?.number ?? 0)) - (head?.number ?? 0);
  const found: string[] = [];
  if (state === "stopped") found.push(`${node.name} does not run. Start it with: ${restart}`);
  if (state === "starting")
    found.push(
      `${node.name} is starting. If it stays so, read its log: ./powerchain network logs ${network.name} ${node.name}`,
    );
  if (state === "disk full")
    found.push(`${node.name} waits because its disk is nearly full. Make room; it goes on by itself.`);
  if (state === "running" && node.role !== "boot" && head === undefined)
    found.push(`${node.name} runs but does not answer. Restart it with: ${restart}`);
  const follows = head !== undefined && state === "running";
  if (follows && lag > MAX_LAG_BLOCKS)
    found.push(
      `${node.name} is ${lag} blocks behind. It catches up by itself within 15 s of finding a peer; if not: ${restart}`,
    );
  if (follows && item.peers === 0 && network.nodes.length > 2)
    found.push(`${node.name} has no peers. Check that UDP and TCP port ${node.ports.p2p} is open, then: ${restart}`);
  if (Math.abs(item.clockAheadS) > MAX_CLOCK_S) {
    const way = item.clockAheadS > 0 ? "ahead" : "behind";
    found.push(
      `The clock of ${node.name} is ${Math.round(Math.abs(item.clockAheadS))} s ${way}: others refuse its blocks. Set it with NTP (timedatectl set-ntp true), then: ${restart}`,
    );
  }
  if (state !== "disk full" && item.freeDiskBytes < LOW_DISK_BYTES) {
    found.push(
      `The disk of ${node.name} has ${(item.freeDiskBytes / 1024 ** 3).toFixed(1)} GB left. Make room before sealing stops at 0.5 GB.`,
    );
  }
  return found;
}

/** Validators of this machine that run and are level, and yet seal nothing. */
function silentHere({ network, nodes }: Snapshot, validators: string[], sealing: string[]): string[] {
  const top = Math.max(0, ...nodes.map(({ head }) => head?.number ?? 0));
  const silent = nodes.filter(
    ({ node, head, state }) =>
      state === "running" &&
      head !== undefined &&
      top - head.number <= MAX_LAG_BLOCKS &&
      validators.includes(node.address ?? "") &&
      !sealing.includes(node.address ?? ""),
  );
  return silent.map(
    ({ node }) =>
      `${node.name} runs and has sealed nothing lately. One that came back seals with its next turn; if it stays so: ./powerchain network logs ${network.name} ${node.name} --program clef`,
  );
}

/** Validators in office whose nodes are on other machines: they can be seen only by what they seal. */
function strangers(snapshot: Snapshot, validators: string[]): string[] {
  const here = snapshot.nodes.filter(({ state }) => state !== "elsewhere");
  const known = new Set(here.map(({ node }) => node.address as string | undefined));
  const recent = new Set(snapshot.sealed.slice(-3 * validators.length).map(({ signer }) => signer.toLowerCase()));
  if (snapshot.sealed.length < 3 * validators.length) return [];
  const silent = validators.filter((address) => !known.has(address) && !recent.has(address));
  const nameOf = (address: string): string => {
    const node = nodesOf(snapshot.network, "validator").find((item) => item.address === address);
    return node === undefined ? address : `${address} (${node.name} on ${node.host})`;
  };
  return silent.map(
    (address) =>
      `Validator ${nameOf(address)} is not of this machine and seals nothing. Ask its operator, or vote it out: ./powerchain network propose ${snapshot.network.name} ${address} --remove`,
  );
}

/** Groups of nodes by the block they hold at the common height, largest first; of equals the one with more validators, then the lower hash. */
export function branches(snapshot: Snapshot): { hash: string; nodes: NodeSnapshot[] }[] {
  const groups = new Map<string, NodeSnapshot[]>();
  for (const item of snapshot.nodes) {
    const hash = snapshot.common?.hashes.get(item.node.name);
    if (hash !== undefined) groups.set(hash, [...(groups.get(hash) ?? []), item]);
  }
  const validators = (nodes: NodeSnapshot[]) => nodes.filter(({ node }) => node.role === "validator").length;
  return [...groups]
    .map(([hash, nodes]) => ({ hash, nodes }))
    .sort((a, b) => validators(b.nodes) - validators(a.nodes) || (a.hash < b.hash ? -1 : 1));
}

function splitSentence(snapshot: Snapshot): string {
  const names = branches(snapshot).map(({ nodes }) => nodes.map(({ node }) => node.name).join(", "));
  return `The chain is split at block ${snapshot.common?.number}: ${names.join(" against ")}.`;
}

function splitAdvice({ network }: Snapshot): string {
  return `The watchdog takes the smaller side back and lets it follow the other. Without it: ./powerchain network heal ${network.name}`;
}

function stallAdvice({ network }: Snapshot, tooFew: boolean): string {
  return tooFew
    ? `Start the missing validators: ./powerchain network start ${network.name}. Blocks come again by themselves.`
    : `The watchdog mends this. Without it: ./powerchain network heal ${network.name}`;
}
