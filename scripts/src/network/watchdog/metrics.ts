import { Counter, Gauge, Registry, collectDefaultMetrics } from "prom-client";
import { type Health, type HealthState, headAge } from "../health.ts";
import { quorumOf } from "../quorum.ts";
import type { Snapshot } from "../snapshot.ts";
import { statusRows } from "../statusView.ts";

const states: HealthState[] = ["healthy", "degraded", "stalled", "split", "stopped"];

/** A network's figures for Prometheus. */
export class WatchdogMetrics {
  readonly registry = new Registry();
  readonly #network: string;
  readonly #health = this.#gauge("network_health", "1 for the state that the network is in", ["state"]);
  readonly #age = this.#gauge("network_head_age_seconds", "Seconds since the newest block");
  readonly #period = this.#gauge("network_block_time_seconds", "Seconds between blocks as agreed");
  readonly #head = this.#gauge("network_head_block", "The newest block");
  readonly #sealing = this.#gauge("network_validators_sealing", "Validators that sealed lately");
  readonly #office = this.#gauge("network_validators", "Validators in office");
  readonly #needed = this.#gauge("network_validators_needed", "Validators without whom no block comes");
  readonly #up = this.#gauge("node_up", "1 when the node answers", ["node", "role"]);
  readonly #lag = this.#gauge("node_lag_blocks", "Blocks behind the highest node", ["node"]);
  readonly #peers = this.#gauge("node_peers", "Peers", ["node"]);
  readonly #pool = this.#gauge("node_pool_transactions", "Transactions waiting", ["node"]);
  readonly #inTurn = this.#gauge("node_in_turn_share", "Of the blocks it sealed lately, the share sealed in its turn", [
    "node",
  ]);
  readonly #clock = this.#gauge("node_clock_ahead_seconds", "How far its clock is ahead of this machine's", ["node"]);
  readonly #disk = this.#gauge("node_disk_bytes", "Disk that its chain takes", ["node"]);
  readonly #free = this.#gauge("node_disk_free_bytes", "Disk left where it stands", ["node"]);
  readonly #mended: Counter<"kind">;

  constructor(network: string) {
    this.#network = network;
    this.#mended = new Counter({
      name: "powerchain_network_mended_total",
      help: "What the watchdog has done",
      labelNames: ["kind"],
      registers: [this.registry],
    });
    this.registry.setDefaultLabels({ network });
    collectDefaultMetrics({ register: this.registry });
  }

  #gauge<Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> {
    return new Gauge({ name: `powerchain_${name}`, help, labelNames, registers: [this.registry] });
  }

  mended(kind: string): void {
    this.#mended.inc({ kind });
  }

  update(snapshot: Snapshot, health: Health): void {
    for (const state of states) this.#health.set({ state }, state === health.state ? 1 : 0);
    const office = Math.max(1, snapshot.signers.length || snapshot.network.genesisValidators.length);
    this.#age.set(headAge(snapshot));
    this.#period.set(snapshot.network.blockTimeS);
    this.#head.set(Math.max(0, ...snapshot.nodes.map(({ head }) => head?.number ?? 0)));
    this.#sealing.set(health.sealing.length);
    this.#office.set(office);
    this.#needed.set(quorumOf(office).needed);
    for (const [i, row] of statusRows(snapshot).entries()) {
      const item = snapshot.nodes[i];
      const node = row.node;
      if (row.state !== "elsewhere") this.#up.set({ node, role: row.role }, row.state === "running" ? 1 : 0);
      if (row.lag !== null) this.#lag.set({ node }, row.lag);
      if (row.peers !== null) this.#peers.set({ node }, row.peers);
      if (row.poolPending !== null) this.#pool.set({ node }, row.poolPending + (row.poolQueued ?? 0));
      if (row.inTurnShare !== null) this.#inTurn.set({ node }, row.inTurnShare);
      if (item !== undefined) this.#clock.set({ node }, item.clockAheadS);
      this.#disk.set({ node }, row.diskBytes);
      if (item !== undefined) this.#free.set({ node }, item.freeDiskBytes);
    }
  }

  get name(): string {
    return this.#network;
  }
}
