import {
  type PowerChain,
  type SessionView,
  type UnitView,
  formatDecimal,
  formatParameter,
  parameterNames,
  parameters,
} from "@powerchain/sdk";
import type { Spec, Values } from "./arguments.ts";
import { formats, nameOf, showCommand } from "./show.ts";

/** Rows of what was read: the first line is the titles. */
export interface Answer {
  titles: string[];
  rows: string[][];
  /** The same as plain data, for --json. */
  data: unknown;
}

/** A method that only reads. */
export interface ReadMethod {
  kind: "read";
  about: string;
  args: Spec;
  read: (chain: PowerChain, values: Record<string, unknown>) => Promise<Answer>;
}

function method<S extends Spec>(
  about: string,
  args: S,
  read: (chain: PowerChain, values: Values<S>) => Promise<Answer>,
): ReadMethod {
  return { kind: "read", about, args, read: read as unknown as ReadMethod["read"] };
}

const { ent, eur, kwh, capacity, power, rate, lots, price, time, count, flag, account } = formats;

/** A list of names and figures. */
function figures(data: unknown, rows: Record<string, string>): Answer {
  return { titles: ["", ""], rows: Object.entries(rows), data };
}

function unitRow(unit: UnitView): string[] {
  return [
    nameOf(unit.unit),
    unit.owner === undefined ? "not registered" : nameOf(unit.owner),
    kwh(unit.storedWh),
    kwh(unit.lockedWh),
    capacity(unit.capacityWh),
    power(unit.powerW),
    kwh(unit.givenAwayWh),
    time(unit.lastIntervalEnd),
    count(unit.lastSequence),
  ];
}
const UNIT_TITLES = [
  "unit",
  "owner",
  "stored",
  "locked",
  "capacity",
  "power",
  "given away",
  "last interval",
  "reports",
];

function sessionRow(session: SessionView): string[] {
  const state = session.live ? "live" : session.dead ? "dead" : session.open ? "ended" : "closed";
  const { unit, consumer, closableFrom } = session;
  const closable = closableFrom === undefined ? "" : time(closableFrom === 0n ? 1n : closableFrom);
  const when = closableFrom === 0n ? "now" : closable;
  return [
    nameOf(unit),
    nameOf(consumer),
    state,
    ent(session.ent),
    kwh(session.energyWh),
    rate(session.rate),
    time(session.endsAt),
    when,
  ];
}
const SESSION_TITLES = ["unit", "consumer", "state", "ENT", "energy", "rate", "ends", "closable from"];

