import { formatParameter, parameterAt } from "@powerchain/sdk";
import { ZERO_ADDRESS } from "../core/books.ts";
import type { ChainEvent } from "../core/event.ts";
import { ent, eur, kwh, price } from "./amounts.ts";

/** How an account is called. */
export type Who = (address: string) => string;

const sides = ["buy", "sell"] as const;
const endings = ["was cancelled", "was met by its owner's own order and cancelled", "expired"] as const;

/** What an event says, as a sentence. */
export function eventText(event: ChainEvent, who: Who): string {
  switch (event.contract) {
    case "energyPool":
      return poolText(event, who);
    case "market":
      return marketText(event, who);
    case "bank":
      return bankText(event, who);
    case "governance":
      return governanceText(event, who);
    case "energyToken":
    case "euroToken":
      return tokenText(event, who);
    default:
      return "A contract of the community wrote this.";
  }
}

type Of<C extends ChainEvent["contract"]> = Extract<ChainEvent, { contract: C }>;

function poolText(event: Of<"energyPool">, who: Who): string {
  const { args } = event;
  const unit = "unit" in args ? who(args.unit) : "";
  switch (event.name) {
    case "EnergyProduced":
      return `${who(event.args.producer)} stored ${kwh(event.args.energyWh)} in ${unit} and got ${ent(event.args.toProducer)}; its owner got ${ent(event.args.toProvider)}.`;
    case "EnergyConsumed":
      return `${who(event.args.consumer)} drew ${kwh(event.args.energyWh)} from ${unit}; ${kwh(event.args.coveredWh)} were paid with ${ent(event.args.burned)}.`;
    case "EnergyLost":
      return `${kwh(event.args.energyWh)} left ${unit} without tokens.`;
    case "EnergyUnbooked":
      return `${unit} reported ${kwh(event.args.energyWh)} that the books never held.`;
    case "EnergyGivenAway":
      return `${unit} gave ${kwh(event.args.energyWh)} to ${who(event.args.consumer)}, who never had a session with it.`;
    case "ActualEnergyReported":
      return `${unit} holds ${kwh(event.args.energyWh)} (the books said ${kwh(event.args.previousWh)}).`;
    case "RateChanged":
      return `R is ${Number(event.args.rate) / 1_000_000} ENT/kWh now.`;
    case "SessionStarted":
      return `${who(event.args.consumer)} has a session with ${unit}: ${ent(event.args.ent)} for ${kwh(event.args.energyWh)}.`;
    case "SessionClosed":
      return `The session of ${who(event.args.consumer)} with ${unit} closed; ${ent(event.args.returned)} came back.`;
    case "DebtIncurred":
      return `${who(event.args.resident)} owes ${ent(event.args.amount)} more for energy from ${unit}.`;
    case "DebtPaid":
      return `${ent(event.args.amount)} of what ${who(event.args.resident)} owed were paid.`;
    case "StorageUnitRegistered":
      return `${unit} of ${who(event.args.owner)} is a storage unit now.`;
    case "StorageUnitRemoved":
      return `${unit} is no storage unit any more; ${kwh(event.args.energyWh)} left the books.`;
    case "ReadingRejected":
      return `Reading ${event.args.sequence} of ${unit} was rejected.`;
  }
}

function marketText(event: Of<"market">, who: Who): string {
  switch (event.name) {
    case "OrderPlaced": {
      const { id, owner, side, lots } = event.args;
      return `${who(owner)} offers to ${sides[side]} ${kwh(lots)} at ${price(Number(id >> 48n) * 2)}.`;
    }
    case "Trade":
      return `${who(event.args.taker)} traded ${kwh(event.args.lots)} at ${price(event.args.priceHalfTicks)}.`;
    case "OrderEnded":
      return `Order ${event.args.id} ${endings[event.args.how] ?? "ended"} with ${kwh(event.args.left)} left.`;
    case "OrderReturned":
      return `${kwh(event.args.lots)} of an order of ${who(event.args.owner)} neither traded nor stayed.`;
    case "MarketParameterChanged":
      return "The market's rules changed.";
  }
}

function bankText(event: Of<"bank">, who: Who): string {
  switch (event.name) {
    case "EuroMinted":
      return `${eur(event.args.amount)} were brought in for ${who(event.args.to)}.`;
    case "EuroBurned":
      return `${eur(event.args.amount)} of ${who(event.args.from)} were paid out.`;
    case "EuroLocked":
      return `${who(event.args.account)} wants ${eur(event.args.amount)} paid out.`;
    case "EuroUnlocked":
      return `${eur(event.args.amount)} of ${who(event.args.account)} are free again.`;
    case "BankerChanged":
      return event.args.banker === ZERO_ADDRESS
        ? "There is no banker any more."
        : `${who(event.args.banker)} is the banker now.`;
  }
}

function governanceText(event: Of<"governance">, who: Who): string {
  switch (event.name) {
    case "BallotOpened":
      return `${who(event.args.opener)} opened ballot ${event.args.ballot}.`;
    case "VoteCast":
      return `${who(event.args.voter)} voted ${event.args.support ? "for" : "against"} ballot ${event.args.ballot}.`;
    case "BallotExecuted":
      return `Ballot ${event.args.ballot} passed with ${event.args.positive} votes.`;
    case "UnitBallotsLapsed":
      return `Other ballots on ${who(event.args.unit)} lapsed.`;
    case "VoterAdded":
      return `${who(event.args.voter)} is a voter now.`;
    case "VoterRemoved":
      return `${who(event.args.voter)} is no voter any more.`;
    case "VoterRetired":
      return `${who(event.args.by)} retired ${who(event.args.voter)}, who had not voted for long.`;
    case "ParameterSet": {
      const { name } = parameterAt(event.args.name);
      return `${name} is ${formatParameter(name, event.args.value)} now.`;
    }
  }
}

function tokenText(event: Of<"energyToken"> | Of<"euroToken">, who: Who): string {
  if (event.name !== "Transfer") return event.name === "Approval" ? "An allowance was set." : `${event.name}.`;
  const { from, to, value } = event.args;
  const amount = event.contract === "energyToken" ? ent(value) : eur(value);
  if (from === ZERO_ADDRESS) return `${amount} were made for ${who(to)}.`;
  if (to === ZERO_ADDRESS) return `${amount} of ${who(from)} were destroyed.`;
  return `${amount} moved from ${who(from)} to ${who(to)}.`;
}
