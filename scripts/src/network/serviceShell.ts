import { createAdaptorServer, type ServerType } from "@hono/node-server";
import type { Hono } from "hono";
import type { Registry } from "prom-client";
import { portError } from "../lib/errors.ts";
import { moduleLog } from "../lib/log.ts";

/** What a service shows of itself. */
export interface Ready {
  ready: boolean;
  /** Why not, or how well; shown at /readyz. */
  detail: unknown;
}

/** Adds /healthz (the process lives), /readyz (it can serve) and /metrics to a service's routes. */
export function addServiceRoutes(app: Hono, registry: Registry, ready: () => Ready): void {
  app.get("/healthz", (context) => context.json({ ok: true }));
  app.get("/readyz", (context) => {
    const state = ready();
    return context.json({ ready: state.ready, detail: state.detail as object }, state.ready ? 200 : 503);
  });
  app.get("/metrics", async (context) => {
    context.header("content-type", registry.contentType);
    return context.body(await registry.metrics());
  });
}

const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;

/** A server for routes whose slow or endless requests are cut off. */
export function createServer(app: Hono): ServerType {
  const serverOptions = {
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: HEADERS_MS,
    maxHeaderSize: 16_384,
  };
  return createAdaptorServer({ fetch: app.fetch, serverOptions });
}

/** @throws CommandError when the port is taken */
export async function listen(
  server: ServerType,
  host: string,
  port: number,
  what: string,
  option: string,
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: unknown) => reject(portError(error, port, what, option)));
    server.listen(port, host, () => resolve());
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

const SHUTDOWN_MS = 5_000;
/** A service that had to be cut short says so by its exit code. */
const CUT_SHORT = 75;

/** Runs until SIGTERM or SIGINT, then `close`, within a deadline. */
export async function runUntilSignal(name: string, close: () => Promise<void>): Promise<void> {
  const log = moduleLog(name);
  const signal = await new Promise<string>((resolve) => {
    for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => resolve(name));
  });
  log.info({ signal }, "stopping");
  setTimeout(() => {
    log.error("did not stop in time");
    process.exit(CUT_SHORT);
  }, SHUTDOWN_MS).unref();
  await close();
}
