import pc from "picocolors";
import { type Column, formatTable } from "../lib/output.ts";
import type { Health } from "./health.ts";
import type { NodeSnapshot, Snapshot } from "./snapshot.ts";

/** One row of `network status`, for tables and for `--json`. Numbers are null where the node does not say. */
export interface StatusRow {
  node: string;
  role: string;
  host: string;
  state: string;
  pid: number | null;
  block: number | null;
  /** Blocks behind the highest. */
  lag: number | null;
  peers: number | null;
  poolPending: number | null;
  poolQueued: number | null;
  /** Of the blocks it sealed lately, the share that it sealed in its turn, 0 … 1. */
  inTurnShare: number | null;
  lastSealed: number | null;
  diskBytes: number;
  address: string | null;
}

export function statusRows(snapshot: Snapshot): StatusRow[] {
  const top = Math.max(0, ...snapshot.nodes.map(({ head }) => head?.number ?? 0));
  return snapshot.nodes.map((item) => statusRow(snapshot, item, top));
}

function statusRow(snapshot: Snapshot, item: NodeSnapshot, top: number): StatusRow {
  const { node, head, pool } = item;
  const own = snapshot.sealed.filter(({ signer }) => signer.toLowerCase() === node.address);
  return {
    node: node.name,
    role: node.role,
    host: node.host,
    state: item.state === "running" && node.role !== "boot" && head === undefined ? "not answering" : item.state,
    pid: item.pid ?? null,
    block: head?.number ?? null,
    lag: head === undefined ? null : top - head.number,
    peers: head === undefined ? null : item.peers,
    poolPending: pool?.pending ?? null,
    poolQueued: pool?.queued ?? null,
    inTurnShare: own.length === 0 ? null : own.filter(({ inTurn }) => inTurn).length / own.length,
    lastSealed: own.at(-1)?.number ?? null,
    diskBytes: item.diskBytes,
    address: node.address ?? null,
  };
}

const right = (title: string): Column => ({ title, align: "right" });
const columns = [
  "node",
  "role",
  "state",
  ...["pid", "block", "lag", "peers", "pool", "in turn", "last sealed", "disk"].map(right),
];
const colors = { healthy: pc.green, degraded: pc.yellow, stalled: pc.red, split: pc.red, stopped: pc.dim };

/** The status as a person reads it: a table, the network's health in words, and what to do. */
export function statusText(snapshot: Snapshot, health: Health, more: string[] = []): string {
  const cell = (value: number | null): string => (value === null ? "–" : String(value));
  const rows = statusRows(snapshot).map((row) => [
    row.node,
    row.role,
    row.state === "elsewhere" ? `on ${row.host}` : row.state,
    cell(row.pid),
    cell(row.block),
    cell(row.lag),
    cell(row.peers),
    cell(row.poolPending === null ? null : row.poolPending + (row.poolQueued ?? 0)),
    row.inTurnShare === null ? "–" : `${Math.round(row.inTurnShare * 100)} %`,
    cell(row.lastSealed),
    `${(row.diskBytes / 1024 ** 2).toFixed(1)} MB`,
  ]);
  const word = colors[health.state](health.state);
  const advice = health.advice.map((line) => `  → ${line}`);
  return [
    formatTable(columns, rows),
    "",
    `${snapshot.network.name}: ${word}. ${health.sentence}`,
    ...advice,
    ...more,
  ].join("\n");
}
