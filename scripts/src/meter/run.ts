import { existsSync, readFileSync } from "node:fs";
import { timingSafeEqual } from "node:crypto";
import {
  type ChannelConfig,
  Meter,
  type MeterConfig,
  type PushSource,
  type Source,
  Store,
  jsonRpcChain,
  lockUnit,
  makeSource,
  openDatabase,
  readConfig,
} from "@powerchain/smart-meter";
import type { Manifest } from "@powerchain/sdk";
import { Hono } from "hono";
import { zeroAddress } from "viem";
import { moduleLog } from "../lib/log.ts";
import { CommandError } from "../lib/errors.ts";
import { holdLittleMemory } from "../lib/memory.ts";
import { addServiceRoutes, createServer, listen, runUntilSignal } from "../network/serviceShell.ts";
import { type MeterMetrics, createMeterMetrics } from "./metrics.ts";
import { openKeys, outboxFile, readMeterManifest } from "./open.ts";

export interface MeterRunOptions {
  config: string;
  untilDone: boolean;
}

/** `powerchain meter run`: the service, until SIGTERM or Ctrl-C. */
export async function runMeter({ config: file, untilDone }: MeterRunOptions): Promise<void> {
  holdLittleMemory("meter");
  const config = readConfig(file);
  const manifest = readMeterManifest(config.chain.manifest);
  const gateway = manifest.contracts.meterGateway.address;
  const keys = await openKeys(config, manifest.chainId, gateway);
  const unlock = keys.units.map(({ address }) => lockUnit(gateway, address));
  const store = new Store(openDatabase(outboxFile(config)));
  const sources = await Promise.all(config.sources.map(makeSource));
  const metrics = createMeterMetrics(() => meter.figures());
  const meter: Meter = new Meter({
    store,
    sources,
    units: keys.units,
    chain: chainOf(config, manifest),
    domain: { chainId: manifest.chainId, gateway, genesisHash: manifest.genesisHash },
    sender: keys.sender,
    pipeline: { channels: channelsOf(config), grace: config.graceSeconds },
    mostWaiting: config.mostWaiting,
    keepMs: config.keepDays * 86_400_000,
    log: moduleLog("meter"),
    ...observers(metrics),
  });
  const server = createServer(routes(meter, metrics, sources.filter(isPush), readToken(config)));
  const port = await listen(
    server,
    config.listen.host,
    config.listen.port,
    "the meter's address",
    "listen.port in the configuration",
  );
  process.stderr.write(
    `The meter signs for ${keys.units.length} unit(s), sends as ${keys.sender.address}, and answers at http://${config.listen.host}:${port}.\n`,
  );
  const running = meter.run({ untilDone });
  try {
    await Promise.race([running, runUntilSignal("meter", () => Promise.resolve())]);
    meter.stop();
    await running;
  } finally {
    server.close();
    store.close();
    unlock.forEach((release) => release());
  }
}

const isPush = (source: Source): source is PushSource => "push" in source;

function chainOf({ chain }: MeterConfig, { contracts, block }: Manifest): ReturnType<typeof jsonRpcChain> {
  return jsonRpcChain({
    rpcUrl: chain.rpc,
    gateway: contracts.meterGateway.address,
    pool: contracts.energyPool.address,
    fromBlock: block,
    confirmations: chain.confirmations,
  });
}

function channelsOf({ channels, intervalSeconds }: MeterConfig): Map<string, ChannelConfig> {
  return new Map(
    channels.map(({ id, unit, kind, resident, maxPowerW, rolloverKwh }) => [
      id,
      {
        id,
        unit,
        kind,
        resident: resident ?? zeroAddress,
        maxPowerW: BigInt(maxPowerW),
        rolloverAt: rolloverKwh,
        futureTolerance: 60,
        interval: intervalSeconds,
      },
    ]),
  );
}

function observers(metrics: MeterMetrics) {
  const log = moduleLog("reading");
  return {
    onNotice: ({ kind, channel, text }: { kind: string; channel: string; text: string }) => {
      metrics.notices.inc({ kind });
      log.info({ kind, channel, text }, "noticed");
    },
    onStored: (readings: number) => metrics.stored.inc(readings),
    onConfirmed: ({ readings, rejected, latencies }: { readings: number; rejected: number; latencies: number[] }) => {
      metrics.confirmed.inc(readings);
      metrics.rejected.inc(rejected);
      for (const ms of latencies) metrics.latency.observe(ms / 1000);
    },
  };
}

/** Pushing needs a token: whoever can push can make energy. */
function readToken({ pushTokenFile, sources }: MeterConfig): string | undefined {
  if (!sources.some(({ type }) => type === "push")) return undefined;
  if (pushTokenFile !== undefined && existsSync(pushTokenFile)) return readFileSync(pushTokenFile, "utf8").trim();
  throw new CommandError("A push source needs a token.", {
    hint: "Put a long random text into the file that pushTokenFile names.",
  });
}

function routes(meter: Meter, metrics: MeterMetrics, pushes: PushSource[], token: string | undefined): Hono {
  const app = new Hono();
  addServiceRoutes(app, metrics.registry, () => meter.ready());
  app.post("/push/:source", async (context) => {
    const given = Buffer.from(context.req.header("authorization") ?? "");
    const wanted = Buffer.from(`Bearer ${token ?? ""}`);
    if (token === undefined || given.length !== wanted.length || !timingSafeEqual(given, wanted))
      return context.json({ error: "the token is missing or wrong" }, 401);
    const source = pushes.find(({ name }) => name === context.req.param("source"));
    if (source === undefined) return context.json({ error: "there is no such push source" }, 404);
    try {
      return context.json({ taken: await source.push(await context.req.json()) });
    } catch (error) {
      const retry = (error as { retry?: boolean }).retry === true;
      return context.json({ error: (error as Error).message }, retry ? 503 : 400);
    }
  });
  return app;
}
