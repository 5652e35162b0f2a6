import { bankCommands, marketCommands, poolCommands } from "@powerchain/sdk";
import { type AgentActions, type AgentMemory, type AgentView, decide, ENT_PER_WH } from "@powerchain/smart-meter";
import type { LocalAccount } from "viem";
import type { Outgoing } from "../fleet/fleet.ts";
import type { Book } from "./book.ts";
import { type Play, ROUND_STEPS } from "./types.ts";

/** What the chain says before a round. */
export interface Scene {
  accounts: readonly {
    entAvailable: bigint;
    entLocked: bigint;
    eurAvailable: bigint;
    eurLocked: bigint;
    owed: bigint;
  }[];
  sessions: readonly { ent: bigint; energyWh: bigint; endsAt: bigint; open: boolean }[];
  units: readonly { storedWh: bigint; lockedWh: bigint }[];
  network: { imbalance: bigint; rate: bigint; burningRate: bigint; energyWh: bigint };
  minOrderLots: bigint;
}

export async function readScene({ cast }: Play, agents: readonly AgentMemory[]): Promise<Scene> {
  const { chain, homes, units } = cast;
  const keys = homes.map(({ address }, h) => ({ unit: unitOf(units, agents[h]), consumer: address }));
  const [accounts, sessions, views, network] = await Promise.all([
    chain.lens.accounts(homes.map(({ address }) => address)),
    chain.lens.sessions(keys),
    Promise.all(units.map(({ address }) => chain.lens.storageUnit(address))),
    chain.lens.network(),
  ]);
  return { accounts, sessions, units: views, network, minOrderLots: network.parameters.minOrder };
}

const unitOf = (units: Play["cast"]["units"], agent: AgentMemory | undefined) =>
  (units[agent?.unit ?? 0] as Play["cast"]["units"][number]).address;

export interface Acted {
  outgoing: Outgoing[];
  actions: AgentActions[];
  /** eEuro units that each home paid in. */
  paidIn: bigint[];
}

/** Lets every home decide on what it sees, and makes its transactions; `agents` are replaced by what they remember then. */
export async function act(
  play: Play,
  agents: AgentMemory[],
  scene: Scene,
  book: Book,
  round: number,
  payIns: { count: number },
): Promise<Acted> {
  const acted: Acted = { outgoing: [], actions: [], paidIn: [] };
  const horizon = await play.clock.horizon(round * ROUND_STEPS, ROUND_STEPS);
  const free = scene.units.map(({ storedWh, lockedWh }) => (storedWh > lockedWh ? storedWh - lockedWh : 0n));
  for (const [h, home] of play.cast.homes.entries()) {
    const view = viewOf(play, scene, h, home, book, horizon, free);
    const { memory, actions } = decide(agents[h] as AgentMemory, view);
    agents[h] = memory;
    acted.actions.push(actions);
    acted.outgoing.push(...(await outgoingOf(play, home, actions)));
    if (actions.session) free[actions.session.unit] = lessLocked(free[actions.session.unit] ?? 0n, actions.session.ent);
    acted.paidIn.push(actions.payIn ?? 0n);
    if (actions.payIn !== undefined) acted.outgoing.push(await payIn(play, home, actions.payIn, ++payIns.count));
  }
  return acted;
}

const lessLocked = (free: bigint, ent: bigint): bigint => (free > ent / ENT_PER_WH ? free - ent / ENT_PER_WH : 0n);

function viewOf(
  play: Play,
  scene: Scene,
  h: number,
  home: LocalAccount,
  book: Book,
  horizon: number,
  freeWh: bigint[],
): AgentView {
  const account = scene.accounts[h] as Scene["accounts"][number];
  const session = scene.sessions[h] as Scene["sessions"][number];
  return {
    entAvailable: account.entAvailable,
    eurAvailable: account.eurAvailable,
    sessionEnt: session.ent,
    sessionWh: session.energyWh,
    sessionEnds: Number(session.endsAt) < horizon,
    orderLeft: book.of(home.address)?.lots ?? 0n,
    freeWh: [...freeWh],
    rate: scene.network.burningRate,
    minOrderLots: scene.minOrderLots,
    steps: ROUND_STEPS,
    ...play.prices,
  };
}

async function outgoingOf(
  { cast }: Play,
  home: LocalAccount,
  { cancel, place, session }: AgentActions,
): Promise<Outgoing[]> {
  const outgoing: Outgoing[] = [];
  const add = async (command: Parameters<typeof cast.fleet.command>[1]): Promise<void> =>
    void outgoing.push(await cast.fleet.command(home, command));
  if (cancel !== undefined) await add(marketCommands.removeOrders({ orders: [cancel] }));
  if (session) {
    const { address } = cast.units[session.unit] as (typeof cast.units)[number];
    await add(poolCommands.startConsumptionSession({ unit: address, ent: session.ent }));
  }
  if (place) await add(marketCommands.addOrder({ side: place.side, priceTicks: place.ticks, lots: place.lots }));
  return outgoing;
}

/** The banker credits what came by bank. */
async function payIn({ cast }: Play, home: LocalAccount, amount: bigint, count: number): Promise<Outgoing> {
  const reference = `PAY-IN-${count}`;
  return await cast.fleet.command(cast.banker, bankCommands.mintEuro({ to: home.address, amount, reference }));
}
