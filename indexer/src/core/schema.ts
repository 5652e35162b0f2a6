import { type RowOf, type TableShape, amount, flag, int, nullable, text } from "./columns.ts";

// What the index holds of one community. Amounts: ENT 1e-9, eEuro 1e-8; `at` and other times: Unix seconds; a `log` is a
// log's number in its block. Everything here follows from the chain's events alone, so it can be made anew at any time.

const place = { block: int, log: int, at: int, tx: text };

/** Rows that change. */
export const state = {
  accounts: {
    kind: "state",
    columns: {
      address: text,
      ent: amount, // available + locked
      entLocked: amount,
      eur: amount,
      eurLocked: amount,
      eurWithdrawal: amount, // part of eurLocked
      owed: amount,
      firstSeen: int,
      withdrawalSince: nullable(int),
    },
    key: ["address"],
  },
  units: {
    kind: "state",
    columns: {
      unit: text,
      ordinal: int, // order of first registration
      owner: nullable(text), // null: not registered
      storedWh: int,
      lockedWh: int,
      capacityWh: int,
      powerW: int,
      lastIntervalEnd: int,
      lastSequence: int,
      givenAwayWh: amount,
      generation: int, // how often it was removed
      registeredAt: int,
    },
    key: ["unit"],
    indexes: [["owner"]],
  },
  sessions: {
    kind: "state",
    columns: {
      unit: text,
      consumer: text,
      open: flag,
      generation: int, // of the unit when it began; another one now: dead
      ent: amount,
      energyWh: int,
      rate: int,
      startedAt: int,
      endsAt: int,
      addedEnt: amount,
      burnedEnt: amount,
      consumedWh: int,
      renewals: int,
      block: int, // where it began
      log: int,
    },
    key: ["unit", "consumer"],
    indexes: [["consumer"]],
  },
  orders: {
    kind: "state",
    columns: {
      id: text,
      owner: text,
      side: text, // buy, sell
      tick: int,
      lots: int,
      leftLots: int,
      state: text, // open, filled, cancelled, selfTrade, expired
      expiresAt: int, // 0: never
      block: int, // where it was placed
      log: int,
      at: int,
      updatedAt: int,
      tx: text,
    },
    key: ["id"],
    indexes: [
      ["owner", "block", "log"],
      ["state", "block", "log"],
    ],
    live: { sql: "state = 'open'", test: (row: { state: string }) => row.state === "open" },
  },
  levels: {
    kind: "state",
    columns: { side: text, tick: int, lots: int, orders: int },
    key: ["side", "tick"],
  },
  ballots: {
    kind: "state",
    columns: {
      id: int,
      kind: text,
      subject: text,
      owner: text,
      first: amount,
      second: amount,
      state: text, // open (also when its time is over), executed, lapsed (ended by another ballot on its unit)
      opener: text,
      openedAt: int,
      endsAt: int,
      closedAt: nullable(int),
      positive: nullable(int), // of an executed one, when it passed
      before: nullable(text), // what was when it opened
      tx: text,
    },
    key: ["id"],
    live: { sql: "state = 'open'", test: (row: { state: string }) => row.state === "open" },
  },
  votes: {
    kind: "state",
    columns: { ballot: int, term: int, voter: text, support: flag, at: int },
    key: ["ballot", "term"],
  },
  voters: {
    kind: "state",
    columns: { voter: text, term: int, inOffice: flag, since: int, lastVoteAt: int },
    key: ["voter"],
  },
  parameters: {
    kind: "state",
    columns: { number: int, value: amount },
    key: ["number"],
  },
  network: {
    kind: "state",
    columns: {
      one: int, // the only row
      ent: amount,
      energyWh: int,
      rate: amount,
      eur: amount,
      banker: nullable(text),
      mintDay: int, // UTC day of the last mint
      mintedOnDay: amount,
      deposited: amount, // eEuro ever minted
      withdrawn: amount, // and burned
      terms: int, // of office there ever were
      ballots: int,
    },
    key: ["one"],
  },
} as const satisfies Record<string, TableShape>;

