import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { type Manifest, addressesOf } from "@powerchain/sdk";
import { type Logger, pino } from "pino";
import { HttpRpc, type Rpc } from "../chain/rpc.ts";
import type { Follower } from "../follow/follower.ts";
import { type RunningIndexer, startIndexer } from "../follow/start.ts";
import { LiveHub } from "../live/hub.ts";
import { Names } from "../queries/names.ts";
import type { Store } from "../store/store.ts";
import { Calendar } from "../time/calendar.ts";
import { createApp } from "./app.ts";
import { tokenSecret } from "./auth.ts";
import type { App, Community, Server, Tariff } from "./context.ts";
import type { RateLimit } from "./rateLimit.ts";
import type { RuntimeConfig, Validators } from "./types.ts";

/** A community to index and serve. */
export interface ServedCommunity {
  manifest: Manifest;
  /** How the node is reached: a URL (HTTP; WebSocket for news of blocks) or a provider in this process. */
  rpc: string | Rpc;
  wsUrl?: string;
  /** JSON-RPC that signed transactions pass through; default: the node. */
  gatewayUrl?: string;
  /** Its name in paths; default: the manifest's network. */
  name?: string;
  /** What people call it; default: its name. */
  title?: string;
  timeZone?: string;
  /** The supplier's prices, for comparison. */
  tariff?: Tariff | null;
  /** Blocks that must stand on one until we call it settled (N/2+1 of N validators); default 1. */
  confirmations?: number;
  /** Seconds between blocks, for the panel's words; default 1. */
  blockTime?: number;
  /** Asked when someone looks at the validators. */
  validators?: () => Promise<Validators>;
  /** Names to begin with, address → name; a name that somebody has chosen stays. */
  labels?: Record<string, string>;
}

export interface ApiOptions {
  communities: [ServedCommunity, ...ServedCommunity[]];
  /** A SQLite file, ":memory:", or a postgres:// connection string. */
  database: string;
  host?: string;
  /** 0 takes any free one. */
  port: number;
  /** The panel's built files. */
  panel?: string;
  /** JSON-RPC as wallets reach it; default: /rpc of this server, where the node is reached by URL. */
  publicRpcUrl?: string;
  /** Where /rpc of this server passes on to, instead of the first community's node: its gateway, best. */
  rpcTarget?: string;
  publicWsUrl?: string;
  /** Keys of a demo community, shown to everybody. Never set for a real one. */
  demo?: RuntimeConfig["demo"];
  limit?: RateLimit;
  trustProxy?: boolean;
  /** Pages of other servers that may sign people in. */
  origins?: string[];
  lockWaitMs?: number;
  pollMs?: number;
  log?: Logger;
}

export interface RunningApi {
  url: string;
  app: App;
  server: Server;
  indexer: RunningIndexer;
  stop: () => Promise<void>;
}

const STOP_MS = 500;
/** How long a request may take to arrive, and how long a connection may stand still while something is to be said. */
const SLOWEST = { headersTimeout: 10_000, requestTimeout: 20_000, connectionsCheckingInterval: 2_000 };
const STILL_MS = 60_000;

/**
 * Indexes communities and serves them until it is stopped. The first one is the panel's.
 * @throws StoreLockedError, ChainMismatchError, and what listening on a port throws
 */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const log = options.log ?? pino({ level: "silent" });
  const sources = options.communities.map(({ manifest, rpc, wsUrl, name }) => ({
    manifest,
    rpc: typeof rpc === "string" ? new HttpRpc(rpc, { wsUrl }) : rpc,
    name,
  }));
  const { database, lockWaitMs, pollMs } = options;
  const indexer = await startIndexer({ database, communities: sources, lockWaitMs, pollMs, log });
  try {
    const communities = new Map<string, Community>();
    for (const [i, follower] of indexer.followers.entries()) {
      const community = await communityOf(indexer.store, follower, options.communities[i] as ServedCommunity);
      communities.set(community.name, community);
    }
    const secret = await tokenSecret(indexer.store);
    const server: Server = { store: indexer.store, communities, log, secret, origins: options.origins ?? [] };
    const app = createApp(server, {
      config: configOf(options, [...communities.values()][0] as Community),
      panel: options.panel,
      rpcTarget: rpcTargetOf(options),
      limit: options.limit ?? { perSecond: 50, burst: 200 },
      trustProxy: options.trustProxy ?? false,
    });
    const { url, close } = await listen(app, options.host ?? "127.0.0.1", options.port);
    const stop = async (): Promise<void> => {
      await close();
      await indexer.stop();
    };
    return { url, app, server, indexer, stop };
  } catch (error) {
    await indexer.stop();
    throw error;
  }
}

/** Where /rpc goes: the first community's node, unless wallets are told another address. */
function rpcTargetOf({ publicRpcUrl, rpcTarget, communities }: ApiOptions): string | undefined {
  if (rpcTarget !== undefined) return rpcTarget;
  const [{ rpc }] = communities;
  return publicRpcUrl === undefined && typeof rpc === "string" ? rpc.replace(/^ws/, "http") : undefined;
}

export async function communityOf(store: Store, follower: Follower, served: ServedCommunity): Promise<Community> {
  const { index } = follower;
  const names = new Names(store, index.record.id);
  await names.load();
  for (const [address, name] of Object.entries(served.labels ?? {})) {
    if (names.get(address.toLowerCase()) === null) await names.set(address.toLowerCase(), name);
  }
  return {
    id: index.record.id,
    name: index.name,
    title: served.title ?? index.name,
    chainId: index.manifest.chainId,
    follower,
    calendar: new Calendar(served.timeZone ?? "UTC"),
    tariff: served.tariff ?? null,
    confirmations: served.confirmations ?? 1,
    names,
    hub: new LiveHub(index),
    gateway: served.gatewayUrl === undefined ? index.reader.rpc : new HttpRpc(served.gatewayUrl),
    validators: served.validators,
  };
}

function configOf(options: ApiOptions, community: Community): RuntimeConfig {
  const { manifest } = community.follower.index;
  const [served] = options.communities;
  return {
    community: community.name,
    title: community.title,
    chainId: manifest.chainId,
    chainName: `PowerChain ${community.title}`,
    genesisHash: manifest.genesisHash,
    rpcUrl: options.publicRpcUrl ?? "/rpc",
    wsUrl: options.publicWsUrl ?? null,
    api: `/v1/${community.name}`,
    contracts: addressesOf(manifest),
    block: manifest.block,
    confirmations: community.confirmations,
    blockTime: served.blockTime ?? 1,
    timeZone: community.calendar.timeZone,
    tariff: community.tariff,
    demo: options.demo ?? null,
  };
}

async function listen(app: App, host: string, port: number): Promise<{ url: string; close: () => Promise<void> }> {
  const http = serve({ fetch: app.fetch, hostname: host, port, serverOptions: SLOWEST });
  if ("setTimeout" in http) http.setTimeout(STILL_MS);
  await Promise.race([
    once(http, "listening"),
    once(http, "error").then(([error]) => {
      throw error as Error;
    }),
  ]);
  const { port: taken } = http.address() as AddressInfo;
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return {
    url: `http://${shown}:${taken}`,
    close: async () => {
      const closed = once(http, "close");
      http.close();
      // Live streams never end by themselves; the rest has a moment to finish.
      if ("closeIdleConnections" in http) http.closeIdleConnections();
      const force = setTimeout(() => "closeAllConnections" in http && http.closeAllConnections(), STOP_MS);
      await closed;
      clearTimeout(force);
    },
  };
}
