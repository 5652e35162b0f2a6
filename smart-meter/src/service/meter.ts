/**
 * The meter service: sources in, outbox between, chain out. What it decides stands in reading/ (what a sample means) and
 * outbox/core.ts (what is sent when); here is what runs them.
 */
import type { ReportChain } from "../chain/chain.ts";
import { MeterError } from "../errors.ts";
import { failPoint } from "../failpoint.ts";
import { Sender, type SenderLog } from "../outbox/sender.ts";
import type { SenderRules } from "../outbox/core.ts";
import type { Store, UnitRow } from "../outbox/store.ts";
import {
  commitStep,
  passTime,
  takeSamples,
  type PipelineConfig,
  type PipelineState,
  type PipelineStep,
} from "../reading/pipeline.ts";
import type { Address, Notice, NoticeKind, Sample } from "../reading/types.ts";
import type { UnitKey } from "../signing/key.ts";
import { Signer } from "../signing/signer.ts";
import type { SenderKey } from "../signing/transaction.ts";
import { pause, type Source } from "../source/source.ts";
import { meterClock, type MeterClock } from "./clock.ts";

export interface MeterOptions {
  store: Store;
  chain: ReportChain;
  /** What signatures are for; the chain must be this one. */
  domain: { chainId: number; gateway: Address; genesisHash: string };
  units: readonly UnitKey[];
  sender: SenderKey;
  pipeline: PipelineConfig;
  sources: readonly Source[];
  /** Readings that may wait; then nothing new is taken until some are delivered: the oldest are kept. */
  mostWaiting: number;
  keepMs: number;
  log: SenderLog;
  clock?: MeterClock;
  rules?: Partial<SenderRules>;
  /** Every so many ms it looks at the chain. */
  pollMs?: number;
  onNotice?: (notice: Notice) => void;
  onStored?: (readings: number) => void;
  onConfirmed?: (info: { readings: number; rejected: number; latencies: number[] }) => void;
}

const RULES = { window: 128, batches: 400, resendAfter: 10_000, longestPause: 60_000 };
const chainName = ({ chainId, genesisHash, gateway }: MeterOptions["domain"]): string =>
  `${chainId}/${genesisHash}/${gateway}`.toLowerCase();
const TICK_MS = 1_000;
const PRUNE_MS = 3_600_000;
const IDENTITY_MS = 60_000;
const RETRY_MS = 2_000;

export class Meter {
  readonly #o: MeterOptions;
  readonly #clock: MeterClock;
  readonly #signer: Signer;
  readonly #stop = new AbortController();
  readonly #connected = new Map<string, boolean>();
  #pipeline: PipelineState = { channels: new Map(), released: new Map() };
  #sender: Sender | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #head = 0;
  #chainSeen = 0;
  #saidAhead = false;
  #saidFull = false;

  constructor(options: MeterOptions) {
    this.#o = options;
    this.#clock = options.clock ?? meterClock();
    this.#signer = new Signer(options.units, options.domain);
  }

