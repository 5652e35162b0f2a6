import { type PowerChainEvent, decodeEvents } from "@powerchain/sdk";
import {
  type AgentActions,
  type AgentMemory,
  type Battery,
  type HomeFlow,
  INTERVAL,
  battery,
  newAgent,
  playRound,
  random,
} from "@powerchain/smart-meter";
import type { TransactionReceipt } from "viem";
import type { Outgoing } from "../fleet/fleet.ts";
import { type Scene, act, readScene } from "./act.ts";
import { Book, type KnownTrade } from "./book.ts";
import { Meters } from "./meters.ts";
import {
  type HomeResult,
  type MeterSide,
  type Play,
  type Played,
  ROUND_STEPS,
  type RoundRecord,
  type Sent,
} from "./types.ts";

const noFlow = (): HomeFlow => ({
  loadWh: 0n,
  generationWh: 0n,
  selfWh: 0n,
  storedWh: 0n,
  spilledWh: 0n,
  drawnWh: 0n,
  gridWh: 0n,
});

export function addFlow(into: HomeFlow, from: HomeFlow): void {
  for (const key of Object.keys(from) as (keyof HomeFlow)[]) into[key] += from[key];
}

/** Homes live on a chain, round by round: they act on what it says, physics happens, meters report. */
export async function playCommunity(play: Play): Promise<Played> {
  const stage = await Stage.open(play);
  for (let round = 0; round < play.rounds && play.signal?.aborted !== true; round++) await stage.round(round);
  return await stage.finish();
}

class Stage {
  readonly #play: Play;
  readonly #meters: MeterSide;
  readonly #agents: AgentMemory[];
  readonly #batteries: Battery[];
  readonly #book = new Book();
  readonly #homes: HomeResult[];
  readonly #sent: Sent;
  readonly #rounds: RoundRecord[] = [];
  readonly #refused: Record<string, number> = {};
  readonly #payIns = { count: 0 };
  #reports: Outgoing[] = [];