/** The reads of the thesis's section 5.2, by name. */
export const readMethods: Record<string, ReadMethod> = {
  network: method("the whole community in one look", {}, async (chain) => {
    const view = await chain.lens.network();
    return figures(view, {
      "total ENT": ent(view.ent),
      "total energy": kwh(view.energyWh),
      imbalance: ent(view.imbalance),
      "rate R": rate(view.rate),
      "minting rate": rate(view.mintingRate),
      "burning rate": rate(view.burningRate),
      "total eEuro": eur(view.eur),
      "minted today": eur(view.mintedToday),
      banker: account(view.banker),
      voters: count(view.voters),
      ballots: count(view.ballots),
      "units ever": count(view.units),
      block: `${view.blockNumber} of ${time(view.timestamp)}`,
    });
  }),
  totalEnergy: method("all energy stored", {}, async (chain) => {
    const { energyWh } = await chain.lens.network();
    return figures({ energyWh }, { "total energy": kwh(energyWh) });
  }),
  totalEnt: method("all ENT there is", {}, async (chain) => {
    const total = await chain.pool.totalEnt();
    return figures({ ent: total }, { "total ENT": ent(total) });
  }),
  totalEuro: method("all eEuro there is", {}, async (chain) => {
    const total = await chain.bank.totalEuro();
    return figures({ eur: total }, { "total eEuro": eur(total) });
  }),
  rates: method("R, and what minting and burning cost", {}, async (chain) => {
    const { rate: r, mintingRate, burningRate, imbalance } = await chain.lens.network();
    return figures(
      { rate: r, mintingRate, burningRate, imbalance },
      {
        "rate R": rate(r),
        "minting rate": rate(mintingRate),
        "burning rate": rate(burningRate),
        imbalance: ent(imbalance),
      },
    );
  }),
  parameters: method("what voters can set", {}, async (chain) => {
    const { parameters: values } = await chain.lens.network();
    const rows = parameterNames.map((name) => [
      name,
      formatParameter(name, values[name]),
      `${formatParameter(name, parameters[name].least)} … ${name === "mintCap" || name === "owedLimit" ? "any" : formatParameter(name, parameters[name].most)}`,
      parameters[name].title,
    ]);
    return { titles: ["parameter", "value", "bounds", "what it is"], rows, data: values };
  }),
  storageUnits: method("all units ever registered", {}, async (chain) => {
    const units = await chain.lens.storageUnits();
    return { titles: UNIT_TITLES, rows: units.map(unitRow), data: units };
  }),
  unitInfo: method("a unit", { unit: "account" }, async (chain, { unit }) => {
    const view = await chain.lens.storageUnit(unit);
    return { titles: UNIT_TITLES, rows: [unitRow(view)], data: view };
  }),
  unitEnergy: method("what a unit stores", { unit: "account" }, async (chain, { unit }) => {
    const { storedWh, lockedWh } = await chain.lens.storageUnit(unit);
    return figures({ storedWh, lockedWh }, { stored: kwh(storedWh), locked: kwh(lockedWh) });
  }),
  sessions: method(
    "open sessions, of all or of a consumer",
    { "consumer?": "account" },
    async (chain, { consumer }) => {
      const sessions = await chain.pool.openSessions({ consumer });
      return { titles: SESSION_TITLES, rows: sessions.map(sessionRow), data: sessions };
    },
  ),
  sessionEnergy: method("what is left in a session", { unit: "account", consumer: "account" }, async (chain, key) => {
    const session = await chain.lens.session(key);
    return { titles: SESSION_TITLES, rows: [sessionRow(session)], data: session };
  }),
  quoteSession: method(
    "what a session would hold",
    { unit: "account", consumer: "account", ent: "ent" },
    async (chain, asked) => {
      const quote = await chain.lens.quoteSession(asked);
      return figures(quote, {
        energy: kwh(quote.energyWh),
        rate: rate(quote.rate),
        ends: time(quote.endsAt),
        "free in the unit": kwh(quote.freeWh),
        possible: flag(quote.possible),
      });
    },
  ),
  balances: method("what an account has and owes", { account: "account" }, async (chain, values) => {
    const view = await chain.lens.account(values.account);
    return figures(view, {
      "ENT available": ent(view.entAvailable),
      "ENT locked": ent(view.entLocked),
      "EUR available": eur(view.eurAvailable),
      "EUR locked": eur(view.eurLocked),
      "of it for withdrawal": eur(view.eurForWithdrawal),
      owes: ent(view.owed),
      voter: flag(view.voter),
      banker: flag(view.banker),
      "storage unit": flag(view.storageUnit),
    });
  }),
  voters: method("all voters in office", {}, async (chain) => {
    const voters = await chain.governance.voters();
    const since = await Promise.all(voters.map((voter) => chain.governance.lastVoteAt(voter)));
    return {
      titles: ["voter", "last vote"],
      rows: voters.map((voter, i) => [nameOf(voter), time(since[i] ?? 0n)]),
      data: voters,
    };
  }),
  banker: method("the banker", {}, async (chain) => {
    const banker = await chain.bank.banker();
    return figures({ banker }, { banker: account(banker) });
  }),
  ballots: method("all ballots, the newest first", {}, async (chain) => {
    const total = await chain.governance.ballotCount();
    const ballots = (await chain.governance.ballots(1n, total)).reverse();
    const rows = ballots.map((b) => [
      count(b.id),
      b.state,
      showCommand(b.command),
      count(b.positive),
      count(b.missing),
      time(b.endsAt),
    ]);
    return { titles: ["ballot", "state", "command", "positive", "missing", "ends"], rows, data: ballots };
  }),
  ballot: method("who voted what", { ballot: "count" }, async (chain, { ballot }) => {
    const votes = await chain.governance.votesOf(ballot);
    const rows = votes.map(({ voter, support, inOffice }) => [
      nameOf(voter),
      support ? "yes" : "no",
      inOffice ? "" : "no longer in office",
    ]);
    return { titles: ["voter", "vote", ""], rows, data: votes };
  }),
  book: method("the market's best levels", {}, async (chain) => {
    const [buys, sells] = await Promise.all([chain.market.book("buy", 50), chain.market.book("sell", 50)]);
    const row = (side: string) => (level: { priceTicks: bigint; lots: bigint }) => [
      side,
      price(level.priceTicks),
      lots(level.lots),
    ];
    return {
      titles: ["side", "price", "left"],
      rows: [...sells.toReversed().map(row("sell")), ...buys.map(row("buy"))],
      data: { buys, sells },
    };
  }),
  orders: method("open orders, of all or of an account", { "owner?": "account" }, async (chain, { owner }) => {
    const orders = await chain.market.openOrders({ owner });
    const rows = orders.map((o) => [
      count(o.id),
      o.side,
      price(o.priceTicks),
      lots(o.left),
      lots(o.lots),
      nameOf(o.owner),
    ]);
    return { titles: ["order", "side", "price", "left", "of", "owner"], rows, data: orders };
  }),
  trades: method("all trades", {}, async (chain) => {
    const trades = await chain.market.trades();
    const rows = trades.map(({ args, blockNumber }) => [
      count(blockNumber),
      lots(args.lots),
      halfPrice(args.priceHalfTicks),
      nameOf(args.taker),
    ]);
    return { titles: ["block", "quantity", "price", "taker"], rows, data: trades };
  }),
};

/** Half ticks have five decimals of a EUR/ENT. */
function halfPrice(halfTicks: number): string {
  return `${formatDecimal(BigInt(halfTicks) * 5n, 5)} EUR/ENT`;
}
