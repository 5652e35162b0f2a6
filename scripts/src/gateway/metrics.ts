import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** What a gateway counts. */
export interface GatewayMetrics {
  registry: Registry;
  calls: Counter<"method">;
  refused: Counter<"reason">;
  upstreamErrors: Counter;
  upstreamSeconds: Histogram;
  sockets: Gauge;
  head: Gauge;
}

export function createMetrics(): GatewayMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    calls: new Counter({
      name: "powerchain_gateway_calls_total",
      help: "Calls passed on to the account node",
      labelNames: ["method"],
      registers,
    }),
    refused: new Counter({
      name: "powerchain_gateway_refused_total",
      help: "Calls and requests refused",
      labelNames: ["reason"],
      registers,
    }),
    upstreamErrors: new Counter({
      name: "powerchain_gateway_upstream_errors_total",
      help: "Requests that the account node did not answer",
      registers,
    }),
    upstreamSeconds: new Histogram({
      name: "powerchain_gateway_upstream_seconds",
      help: "Time the account node took",
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
    sockets: new Gauge({ name: "powerchain_gateway_websockets", help: "Open WebSocket connections", registers }),
    head: new Gauge({ name: "powerchain_gateway_head_block", help: "Newest block of the account node", registers }),
  };
}