/** Rows that are only added. */
export const history = {
  readings: {
    kind: "history",
    columns: {
      ...place,
      unit: text,
      owner: text,
      resident: text, // empty: an actual figure
      kind: text, // produced, consumed, actual
      energyWh: amount, // as the meter says: a consumption is not bounded
      intervalEnd: int,
      sequence: int,
      coveredWh: int,
      lostWh: int,
      unbookedWh: amount,
      minted: amount, // to the producer
      provider: amount, // to the owner
      burned: amount,
      cost: amount, // what R took: energy less minted and paid debt, or burned less energy
    },
    key: ["block", "log"],
    indexes: [
      ["resident", "intervalEnd", "block", "log"],
      ["unit", "intervalEnd", "block", "log"],
    ],
  },
  rejections: {
    kind: "history",
    columns: { ...place, unit: text, sequence: int, reason: text },
    key: ["block", "log"],
    indexes: [["unit", "block", "log"]],
  },
  movements: {
    kind: "history",
    columns: {
      ...place,
      account: text,
      token: text, // ENT, EUR
      amount, // signed
      balance: amount, // after it
      kind: text,
      counterparty: nullable(text),
      unit: nullable(text),
      energyWh: nullable(amount),
      reference: nullable(text),
    },
    key: ["block", "log", "account"],
    indexes: [["account", "block", "log"]],
    // Most movements are of ENT: the last one of eEuro would be looked for among all of them.
    partialIndexes: [{ name: "eur", columns: ["account", "block", "log"], where: "token = 'EUR'" }],
  },
  debts: {
    kind: "history",
    columns: { ...place, resident: text, other: text, change: amount, owed: amount },
    key: ["block", "log"],
    indexes: [["resident", "block", "log"]],
  },
  closedSessions: {
    kind: "history",
    columns: {
      ...place,
      unit: text,
      consumer: text,
      rate: int,
      startedAt: int,
      endsAt: int,
      addedEnt: amount,
      burnedEnt: amount,
      consumedWh: int,
      returnedEnt: amount,
      renewals: int,
      beganBlock: int,
      beganLog: int,
    },
    key: ["block", "log"],
    indexes: [
      ["consumer", "block", "log"],
      ["unit", "block", "log"],
    ],
  },
  trades: {
    kind: "history",
    columns: {
      ...place,
      order: text,
      maker: text,
      taker: text,
      takerSide: text,
      lots: int,
      halfTicks: int,
    },
    key: ["block", "log"],
    indexes: [
      ["at", "block", "log"],
      ["maker", "block", "log"],
      ["taker", "block", "log"],
    ],
  },
  payments: {
    kind: "history",
    columns: { ...place, account: text, kind: text, amount, reference: text }, // deposit, withdrawal
    key: ["block", "log"],
    indexes: [
      ["kind", "block", "log"],
      ["account", "block", "log"],
    ],
  },
  parameterChanges: {
    kind: "history",
    columns: { ...place, number: int, value: amount, ballot: nullable(int) },
    key: ["block", "log"],
    indexes: [["number", "block", "log"]],
  },
  points: {
    kind: "history",
    columns: { block: int, at: int, ent: amount, energyWh: int, rate: amount, eur: amount },
    key: ["block"],
    indexes: [["at", "block"]],
  },
} as const satisfies Record<string, TableShape>;

/** Sums of history rows. An amount of ENT is split into whole ENT and the rest, so that databases can add it exactly. */
export const sums = {
  hours: {
    kind: "sums",
    columns: {
      account: text, // empty: all
      hour: int, // hours since 1970; the interval's end belongs to the hour before it
      rows: int, // how many history rows it sums
      producedWh: int,
      consumedWh: int,
      coveredWh: int,
      boughtWh: int,
      soldWh: int,
      mintedEnt: int,
      mintedRest: int,
      burnedEnt: int,
      burnedRest: int,
      providerEnt: int,
      providerRest: int,
      spent: int, // units of 5 eEuro units: one lot at half a tick
      earned: int,
    },
    key: ["account", "hour"],
  },
  candles: {
    kind: "sums",
    columns: {
      bucket: int, // quarter-hours since 1970
      open: int, // half ticks
      high: int,
      low: int,
      close: int,
      lots: int,
      turnover: int, // units of 5 eEuro units
      trades: int,
    },
    key: ["bucket"],
  },
} as const satisfies Record<string, TableShape>;

export const tables = { ...state, ...history, ...sums } as const;

export type StateName = keyof typeof state;
export type HistoryName = keyof typeof history;
export type StateRow<Name extends StateName> = RowOf<(typeof state)[Name]>;
export type HistoryRow<Name extends HistoryName> = RowOf<(typeof history)[Name]>;
export type HourRow = RowOf<typeof sums.hours>;
export type CandleRow = RowOf<typeof sums.candles>;
