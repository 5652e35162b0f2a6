import type { Kind } from "./values.ts";

/** What an argument of a command is. */
export type ArgumentKind =
  | "account"
  | "banker"
  | "ent"
  | "eur"
  | "kwh"
  | "kw"
  | "lots"
  | "price"
  | "parameter"
  | "value"
  | "ballot"
  | "flag"
  | "side"
  | "orderType"
  | "count"
  | "label"
  | "words"
  | "readings";

export interface ArgumentSpec {
  kind: ArgumentKind;
  optional?: true;
}

export interface CommandSpec {
  /** In the order in which a ballot's name lists them. */
  with: Record<string, ArgumentSpec>;
  gives: Record<string, Kind>;
}

const need = (kind: ArgumentKind): ArgumentSpec => ({ kind });
const may = (kind: ArgumentKind): ArgumentSpec => ({ kind, optional: true });
const vote = { executed: "flag" } as const;

/** The commands of a scenario: their arguments, and what comes of them. */
export const commandTable = {
  addVoter: { with: { voter: need("account") }, gives: vote },
  removeVoter: { with: { voter: need("account") }, gives: vote },
  registerStorageUnit: {
    with: { unit: need("account"), owner: need("account"), capacityKwh: may("kwh"), powerKw: may("kw") },
    gives: vote,
  },
  removeStorageUnit: { with: { unit: need("account") }, gives: vote },
  changeBanker: { with: { banker: need("banker") }, gives: vote },
  setParameter: { with: { name: need("parameter"), value: need("value") }, gives: vote },
  vote: { with: { ballot: need("ballot"), support: need("flag") }, gives: vote },
  executeBallot: { with: { ballot: need("ballot") }, gives: {} },
  retireVoter: { with: { voter: need("account") }, gives: {} },
  energyProduced: {
    with: { producer: need("account"), energyKwh: need("kwh") },
    gives: { minted: "ent", toProducer: "ent", toProvider: "ent", paidOff: "ent" },
  },
  energyConsumed: {
    with: { consumer: need("account"), energyKwh: need("kwh") },
    gives: { burned: "ent", returned: "ent", unbackedKwh: "kwh", unbookedKwh: "kwh", owed: "ent" },
  },
  reportActualEnergy: { with: { energyKwh: need("kwh") }, gives: {} },
  submitReports: {
    with: { unit: need("account"), readings: need("readings") },
    gives: { accepted: "count", skipped: "count", rejected: "count", stopped: "flag" },
  },
  startConsumptionSession: { with: { unit: need("account"), ent: need("ent") }, gives: { energyKwh: "kwh" } },
  closeSession: { with: { unit: need("account"), consumer: need("account") }, gives: { returned: "ent" } },
  clearOldSessions: { with: {}, gives: { closed: "count" } },
  repay: { with: { resident: need("account"), ent: need("ent") }, gives: {} },
  transferEnt: { with: { to: need("account"), amount: need("ent") }, gives: {} },
  transferEur: { with: { to: need("account"), amount: need("eur") }, gives: {} },
  mintEuro: { with: { to: need("account"), amount: need("eur"), reference: need("words") }, gives: {} },
  burnEuro: { with: { from: need("account"), amount: need("eur"), reference: need("words") }, gives: {} },
  lockEuro: { with: { amount: need("eur") }, gives: {} },
  unlockEuro: { with: { account: need("account"), amount: need("eur") }, gives: {} },
  addOrder: {
    with: {
      side: need("side"),
      ent: need("lots"),
      price: need("price"),
      type: may("orderType"),
      maxFills: may("count"),
    },
    gives: { filled: "lots", spent: "eur", earned: "eur", rested: "lots" },
  },
  removeOrder: { with: { order: need("label") }, gives: { returned: "ent" } },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof commandTable;

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commandTable, name);
}

/** Commands on which there are ballots. */
export const ballotCommands: readonly CommandName[] = [
  "addVoter",
  "removeVoter",
  "registerStorageUnit",
  "removeStorageUnit",
  "changeBanker",
  "setParameter",
];

/** What may stand under `expect`, beside the names of accounts, and which figures each has. */
export const figures = {
  network: { ent: "ent", energyKwh: "kwh", imbalance: "ent", rate: "rate", eur: "eur", voters: "count" },
  account: {
    entAvailable: "ent",
    entLocked: "ent",
    eurAvailable: "eur",
    eurLocked: "eur",
    owed: "ent",
    eurForWithdrawal: "eur",
    voter: "flag",
  },
  unit: {
    energyKwh: "kwh",
    lockedKwh: "kwh",
    registered: "flag",
    owner: "word",
    capacityKwh: "kwh",
    powerKw: "kw",
    givenAwayKwh: "kwh",
  },
  session: { live: "flag", ent: "ent", energyKwh: "kwh" },
  ballot: { open: "flag", positive: "count", missing: "count" },
  order: { open: "flag", left: "lots" },
  parameters: {
    M: "rate",
    B: "rate",
    C: "fraction",
    H: "count",
    F: "fraction",
    pricing: "word",
    votingPeriod: "count",
    mintCap: "eur",
    minOrder: "lots",
    owedLimit: "ent",
    grace: "count",
    voterInactivity: "count",
  },
} as const satisfies Record<string, Record<string, Kind>>;