  /** Runs until `stop`, or until something happens that only its owner can mend. Finite sources end it once all is delivered, if `untilDone`. */
  async run({ untilDone = false }: { untilDone?: boolean } = {}): Promise<void> {
    if (!this.#isKnown()) await this.#meetChain();
    this.#pipeline = this.#o.store.loadPipeline();
    const sources = this.#o.sources.map((source) => this.#runSource(source));
    const all = Promise.all(sources);
    const tasks = [this.#tick(), this.#deliver(), this.#prune()];
    if (untilDone) tasks.push(all.then(() => this.#drained()).then(() => this.stop()));
    try {
      await Promise.race([Promise.all(tasks), all.then(() => new Promise<never>(() => undefined))]);
    } finally {
      this.#stop.abort();
      await Promise.allSettled([...tasks, all]);
      await this.#turn;
      await this.#signer.close();
    }
  }

  stop(): void {
    this.#stop.abort();
  }

  /** For /readyz: it hears from all sources and from the chain. */
  ready(): { ready: boolean; detail: object } {
    const sources = Object.fromEntries(this.#o.sources.map(({ name }) => [name, this.#connected.get(name) ?? false]));
    const chainSeconds = this.#chainSeen === 0 ? null : Math.round((Date.now() - this.#chainSeen) / 1000);
    const chain = chainSeconds !== null && chainSeconds < 60;
    const detail = { chain, chainSeconds, sources, ...this.figures() };
    return { ready: chain && Object.values(sources).every(Boolean), detail };
  }

  figures() {
    const sending = this.#sender?.figures() ?? { open: 0, held: 0, failures: 0, waiting: this.#o.store.waiting };
    return { ...sending, head: this.#head, clockAhead: this.#clock.ahead() };
  }

  // --- the chain ---

  /** An outbox that knows its chain and all of its units takes readings while the chain is away, also after a restart. */
  #isKnown(): boolean {
    const { store, units, domain } = this.#o;
    return store.meta("chain") === chainName(domain) && units.every(({ address }) => store.units.has(address));
  }

  /** Waits for the chain, makes sure that it is the right one, and learns where its units stand. */
  async #meetChain(): Promise<void> {
    for (;;) {
      try {
        await this.#checkIdentity();
        await this.#meetUnits();
        const depth = await this.#o.chain.depth();
        const rules = { ...RULES, depth, ...this.#o.rules };
        const { store, chain, sender, log, onConfirmed } = this.#o;
        this.#sender = new Sender({
          store,
          chain,
          sender,
          rules,
          log,
          onConfirmed,
          onBlock: (head, time) => this.#block(head, time),
        });
        return;
      } catch (error) {
        if (error instanceof MeterError) throw error;
        if (this.#stop.signal.aborted) return;
        this.#o.log.warn({ error: (error as Error).message }, "the chain does not answer; waiting for it");
        await pause(RETRY_MS, this.#stop.signal);
      }
    }
  }

  async #checkIdentity(): Promise<void> {
    const { chain, domain, store } = this.#o;
    const found = await chain.identity();
    const outbox = chainName(domain);
    const known = store.meta("chain") ?? outbox;
    if (known !== outbox)
      throw new MeterError(
        `This outbox belongs to another chain or community (${known}); the manifest says ${outbox}.`,
        {
          hint: "Give this community's meter a data folder of its own.",
        },
      );
    if (found.genesisHash.toLowerCase() !== domain.genesisHash.toLowerCase() || found.chainId !== domain.chainId)
      throw new MeterError(
        `The chain was reset: it begins with ${found.genesisHash}, the manifest says ${domain.genesisHash}.`,
        {
          hint: "Readings stay in the outbox. Deploy again, or point the meter to the old chain; a new chain needs a new data folder.",
        },
      );
    if (!found.gatewayThere)
      throw new MeterError(`There is no contract at ${domain.gateway}, where the manifest says MeterGateway is.`, {
        hint: "The node may still be catching up; if not, the chain was set back: deploy again.",
      });
    store.setMeta("chain", outbox);
  }

  /** A unit that is new here goes on after the number that the chain knows. */
  async #meetUnits(): Promise<void> {
    const { store, units, chain, log } = this.#o;
    const lasts = await chain.lastSequences(units.map(({ address }) => address));
    const strangers = units.flatMap(({ address }, i) =>
      store.units.has(address) ? [] : [{ address, next: (lasts[i] as number) + 1 }],
    );
    store.addUnits(strangers);
    for (const { address, next } of strangers) log.info({ unit: address, next }, "a unit is new to this outbox");
    units.forEach(({ address }, i) => {
      const last = lasts[i] as number;
      const row = store.units.get(address) as UnitRow;
      if (last >= row.next) {
        log.warn(
          { unit: address, chain: last, next: row.next },
          "the chain knows more of this unit than this outbox: another meter has its key, or this is an old copy",
        );
        store.skipTo(row, last + 1);
      }
    });
  }

  #block(head: number, timestamp: number): void {
    this.#chainSeen = Date.now();
    if (head <= this.#head) return;
    this.#head = head;
    this.#clock.sawBlock(timestamp);
    const ahead = this.#clock.ahead();
    if (ahead > 0 && !this.#saidAhead)
      this.#o.log.warn({ ahead }, "this machine's clock is ahead of the chain's; going by the chain's");
    this.#saidAhead = ahead > 0;
  }

  async #deliver(): Promise<void> {
    const { signal } = this.#stop;
    if (!this.#sender) await this.#meetChain();
    let checked = Date.now();
    while (!signal.aborted) {
      await this.#sender?.round();
      if (Date.now() - checked > IDENTITY_MS && this.figures().failures === 0) {
        checked = Date.now();
        await this.#checkIdentity().catch((error: unknown) => {
          if (error instanceof MeterError) throw error;
        });
      }
      await pause(this.#o.pollMs ?? 250, signal);
    }
  }

  async #drained(): Promise<void> {
    while (!this.#stop.signal.aborted && !(this.#sender?.idle ?? false)) await pause(50, this.#stop.signal);
  }

  // --- readings ---

  async #runSource(source: Source): Promise<void> {
    const { signal } = this.#stop;
    try {
      await source.run({
        take: (samples, place) => this.#inTurn(() => this.#take(source.name, samples, place)),
        notice: (kind, channel, text) => this.#notice(kind, channel, text),
        connected: (yes) => this.#connected.set(source.name, yes),
        place: this.#o.store.cursor(source.name),
        signal,
        now: () => this.#clock.now(),
      });
    } catch (error) {
      this.#connected.set(source.name, false);
      this.#stop.abort();
      throw error;
    }
  }

  /** One at a time: a step is stored before the next is computed from it. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    await done;
  }

  async #take(source: string, samples: readonly Sample[], place: string | undefined): Promise<void> {
    const kept = await this.#whatFits(samples);
    await this.#write(
      () => takeSamples(this.#pipeline, kept, this.#o.pipeline, this.#clock.now(), this.#clock.wall()),
      place === undefined ? undefined : { source, cursor: place },
    );
  }

  /** With a full outbox registers are passed over (their next difference has it all), intervals wait. */
  async #whatFits(samples: readonly Sample[]): Promise<readonly Sample[]> {
    const full = () => this.#o.store.waiting >= this.#o.mostWaiting;
    if (full() && !this.#saidFull)
      this.#o.log.warn(
        { waiting: this.#o.store.waiting },
        "the outbox is full; nothing new is taken until some of it is delivered",
      );
    this.#saidFull = full();
    if (!full()) return samples;
    if (!samples.some(({ type }) => type === "interval")) return [];
    while (full() && !this.#stop.signal.aborted) await pause(TICK_MS, this.#stop.signal);
    if (this.#stop.signal.aborted)
      throw new MeterError("The meter is stopping; these readings were not taken.", { retry: true });
    return samples;
  }

  /** Stores a step; a full disk is waited for, with the step computed anew. */
  async #write(compute: () => PipelineStep, place?: { source: string; cursor: string }): Promise<void> {
    for (;;) {
      const step = compute();
      if (step.channels.size === 0 && step.readings.length === 0 && step.notices.length === 0 && !place) return;
      failPoint("ingest.before");
      try {
        const batches = this.#o.store.number(step.readings);
        const signatures = await this.#signer.sign(batches);
        if (!this.#o.store.ingest(step, batches, signatures, Date.now(), place)) continue;
        commitStep(this.#pipeline, step);
        step.notices.forEach((notice) => this.#o.onNotice?.(notice));
        this.#o.onStored?.(step.readings.length);
        return;
      } catch (error) {
        if (!(error instanceof MeterError) || !error.retry || this.#stop.signal.aborted) throw error;
        this.#o.log.warn({ error: error.message }, "readings could not be stored; trying again");
        await pause(RETRY_MS, this.#stop.signal);
      }
    }
  }

  #notice(kind: NoticeKind, channel: string, text: string): void {
    const notice = { kind, channel, at: this.#clock.now(), text };
    try {
      this.#o.store.addNotices([notice]);
    } catch (error) {
      this.#o.log.warn({ error: (error as Error).message }, "a notice could not be stored");
    }
    this.#o.onNotice?.(notice);
  }

  /** Closes intervals that are over. */
  async #tick(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#inTurn(() => this.#write(() => passTime(this.#pipeline, this.#o.pipeline, this.#clock.now())));
      await pause(TICK_MS, signal);
    }
  }

  async #prune(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const readings = this.#o.store.prune(Date.now() - this.#o.keepMs);
        if (readings > 0) this.#o.log.info({ readings }, "old readings were pruned");
      } catch (error) {
        this.#o.log.warn({ error: (error as Error).message }, "pruning failed; trying again later");
      }
      await pause(PRUNE_MS, signal);
    }
  }
}