  private constructor(play: Play, meters: MeterSide, storedWh: bigint[]) {
    const { cast, series, seed } = play;
    this.#play = play;
    this.#meters = meters;
    this.#agents = cast.homes.map((_, h) => newAgent(random(seed, "agent", h), homeUnit(h, cast.units.length)));
    this.#batteries = storedWh.map((wh) => battery(play.battery, wh));
    this.#homes = series.map(({ name, ratedW }) => ({
      name,
      ratedW,
      flow: noFlow(),
      boughtLots: 0n,
      soldLots: 0n,
      paid: 0n,
      earned: 0n,
      paidIn: 0n,
      ent: 0n,
      eur: 0n,
      owed: 0n,
    }));
    const zeros = (count: number): bigint[] => Array.from({ length: count }, () => 0n);
    const [homes, units] = [cast.homes.length, cast.units.length];
    this.#sent = {
      inWh: zeros(homes),
      outWh: zeros(homes),
      unitInWh: zeros(units),
      unitOutWh: zeros(units),
      readings: 0,
    };
  }

  static async open(play: Play): Promise<Stage> {
    const views = await Promise.all(play.cast.units.map(({ address }) => play.cast.chain.lens.storageUnit(address)));
    return new Stage(
      play,
      play.meters ?? (await Meters.open(play.cast)),
      views.map(({ storedWh }) => storedWh),
    );
  }

  async round(index: number): Promise<void> {
    const { clock } = this.#play;
    const first = index * ROUND_STEPS;
    await clock.reach(first);
    const before = await readScene(this.#play, this.#agents);
    const { outgoing, actions, paidIn } = await act(this.#play, this.#agents, before, this.#book, index, this.#payIns);
    const trades = await this.#send([...this.#reports, ...outgoing]);
    this.#remember(actions);
    paidIn.forEach((eur, h) => ((this.#homes[h] as HomeResult).paidIn += eur));
    const scene = await readScene(this.#play, this.#agents);
    const flow = this.#live(scene, first);
    await clock.reach(first + ROUND_STEPS);
    const ends = await clock.ends(first, ROUND_STEPS);
    this.#reports = await this.#meters.report(
      flow.readings,
      this.#batteries.map((unit) => unit.deliverableWh()),
      ends,
    );
    this.#record(index, flow.total, trades, scene);
  }

  /** Sends, and takes what the events say into the homes' accounts. */
  async #send(outgoing: Outgoing[]): Promise<KnownTrade[]> {
    const { cast } = this.#play;
    const { receipts, failures } = await cast.fleet.attempt(outgoing);
    for (const { error } of failures) {
      const name = (error as { errorName?: string }).errorName ?? error.name;
      this.#refused[name] = (this.#refused[name] ?? 0) + 1;
    }
    const trades = this.#book.take(eventsIn(cast.chain.addresses, receipts));
    const index = new Map(cast.homes.map(({ address }, h) => [address.toLowerCase(), h]));
    const home = (address: string): HomeResult | undefined => this.#homes[index.get(address) ?? -1];
    for (const { buyer, seller, lots, eur } of trades) {
      const [buys, sells] = [home(buyer), home(seller)];
      if (buys) [buys.boughtLots, buys.paid] = [buys.boughtLots + lots, buys.paid + eur];
      if (sells) [sells.soldLots, sells.earned] = [sells.soldLots + lots, sells.earned + eur];
    }
    return trades;
  }

  /** What a home placed: filled whole at once, or resting under this number. */
  #remember(actions: readonly AgentActions[]): void {
    actions.forEach(({ place }, h) => {
      if (!place) return;
      const { address } = this.#play.cast.homes[h] as { address: `0x${string}` };
      const resting = this.#book.of(address);
      (this.#agents[h] as AgentMemory).order = { ...place, id: resting?.id ?? 0n };
    });
  }

  /** The round's physics; homes remember what they lacked. */
  #live(scene: Scene, first: number) {
    const { series, declaredWh, cast } = this.#play;
    const units = this.#batteries.map((unit, u) => {
      const booked = scene.units[u]?.storedWh ?? 0n;
      const roomWh = declaredWh === 0n ? 2n ** 40n : declaredWh > booked ? declaredWh - booked : 0n;
      return { battery: unit, roomWh };
    });
    const homes = series.map((own, h) => ({
      series: own,
      fills: homeUnit(h, cast.units.length),
      draws: (this.#agents[h] as AgentMemory).unit,
      sessionWh: scene.sessions[h]?.energyWh ?? 0n,
    }));
    const { readings, flows } = playRound(homes, units, first, ROUND_STEPS);
    const total = noFlow();
    flows.forEach((steps, h) => {
      for (const [i, flow] of steps.entries()) {
        const weight = this.#play.needWeight?.(first + i) ?? 1n;
        (this.#agents[h] as AgentMemory).needs.push((flow.drawnWh + flow.gridWh) * weight);
        addFlow((this.#homes[h] as HomeResult).flow, flow);
        addFlow(total, flow);
      }
    });
    this.#count(readings);
    return { readings, total };
  }

  #count(readings: readonly { unit: number; home: number; kind: string; wh: bigint }[]): void {
    const { inWh, outWh, unitInWh, unitOutWh } = this.#sent;
    for (const { unit, home, kind, wh } of readings) {
      const [byHome, byUnit] = kind === "produced" ? [inWh, unitInWh] : [outWh, unitOutWh];
      byHome[home] = (byHome[home] as bigint) + wh;
      byUnit[unit] = (byUnit[unit] as bigint) + wh;
    }
    this.#sent.readings += readings.length + this.#batteries.length;
  }

  #record(index: number, flow: HomeFlow, trades: readonly KnownTrade[], { network }: Scene): void {
    const record: RoundRecord = {
      index,
      time: this.#play.start + index * ROUND_STEPS * INTERVAL,
      flow,
      tradedLots: trades.reduce((sum, { lots }) => sum + lots, 0n),
      turnover: trades.reduce((sum, { eur }) => sum + eur, 0n),
      trades: trades.length,
      imbalance: network.imbalance,
      rate: network.rate,
      storedWh: network.energyWh,
    };
    if (this.#play.rounds !== Infinity) this.#rounds.push(record);
    this.#play.onRound?.(record);
  }

  /** The last reports go out, and accounts are read. */
  async finish(): Promise<Played> {
    await this.#send(this.#reports);
    const { accounts } = await readScene(this.#play, this.#agents);
    accounts.forEach(({ entAvailable, entLocked, eurAvailable, eurLocked, owed }, h) =>
      Object.assign(this.#homes[h] as HomeResult, {
        ent: entAvailable + entLocked,
        eur: eurAvailable + eurLocked,
        owed,
      }),
    );
    return { rounds: this.#rounds, homes: this.#homes, sent: this.#sent, refused: this.#refused };
  }
}

/** Neighbours in pairs share a unit. */
export const homeUnit = (home: number, units: number): number => Math.floor(home / 2) % units;

function eventsIn(
  addresses: Play["cast"]["chain"]["addresses"],
  receipts: readonly TransactionReceipt[],
): PowerChainEvent[] {
  const ordered = [...receipts].sort(
    (a, b) => Number(a.blockNumber - b.blockNumber) || a.transactionIndex - b.transactionIndex,
  );
  return ordered.flatMap(({ logs }) => decodeEvents(addresses, logs));
}
