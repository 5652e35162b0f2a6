import {
  type EventOf,
  type PowerChainEvent,
  formatDecimal,
  formatEnt,
  formatEur,
  formatKwh,
  formatLots,
  formatRate,
  fromRawCommand,
  sides,
} from "@powerchain/sdk";
import type { Address } from "viem";
import { type Names, askOf } from "./words.ts";

type Name = PowerChainEvent["name"];
type Named<N extends Name> = Extract<PowerChainEvent, { name: N }>;
type Teller = { [N in Name]?: (event: Named<N>) => string | undefined };

/** More readings than this in a block are told as one line with sums. */
const FEW = 3;

/**
 * Tells what happens on a community's chain, a line an event, in words a neighbour understands. It must be shown every event
 * from the beginning, since a trade names the resting order only by its number.
 */
export class Narrator {
  private readonly makers = new Map<bigint, { owner: Address; side: (typeof sides)[number] }>();
  private readonly names: Names;
  private readonly tellers: Teller;

  constructor(names: Names) {
    this.names = names;
    this.tellers = { ...this.energy(), ...this.voting(), ...this.money(), ...this.market() };
  }

  /** The lines for the events of one block, in their order. Movements that another event explains have no line. */
  tell(events: readonly PowerChainEvent[]): string[] {
    const produced = events.filter((event) => event.name === "EnergyProduced");
    const consumed = events.filter((event) => event.name === "EnergyConsumed");
    const sums = new Map<Name, string>();
    if (produced.length > FEW) sums.set("EnergyProduced", `${homes(produced)} stored ${sumOf(produced)} kWh`);
    if (consumed.length > FEW) sums.set("EnergyConsumed", `${homes(consumed)} drew ${sumOf(consumed)} kWh`);
    const lines = events.map((event) => {
      const sum = sums.get(event.name);
      if (sum === undefined) return this.line(event);
      sums.set(event.name, "");
      return sum;
    });
    return lines.filter((line) => line !== undefined && line !== "") as string[];
  }

  private line<N extends Name>(event: Named<N>): string | undefined {
    const teller = this.tellers[event.name];
    return teller?.(event);
  }

  private energy(): Teller {
    const of = (address: Address): string => this.names.of(address);
    return {
      EnergyProduced: ({ args }) =>
        `${of(args.producer)} stored ${formatKwh(args.energyWh)} kWh in ${of(args.unit)} and got ${formatEnt(args.toProducer)} ENT`,
      EnergyConsumed: ({ args }) => `${of(args.consumer)} drew ${formatKwh(args.energyWh)} kWh from ${of(args.unit)}`,
      SessionStarted: ({ args }) =>
        `${of(args.consumer)} may draw ${formatKwh(args.energyWh)} kWh from ${of(args.unit)} until ${clock(args.endsAt)} (${formatEnt(args.ent)} ENT locked)`,
      SessionClosed: ({ args }) =>
        `${of(args.consumer)}'s session with ${of(args.unit)} ended; ${formatEnt(args.returned)} ENT came back`,
      DebtIncurred: ({ args }) =>
        `${of(args.resident)} drew more than was paid for and owes ${formatEnt(args.owed)} ENT`,
      DebtPaid: ({ args }) => `${of(args.payer)} paid ${formatEnt(args.amount)} ENT of what ${of(args.resident)} owed`,
      RateChanged: ({ args }) => `The rate R is now ${formatRate(args.rate)} ENT/kWh`,
      ReadingRejected: ({ args }) => `A reading of ${of(args.unit)} could not be and was rejected`,
      StorageUnitRegistered: ({ args }) => `${of(args.unit)} of ${of(args.owner)} is a storage unit now`,
      StorageUnitRemoved: ({ args }) => `${of(args.unit)} is no storage unit any more`,
    };
  }

  private voting(): Teller {
    const of = (address: Address): string => this.names.of(address);
    return {
      BallotOpened: ({ args }) => `${of(args.opener)} proposed to ${askOf(fromRawCommand(args.command), this.names)}`,
      VoteCast: ({ args }) => `${of(args.voter)} voted ${args.support ? "for" : "against"} ballot ${args.ballot}`,
      BallotExecuted: ({ args }) => `Ballot ${args.ballot} passed with ${args.positive} votes`,
      VoterAdded: ({ args }) => `${of(args.voter)} is a voter now`,
      VoterRemoved: ({ args }) => `${of(args.voter)} is no voter any more`,
      BankerChanged: ({ args }) => `${of(args.banker)} is the banker now`,
    };
  }

  private money(): Teller {
    const of = (address: Address): string => this.names.of(address);
    return {
      EuroMinted: ({ args }) =>
        `The banker credited ${of(args.to)} with ${formatEur(args.amount)} eEuro (${args.paymentReference})`,
      EuroBurned: ({ args }) =>
        `The banker paid ${formatEur(args.amount)} EUR out to ${of(args.from)} (${args.paymentReference})`,
      EuroLocked: ({ args }) => `${of(args.account)} asked for ${formatEur(args.amount)} EUR to be paid out`,
    };
  }

  private market(): Teller {
    return {
      OrderPlaced: ({ args }) => {
        const side = sides[args.side] ?? "buy";
        this.makers.set(args.id, { owner: args.owner, side });
        return `${this.names.of(args.owner)} offers to ${side} ${formatLots(args.lots)} ENT`;
      },
      Trade: (event) => this.trade(event),
    };
  }

  private trade({ args }: EventOf<"market", "Trade">): string {
    const taker = this.names.of(args.taker);
    const maker = this.makers.get(args.id);
    const deal = `${formatLots(args.lots)} ENT at ${formatDecimal(BigInt(args.priceHalfTicks) * 5n, 5)} EUR`;
    if (maker === undefined) return `${taker} traded ${deal}`;
    const other = this.names.of(maker.owner);
    return maker.side === "sell" ? `${taker} bought ${deal} from ${other}` : `${taker} sold ${deal} to ${other}`;
  }
}

/** How many different homes these readings are of, in words. */
function homes(events: readonly (Named<"EnergyProduced"> | Named<"EnergyConsumed">)[]): string {
  const who = new Set(events.map(({ args }) => ("producer" in args ? args.producer : args.consumer)));
  return who.size === 1 ? "1 home" : `${who.size} homes`;
}

function sumOf(events: readonly (Named<"EnergyProduced"> | Named<"EnergyConsumed">)[]): string {
  return formatKwh(events.reduce((sum, { args }) => sum + args.energyWh, 0n));
}

/** Hours and minutes of a chain time, in this machine's time zone. */
function clock(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}
