import { setTimeout as sleep } from "node:timers/promises";
import { type RunningApi, startApi } from "@powerchain/indexer";
import type { EmbeddedChain } from "../chain/embedded.ts";
import type { Cast } from "../fleet/cast.ts";
import { portError } from "../lib/errors.ts";
import { moduleLog } from "../lib/log.ts";
import { PRICES } from "./live.ts";
import { labelsOf, peopleToTry } from "./people.ts";

export interface Served {
  chain: EmbeddedChain;
  cast: Cast;
  /** The panel's built files. */
  panel: string;
  port: number;
}

/** How often the index is asked how far it is, ms. */
const POLL_MS = 200;

/**
 * Indexes the demo community and serves its API and panel, with the keys of the people to try. Comes back when all that has
 * happened so far is in.
 */
export async function serveCommunity(served: Served, say: (text: string) => void): Promise<RunningApi> {
  const api = await startDemoApi(served);
  const head = Number(await served.cast.chain.publicClient.getBlockNumber());
  say(`indexing ${head} blocks`);
  const isIn = (): boolean => api.indexer.followers.every(({ index }) => index.cursor.block >= head);
  while (!isIn()) await sleep(POLL_MS);
  return api;
}

async function startDemoApi({ chain, cast, panel, port }: Served): Promise<RunningApi> {
  const rpc = chain.rpcUrl as string;
  const accounts = peopleToTry().map(({ name, role, account, privateKey }) => ({
    name,
    role,
    address: account.address,
    privateKey,
  }));
  const community = {
    manifest: cast.manifest,
    rpc,
    wsUrl: rpc.replace("http", "ws"),
    name: "demo",
    title: "Demo community",
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    tariff: {
      name: "Supplier",
      retailTicks: Number(PRICES.retailTicks),
      feedInTicks: Number(PRICES.feedInTicks),
    },
    labels: Object.fromEntries(labelsOf(cast)),
  };
  try {
    return await startApi({
      communities: [community],
      database: ":memory:",
      port,
      panel,
      publicWsUrl: community.wsUrl,
      demo: { accounts },
      log: moduleLog("api"),
    });
  } catch (error) {
    throw portError(error, port, "the panel", "--port");
  }
}
