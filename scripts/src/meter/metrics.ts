import type { Meter } from "@powerchain/smart-meter";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

export interface MeterMetrics {
  registry: Registry;
  stored: Counter;
  confirmed: Counter;
  rejected: Counter;
  notices: Counter<"kind">;
  latency: Histogram;
}

/** What a meter counts; gauges ask it when they are read. */
export function createMeterMetrics(figures: () => ReturnType<Meter["figures"]>): MeterMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name: `powerchain_meter_${name}`,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  };
  gauge("waiting_readings", "Readings signed and not yet settled on chain", () => figures().waiting);
  gauge("open_transactions", "Transactions sent and not yet final", () => figures().open);
  gauge("held_units", "Units whose readings the chain does not take now", () => figures().held);
  gauge("chain_failures", "Failed answers of the chain in a row", () => figures().failures);
  gauge("chain_head", "Newest block seen", () => figures().head);
  gauge(
    "clock_ahead_seconds",
    "How far this machine's clock is ahead of the chain's, when too far",
    () => figures().clockAhead,
  );
  const counter = (name: string, help: string): Counter =>
    new Counter({ name: `powerchain_meter_${name}_total`, help, registers });
  return {
    registry,
    stored: counter("readings_stored", "Readings numbered, signed and stored"),
    confirmed: counter("readings_settled", "Readings settled on chain"),
    rejected: counter("readings_rejected", "Readings that the chain did not book"),
    notices: new Counter({
      name: "powerchain_meter_notices_total",
      help: "What the meter noticed about its sources",
      labelNames: ["kind"],
      registers,
    }),
    latency: new Histogram({
      name: "powerchain_meter_settle_seconds",
      help: "From stored to settled",
      buckets: [0.5, 1, 2, 4, 8, 30, 120, 600, 3600],
      registers,
    }),
  };
}
