import { STALL_PERIODS, branches, headAge, isSplit, judgeHealth } from "../health.ts";
import { quorumOf } from "../quorum.ts";
import type { NodeSnapshot, Snapshot } from "../snapshot.ts";

/** What the watchdog remembers between looks at a network. */
export interface WatchState {
  /** Looks in a row at which the chain was split. */
  splitLooks: number;
  /** When it mended last, seconds since 1970. */
  mendedAt: number;
  /** The Geth process of each node that has had its price set. */
  priced: Readonly<Record<string, number>>;
  /** The last thing said of the network's health. */
  said: string;
}

export const initialState: WatchState = { splitLooks: 0, mendedAt: 0, priced: {}, said: "" };

/** What is to be done; the shell does it. */
export type Action =
  | { kind: "say"; level: "info" | "warn"; text: string; advice: string[] }
  /** Takes transactions without a price again: Geth forgets it when it restarts. */
  | { kind: "price"; node: string }
  /** Goes back to the last block shared with `reference` and follows it. */
  | { kind: "rejoin"; node: string; reference: string }
  /** Gives up the block that it sealed last, which nobody follows, and takes what its peers have. */
  | { kind: "step back"; node: string }
  /** Begins sealing anew. */
  | { kind: "kick"; node: string };

/** A reorganisation may be seen half way; only what lasts is mended. */
const LOOKS_BEFORE_MENDING = 3;
/** A node needs up to 10 s to find its peers again; mending faster would undo itself. */
const MENDING_PAUSE_S = 30;

/** One look at a network: what to remember, and what to do. */
export function watch(state: WatchState, snapshot: Snapshot): [WatchState, Action[]] {
  const health = judgeHealth(snapshot);
  const actions: Action[] = [];
  const text = `${health.state}: ${health.sentence}`;
  const said = JSON.stringify([
    health.state,
    health.sealing.length,
    health.advice.map((line) => line.replace(/\d+/g, "#")),
  ]);
  if (said !== state.said)
    actions.push({
      kind: "say",
      level: health.state === "healthy" || health.state === "stopped" ? "info" : "warn",
      text,
      advice: health.advice,
    });

  const running = snapshot.nodes.filter(
    ({ pid, state: now, node }) => pid !== undefined && now === "running" && node.role !== "boot",
  );
  const unpriced = running.filter(({ node, pid }) => state.priced[node.name] !== pid);
  actions.push(...unpriced.map(({ node }) => ({ kind: "price", node: node.name }) as const));
  const priced = Object.fromEntries(running.map(({ node, pid }) => [node.name, pid ?? 0]));

  const splitLooks = isSplit(snapshot) ? state.splitLooks + 1 : 0;
  const mending = snapshot.now - state.mendedAt >= MENDING_PAUSE_S ? mend(snapshot, splitLooks) : [];
  const mendedAt = mending.length > 0 ? snapshot.now : state.mendedAt;
  return [{ splitLooks, mendedAt, priced, said }, [...actions, ...mending]];
}

/** What mends a network now, without waiting to see whether it lasts; empty when nothing needs it. */
export function mend(snapshot: Snapshot, splitLooks = LOOKS_BEFORE_MENDING): Action[] {
  if (isSplit(snapshot)) return splitLooks >= LOOKS_BEFORE_MENDING ? rejoinSmallerSides(snapshot) : [];
  return isDeadlocked(snapshot) ? unlock(snapshot) : stepBack(snapshot);
}

/**
 * The same deadlock as seen by a validator alone on its machine: it sealed the last block it has, others are its peers, and yet no
 * block comes. One after the other gives its block up, by their addresses, so that not all do at the same time.
 */
function stepBack(snapshot: Snapshot): Action[] {
  const [own, another] = validatorsUp(snapshot);
  const last = snapshot.sealed.at(-1)?.signer.toLowerCase();
  if (own === undefined || another !== undefined || last === undefined || own.node.address !== last) return [];
  const away = snapshot.nodes.some(({ node, state }) => node.role === "validator" && state === "elsewhere");
  if (!away || own.peers < quorumOf(snapshot.signers.length).needed - 1) return [];
  const turn = snapshot.signers
    .map((address) => address.toLowerCase())
    .sort()
    .indexOf(last);
  const patience = STALL_PERIODS * snapshot.network.blockTimeS + turn * MENDING_PAUSE_S;
  return turn >= 0 && snapshot.signers.length > 1 && headAge(snapshot) > patience
    ? [{ kind: "step back", node: own.node.name }]
    : [];
}

/** The largest side stays; every node of another goes back to the last block that it shares with it. */
function rejoinSmallerSides(snapshot: Snapshot): Action[] {
  const [largest, ...others] = branches(snapshot);
  const reference = largest?.nodes[0]?.node.name;
  if (reference === undefined || !isLargest(snapshot, largest?.nodes ?? [])) return [];
  return others.flatMap(({ nodes }) =>
    nodes.map(({ node }) => ({ kind: "rejoin", node: node.name, reference }) as const),
  );
}

/** Whether a side is the largest whatever the validators hold that cannot be asked from here. */
function isLargest(snapshot: Snapshot, side: NodeSnapshot[]): boolean {
  const asked = validatorsUp(snapshot).length;
  const inOffice = Math.max(asked, snapshot.signers.length);
  const unseen = inOffice - asked - snapshot.nodes.filter(isDown).length;
  return unseen <= 0 || side.filter(({ node }) => node.role === "validator").length >= quorumOf(inOffice).needed;
}

/** A validator of this machine that does not answer holds no side up. */
function isDown({ node, head, state }: NodeSnapshot): boolean {
  return node.role === "validator" && head === undefined && state !== "elsewhere";
}

/** Enough validators run and yet no block comes: each has sealed its own, and none may seal the next upon it. */
function isDeadlocked(snapshot: Snapshot): boolean {
  const validators = Math.max(1, snapshot.signers.length);
  return (
    headAge(snapshot) > STALL_PERIODS * snapshot.network.blockTimeS &&
    validatorsUp(snapshot).length >= quorumOf(validators).needed
  );
}

function validatorsUp(snapshot: Snapshot): NodeSnapshot[] {
  return snapshot.nodes.filter(({ node, head }) => node.role === "validator" && head !== undefined);
}

/** All follow the highest head (of equals the lower hash, so that every watchdog chooses alike), then sealing begins anew. */
function unlock(snapshot: Snapshot): Action[] {
  const up = snapshot.nodes.filter(({ head }) => head !== undefined);
  const order = up.toSorted(
    (a, b) => (b.head?.number ?? 0) - (a.head?.number ?? 0) || ((a.head?.hash ?? "") < (b.head?.hash ?? "") ? -1 : 1),
  );
  const reference = order[0];
  if (reference === undefined) return [];
  const differ = up.filter(({ head }) => head?.hash !== reference.head?.hash);
  const rejoin = differ.map(
    ({ node }) => ({ kind: "rejoin", node: node.name, reference: reference.node.name }) as const,
  );
  return [...rejoin, ...validatorsUp(snapshot).map(({ node }) => ({ kind: "kick", node: node.name }) as const)];
}
