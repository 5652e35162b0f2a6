import type { Change, CommunityIndex } from "../follow/communityIndex.ts";
import type { HistoryRow } from "../core/schema.ts";
import { tradeView } from "../queries/accounts.ts";

export interface LiveMessage {
  event: "hello" | "block" | "trade" | "depth" | "ballot" | "energy" | "account" | "reorg";
  data: unknown;
}

type Row = Record<string, unknown>;
type What = "balances" | "orders" | "sessions" | "debt" | "roles" | "energy";
type Listener = (message: LiveMessage) => void;

const ENT_PER_WH = 1_000_000n;
/** More than this in one span: the index is catching up, and nobody can watch so much at once. */
const MOST_TRADES = 200;

/** Tells listeners by topic what each span of blocks has changed. */
export class LiveHub {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #index: CommunityIndex;
  #count = 0;

  constructor(index: CommunityIndex) {
    this.#index = index;
    index.onChange((change) => this.#tell(change));
  }

  /** How many streams are open. */
  get listeners(): number {
    return this.#count;
  }

  /** Listens until the answer is called. Every listener hears of reorganisations. */
  listen(topics: readonly string[], listener: Listener): () => void {
    const all = [...topics, "reorg"];
    for (const topic of all) {
      const set = this.#listeners.get(topic) ?? new Set();
      this.#listeners.set(topic, set.add(listener));
    }
    this.#count++;
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.#count--;
      for (const topic of all) {
        const set = this.#listeners.get(topic);
        set?.delete(listener);
        if (set?.size === 0) this.#listeners.delete(topic);
      }
    };
  }

  #send(topic: string, event: LiveMessage["event"], data: () => unknown): void {
    const set = this.#listeners.get(topic);
    if (set === undefined) return;
    const message = { event, data: data() };
    for (const listener of set) listener(message);
  }

  #tell(change: Change): void {
    if (this.#listeners.size === 0) return;
    const { block, hash, at } = change.cursor;
    if (change.kind === "reorganised") return this.#send("reorg", "reorg", () => ({ block }));
    this.#send("blocks", "block", () => ({ number: block, hash, at, chainHead: this.#index.chainHead }));
    for (const row of (change.set.added.trades ?? []).slice(-MOST_TRADES)) {
      this.#send("trades", "trade", () => tradeView(row as HistoryRow<"trades">));
    }
    this.#tellDepth(change.set.changed.levels ?? [], change.set.removed.levels ?? [], block);
    for (const { id, state, positive } of change.set.changed.ballots ?? []) {
      this.#send("ballots", "ballot", () => ({ id, state, positive }));
    }
    for (const { ballot } of change.set.changed.votes ?? []) {
      this.#send("ballots", "ballot", () => ({ id: ballot, state: "open", positive: null }));
    }
    const point = change.set.added.points?.at(-1) as HistoryRow<"points"> | undefined;
    if (point !== undefined) this.#send("energy", "energy", () => totalsView(point, block));
    for (const [address, what] of touchedBy(change)) {
      this.#send(`account:${address}`, "account", () => ({ address, changed: [...what], block }));
    }
  }

  #tellDepth(changed: Row[], removed: Row[], block: number): void {
    if (changed.length + removed.length === 0) return;
    this.#send("depth", "depth", () => ({
      block,
      changes: [
        ...changed.map(({ side, tick, lots, orders }) => ({ side, priceTicks: tick, energyWh: lots, orders })),
        ...removed.map(({ side, tick }) => ({ side, priceTicks: tick, energyWh: 0, orders: 0 })),
      ],
    }));
  }
}

function totalsView({ ent, energyWh, rate }: HistoryRow<"points">, block: number): unknown {
  const imbalanceEnt = String(ent - BigInt(energyWh) * ENT_PER_WH);
  return { block, totalEnt: String(ent), energyWh, imbalanceEnt, rate: Number(rate) };
}

/** Which accounts a span touched, and in what. */
function touchedBy({ set }: Extract<Change, { kind: "blocks" }>): Map<string, Set<What>> {
  const touched = new Map<string, Set<What>>();
  const note = (address: unknown, what: What): void => {
    if (typeof address !== "string" || address === "") return;
    const list = touched.get(address);
    if (list === undefined) touched.set(address, new Set([what]));
    else list.add(what);
  };
  for (const { address } of set.changed.accounts ?? []) note(address, "balances");
  for (const { owner } of set.changed.orders ?? []) note(owner, "orders");
  for (const { consumer, unit } of set.changed.sessions ?? []) {
    note(consumer, "sessions");
    note(unit, "sessions");
  }
  for (const { resident } of set.added.debts ?? []) note(resident, "debt");
  for (const { voter } of set.changed.voters ?? []) note(voter, "roles");
  for (const { resident, unit, owner } of set.added.readings ?? []) {
    note(resident, "energy");
    note(unit, "energy");
    note(owner, "energy");
  }
  return touched;
}
