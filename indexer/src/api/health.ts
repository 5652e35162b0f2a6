import { Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { App, Server } from "./context.ts";

/** Further behind than this, what is served is old news. */
const MOST_LAG_BLOCKS = 20;

/** /healthz: the process lives. /readyz: the index keeps up with the chain. /metrics: figures for Prometheus. */
export function healthRoutes(app: App, server: Server): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  gauges(registry, server);
  const seconds = new Histogram({
    name: "powerchain_api_request_seconds",
    help: "Time to answer a request",
    labelNames: ["method", "status"],
    buckets: [0.001, 0.005, 0.01, 0.03, 0.1, 0.3, 1, 3],
    registers: [registry],
  });
  app.use("/v1/*", async (c, next) => {
    const began = performance.now();
    await next();
    seconds.observe({ method: c.req.method, status: String(c.res.status) }, (performance.now() - began) / 1_000);
  });
  app.get("/healthz", (c) => c.json({ ok: true }));
  app.get("/readyz", (c) => {
    const communities = [...server.communities.values()].map(({ name, follower }) => ({
      name,
      block: follower.index.cursor.block,
      chainHead: follower.index.chainHead,
      failure: follower.failure?.message ?? null,
    }));
    const ready = communities.every(
      ({ block, chainHead, failure }) => failure === null && chainHead - block <= MOST_LAG_BLOCKS,
    );
    return c.json({ ready, communities }, ready ? 200 : 503);
  });
  app.get("/metrics", async (c) => c.text(await registry.metrics(), 200, { "content-type": registry.contentType }));
}

function gauges(registry: Registry, { communities }: Server): void {
  const gauge = (name: string, help: string, read: (community: string) => number): void => {
    new Gauge({
      name,
      help,
      labelNames: ["community"],
      registers: [registry],
      collect() {
        for (const community of communities.keys()) this.set({ community }, read(community));
      },
    });
  };
  const index = (name: string) => communities.get(name)?.follower.index;
  gauge("powerchain_index_block", "Last block in the index", (name) => index(name)?.cursor.block ?? 0);
  gauge(
    "powerchain_chain_head_block",
    "Last block of the chain as far as known",
    (name) => index(name)?.chainHead ?? 0,
  );
  gauge("powerchain_index_failing", "1 while the index cannot follow the chain", (name) =>
    communities.get(name)?.follower.failure ? 1 : 0,
  );
  gauge("powerchain_live_streams", "Open streams of live events", (name) => communities.get(name)?.hub.listeners ?? 0);
}
