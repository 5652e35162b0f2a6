import {
  type Command,
  type PowerChain,
  type ReadingKind,
  bankCommands,
  entCommands,
  eurCommands,
  gatewayCommands,
  governanceCommands,
  marketCommands,
  poolCommands,
  readingKinds,
  signBatch,
} from "@powerchain/sdk";
import { type Address, type LocalAccount, zeroAddress } from "viem";
import type { Spec, Values } from "./arguments.ts";
import type { Format } from "./show.ts";

/** Who calls, and what he sees of the community. */
export interface Caller {
  chain: PowerChain;
  account: LocalAccount;
}

/** A method that sends a transaction. */
export interface CommandMethod {
  kind: "command";
  who: string;
  about: string;
  args: Spec;
  make: (values: Record<string, unknown>, caller: Caller) => Command<object> | Promise<Command<object>>;
  /** Which fields of the outcome are shown, and how. */
  gives: Record<string, Format>;
}

function method<S extends Spec, Result extends object>(
  who: string,
  about: string,
  args: S,
  make: (values: Values<S>, caller: Caller) => Command<Result> | Promise<Command<Result>>,
  gives: { [Field in keyof Result]?: Format } = {},
): CommandMethod {
  return {
    kind: "command",
    who,
    about,
    args,
    make: make as unknown as CommandMethod["make"],
    gives: gives as Record<string, Format>,
  };
}

const vote = { ballot: "count", support: "flag", executed: "flag" } as const;
const placed = { order: "text", filled: "lots", eur: "eur", rested: "lots", returned: "lots" } as const;

/** The unit's next report, with the end of its interval at the last block. */
async function signReport(
  { kind, energyWh, resident }: { kind: ReadingKind; energyWh: bigint; resident?: Address },
  { chain, account }: Caller,
) {
  const [{ lastSequence }, { timestamp }] = await Promise.all([
    chain.lens.storageUnit(account.address),
    chain.lens.network(),
  ]);
  const reading = {
    kind: readingKinds.indexOf(kind),
    resident: resident ?? zeroAddress,
    energyWh,
    intervalEnd: timestamp,
    sequence: lastSequence + 1n,
  };
  const domain = { chainId: chain.manifest.chainId, meterGateway: chain.addresses.meterGateway };
  const batch = await signBatch(account, domain, { unit: account.address, readings: [reading] });
  return gatewayCommands.submitReports({ batches: [batch] });
}

/** The commands of the thesis's section 5.2 and their few companions, by name. */
export const commandMethods: Record<string, CommandMethod> = {
  addVoter: method("voter", "vote for a new voter", { voter: "account" }, governanceCommands.addVoter, vote),
  removeVoter: method("voter", "vote for a voter to go", { voter: "account" }, governanceCommands.removeVoter, vote),
  registerStorageUnit: method(
    "voter",
    "vote for a new storage unit",
    { unit: "account", owner: "account", "capacityWh?": "kwh", "powerW?": "kw" },
    governanceCommands.registerStorageUnit,
    vote,
  ),
  removeStorageUnit: method(
    "voter",
    "vote for a storage unit to go",
    { unit: "account" },
    governanceCommands.removeStorageUnit,
    vote,
  ),
  changeBanker: method("voter", "vote for another banker", { banker: "banker" }, governanceCommands.changeBanker, vote),
  setParameter: method(
    "voter",
    "vote for another value of a parameter",
    { name: "parameter", value: "value" },
    governanceCommands.setParameter,
    vote,
  ),
  vote: method(
    "voter",
    "say outright what one's vote on a ballot is",
    { ballot: "count", support: "flag" },
    governanceCommands.vote,
    vote,
  ),
  executeBallot: method(
    "anyone",
    "execute a ballot that a removal made pass",
    { ballot: "count" },
    governanceCommands.executeBallot,
  ),
  retireVoter: method(
    "anyone",
    "retire a voter who votes no more",
    { voter: "account" },
    governanceCommands.retireVoter,
  ),
  energyProduced: method(
    "unit",
    "report produced energy",
    { producer: "account", energyWh: "kwh" },
    poolCommands.energyProduced,
    { minted: "ent", toProducer: "ent", toProvider: "ent", paidOff: "ent" },
  ),
  energyConsumed: method(
    "unit",
    "report consumed energy",
    { consumer: "account", energyWh: "kwh" },
    poolCommands.energyConsumed,
    { coveredWh: "kwh", burned: "ent", returned: "ent", unbackedWh: "kwh", unbookedWh: "kwh", owed: "ent" },
  ),
  reportActualEnergy: method("unit", "report what is stored", { energyWh: "kwh" }, poolCommands.reportActualEnergy),
  startConsumptionSession: method(
    "resident",
    "open or renew a session with a unit",
    { unit: "account", ent: "ent" },
    poolCommands.startConsumptionSession,
    { ent: "ent", energyWh: "kwh", rate: "rate", endsAt: "time" },
  ),
  closeSession: method(
    "anyone",
    "close a session that is over",
    { unit: "account", consumer: "account" },
    poolCommands.closeSession,
    { returned: "ent" },
  ),
  clearOldSessions: method(
    "anyone",
    "close all sessions that can be closed",
    {},
    async (_, { chain }) => poolCommands.clearOldSessions({ sessions: await chain.pool.sessionKeys() }),
    { closed: "count", returned: "ent" },
  ),
  submitReport: method(
    "unit",
    "sign a reading of now as the unit, and deliver it",
    { kind: "readingKind", energyWh: "readingKwh", "resident?": "account" },
    signReport,
    { batches: "outcome" },
  ),
  repay: method(
    "resident",
    "burn ENT for what somebody owes",
    { resident: "account", ent: "ent" },
    poolCommands.repay,
    {
      paid: "ent",
      stillOwed: "ent",
    },
  ),
  transferEnt: method("resident", "send ENT", { to: "account", amount: "ent" }, entCommands.transfer),
  transferEur: method("resident", "send eEuro", { to: "account", amount: "eur" }, eurCommands.transfer),
  mintEuro: method(
    "banker",
    "mint eEuro for a payment",
    { to: "account", amount: "eur", reference: "words" },
    bankCommands.mintEuro,
  ),
  burnEuro: method(
    "banker",
    "burn eEuro that a resident has locked",
    { from: "account", amount: "eur", reference: "words" },
    bankCommands.burnEuro,
  ),
  lockEuro: method("resident", "lock eEuro for withdrawal", { amount: "eur" }, bankCommands.lockEuro),
  unlockEuro: method(
    "banker or resident",
    "unlock eEuro locked for withdrawal",
    { account: "account", amount: "eur" },
    bankCommands.unlockEuro,
  ),
  addOrder: method(
    "resident",
    "place an order in the market",
    { side: "side", lots: "lots", priceTicks: "price", "type?": "orderType", "maxFills?": "count" },
    marketCommands.addOrder,
    placed,
  ),
  removeOrder: method("its owner", "take an order from the book", { order: "count" }, marketCommands.removeOrder, {
    returned: "lots",
  }),
};
