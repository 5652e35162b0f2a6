import path from "node:path";
import { startApi } from "@powerchain/indexer";
import { parsePrice } from "@powerchain/sdk";
import { defaultDatabase, sourcesOf } from "../index/run.ts";
import { CommandError, portError } from "../lib/errors.ts";
import { moduleLog } from "../lib/log.ts";
import { holdLittleMemory } from "../lib/memory.ts";
import { projectRoot } from "../lib/paths.ts";
import { runUntilSignal } from "../network/serviceShell.ts";

export interface ApiFlags {
  network?: string;
  database?: string;
  host: string;
  port: number;
  title?: string;
  timeZone?: string;
  tariff?: string;
  publicRpcUrl?: string;
  panel?: string;
  origin?: string[];
  trustProxy?: boolean;
}

export interface LabelFlags {
  network: string;
  database?: string;
}

/** `powerchain api` */
export async function runApi(flags: ApiFlags): Promise<void> {
  if (flags.network === undefined) {
    throw new CommandError("No network was named.", {
      hint: "Give one with --network; see ./powerchain network status.",
    });
  }
  holdLittleMemory("index");
  const tariff = tariffOf(flags.tariff);
  const timeZone = timeZoneOf(flags.timeZone);
  const sources = await sourcesOf(flags.network);
  const communities = sources.map(({ manifest, rpc, network }, i) => ({
    manifest,
    rpc: rpc.url,
    wsUrl: network.wsUrl,
    gatewayUrl: network.gatewayUrl,
    title: i === 0 ? flags.title : undefined,
    timeZone,
    tariff,
    confirmations: network.confirmations,
    blockTime: network.blockTimeS,
  }));
  const [first, ...others] = communities;
  if (first === undefined) throw new CommandError("No network was named.", { hint: "Give one with --network." });
  const gateway = sources[0]?.network.gatewayUrl;
  try {
    const api = await startApi({
      ...flags,
      communities: [first, ...others],
      database: flags.database ?? defaultDatabase,
      panel: flags.panel ?? path.join(projectRoot, "web/dist"),
      rpcTarget: gateway,
      origins: originsOf(flags.origin),
      log: moduleLog("api"),
    });
    process.stdout.write(
      `${api.url}  serves ${[...api.server.communities.keys()].join(", ")}; reference: ${api.url}/v1/docs\n`,
    );
    await runUntilSignal("api", () => api.stop());
  } catch (error) {
    throw portError(error, flags.port, "the API", "--port");
  }
}

/** @throws CommandError when it is no pair of prices */
function tariffOf(text: string | undefined): { name: string; retailTicks: number; feedInTicks: number } | null {
  if (text === undefined) return null;
  const [retail, feedIn, ...rest] = text.split(",");
  if (retail === undefined || feedIn === undefined || rest.length > 0) {
    throw new CommandError(`"${text}" is no pair of prices.`, {
      hint: "Write the retail price and the feed-in tariff like 0.31,0.08.",
    });
  }
  return { name: "Supplier", retailTicks: Number(parsePrice(retail)), feedInTicks: Number(parsePrice(feedIn)) };
}

/** @throws CommandError when one is no address of pages */
function originsOf(list: string[] = []): string[] {
  return list.map((text) => {
    const url = URL.parse(text);
    if (url !== null && /^https?:$/.test(url.protocol)) return url.origin;
    throw new CommandError(`"${text}" is no address of pages.`, { hint: "Write it like https://energy.example." });
  });
}

/** @throws CommandError when there is no such time zone */
function timeZoneOf(text: string | undefined): string {
  const zone = text ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch (cause) {
    throw new CommandError(`There is no time zone "${zone}".`, { hint: "Write it like Europe/Athens or UTC.", cause });
  }
}
