import { type Log, type LogDescription } from "ethers";
import { PARAMETERS } from "../model/parameters.ts";
import { type Deployment } from "./community.ts";

/** What a reader of events knows of the network: plain sums, nothing read from the contracts. */
export class EventReplay {
  readonly accounts = new Map<string, AccountState>();
  readonly units = new Map<string, UnitState>();
  readonly sessions = new Map<string, SessionState>();
  readonly ballots: BallotState[] = [];
  readonly orders = new Map<bigint, OrderState>();
  readonly voters = new Map<string, number>(); // to the term
  readonly parameters = PARAMETERS.map(() => 0n); // the defaults are events as well
  readonly mintedOn = new Map<bigint, bigint>();
  readonly references = { mint: new Set<string>(), burn: new Set<string>() };
  banker = ZERO;
  rate = 0n;
  ent = 0n;
  eur = 0n;
  private terms = 0;
  private readonly deployment: Deployment;

  constructor(deployment: Deployment) {
    this.deployment = deployment;
  }

  account(who: string): AccountState {
    let found = this.accounts.get(who);
    if (!found) {
      found = { ent: 0n, entLocked: 0n, eur: 0n, eurLocked: 0n, withdrawal: 0n, owed: 0n };
      this.accounts.set(who, found);
    }
    return found;
  }

  energyWh(): bigint {
    return [...this.units.values()].reduce((sum, { storedWh }) => sum + storedWh, 0n);
  }

  /** Positive votes of voters in office; of an executed ballot, those it passed with. */
  positive(ballot: BallotState): bigint {
    if (ballot.passedWith !== null) return ballot.passedWith;
    const inOffice = new Set(this.voters.values());
    return BigInt([...ballot.votes].filter(([term, support]) => support && inOffice.has(term)).length);
  }

  apply(log: Log, time: bigint): void {
    const event = this.deployment.abi.parseLog(log);
    if (!event) return;
    if (event.name === "Transfer") this.transfer(log.address, event);
    else if (GOVERNANCE.has(event.name)) this.governance(event, time);
    else if (BANK.has(event.name)) this.bank(event, time);
    else if (MARKET.has(event.name)) this.market(event);
    else if (SESSIONS.has(event.name)) this.session(event);
    else this.energy(event, time);
  }

  private transfer(token: string, { args }: LogDescription): void {
    const money = token.toLowerCase() === this.deployment.wiring.energyToken.toLowerCase() ? "ent" : "eur";
    const [from, to, amount] = args as unknown as [string, string, bigint];
    if (from === ZERO) this[money] += amount;
    else this.account(from)[money] -= amount;
    if (to === ZERO) this[money] -= amount;
    else this.account(to)[money] += amount;
  }

  private governance({ name, args }: LogDescription, time: bigint): void {
    if (name === "VoterAdded") this.voters.set(args.voter, this.terms++);
    if (name === "VoterRemoved") this.voters.delete(args.voter);
    if (name === "ParameterSet") this.parameters[Number(args.name)] = args.value;
    if (name === "BallotOpened") {
      const [kind, subject, owner, first, second] = args.command;
      const command = [kind, subject, owner, first, second];
      this.ballots.push({
        command,
        openedAt: time,
        endsAt: args.endsAt,
        votes: new Map(),
        passedWith: null,
        void: false,
      });
    }
    if (name === "VoteCast") {
      this.ballots[Number(args.ballot) - 1]!.votes.set(this.voters.get(args.voter)!, args.support);
    }
    if (name === "BallotExecuted") this.ballots[Number(args.ballot) - 1]!.passedWith = args.positive;
    if (name === "UnitBallotsLapsed") {
      for (const ballot of this.ballots) {
        const [kind, subject] = ballot.command;
        const onUnit = (kind === 2n || kind === 3n) && subject === args.unit;
        if (onUnit && ballot.passedWith === null) ballot.void = true;
      }
    }
  }

  private bank({ name, args }: LogDescription, time: bigint): void {
    if (name === "BankerChanged") this.banker = args.banker;
    if (name === "EuroMinted") {
      const day = time / 86_400n;
      this.mintedOn.set(day, (this.mintedOn.get(day) ?? 0n) + args.amount);
      this.references.mint.add(args.paymentReference);
    }
    if (name === "EuroBurned") this.references.burn.add(args.paymentReference);
    const sign = name === "EuroLocked" ? 1n : name === "EuroUnlocked" || name === "EuroBurned" ? -1n : 0n;
    if (sign === 0n) return;
    const account = this.account(args.account ?? args.from);
    account.withdrawal += sign * args.amount;
    account.eurLocked += sign * args.amount;
  }

  private market({ name, args }: LogDescription): void {
    if (name === "OrderPlaced") {
      const order = { owner: args.owner, isBuy: args.side === 0n, tick: args.id >> 48n, left: 0n };
      this.orders.set(args.id, order);
      this.resize(order, args.lots);
    }
    if (name === "Trade" || name === "OrderEnded") {
      const order = this.orders.get(args.id)!;
      this.resize(order, name === "Trade" ? args.left : 0n);
    }
  }

  /** A resting sell locks 1,000,000 ENT units a lot, a buy 10 eEuro units a lot and tick. */
  private resize(order: OrderState, left: bigint): void {
    const account = this.account(order.owner);
    const grown = left - order.left;
    order.left = left;
    if (order.isBuy) account.eurLocked += grown * order.tick * 10n;
    else account.entLocked += grown * 1_000_000n;
  }

  private session({ name, args }: LogDescription): void {
    const key = `${args.unit} ${args.consumer}`;
    const unit = this.units.get(args.unit)!;
    const account = this.account(args.consumer);
    const before = this.sessions.get(key);
    if (name === "SessionStarted") {
      account.entLocked += args.entAdded;
      unit.lockedWh += args.energyWh - (before?.energyWh ?? 0n);
      const { ent, energyWh, rate, endsAt } = args;
      this.sessions.set(key, { ent, energyWh, rate, endsAt, registration: unit.registration });
    } else {
      account.entLocked -= args.returned;
      if (this.isAlive(args.unit, before!)) unit.lockedWh -= before!.energyWh;
      this.sessions.delete(key);
    }
  }

  isAlive(unit: string, session: SessionState): boolean {
    const state = this.units.get(unit)!;
    return state.owner !== ZERO && state.registration === session.registration;
  }

  private energy({ name, args }: LogDescription, time: bigint): void {
    if (name === "RateChanged") this.rate = args.rate;
    if (name === "DebtIncurred" || name === "DebtPaid") this.account(args.resident).owed = args.owed;
    const unit = this.units.get(args.unit);
    if (name === "StorageUnitRegistered") this.register(args, time);
    if (!unit) return;
    if (name === "StorageUnitRemoved") {
      Object.assign(unit, { owner: ZERO, storedWh: 0n, lockedWh: 0n, capacityWh: 0n, powerW: 0n });
    }
    if (name === "EnergyProduced") {
      const { energyWh, intervalEnd, sequence } = takeApart(args.production);
      unit.storedWh += energyWh;
      noteReading(unit, intervalEnd, sequence);
    }
    if (name === "EnergyConsumed") this.consumed(unit, args);
    if (name === "EnergyLost") unit.storedWh -= args.energyWh;
    if (name === "EnergyGivenAway") unit.givenAwayWh += args.energyWh;
    if (name === "ActualEnergyReported") {
      unit.storedWh = args.energyWh;
      noteReading(unit, args.intervalEnd, args.sequence);
    }
    if (name === "ReadingRejected") unit.lastSequence = args.sequence;
  }

  private consumed(unit: UnitState, args: LogDescription["args"]): void {
    const { coveredWh, burned } = args as unknown as { coveredWh: bigint; burned: bigint };
    noteReading(unit, args.intervalEnd, args.sequence);
    if (coveredWh === 0n) return;
    const session = this.sessions.get(`${args.unit} ${args.consumer}`)!;
    session.ent -= burned;
    session.energyWh -= coveredWh;
    this.account(args.consumer).entLocked -= burned;
    unit.lockedWh -= coveredWh;
    unit.storedWh -= coveredWh < unit.storedWh ? coveredWh : unit.storedWh;
  }

  private register(args: LogDescription["args"], time: bigint): void {
    const before = this.units.get(args.unit);
    const last = before?.lastIntervalEnd ?? 0n;
    this.units.set(args.unit, {
      owner: args.owner,
      registration: (before?.registration ?? 0) + 1,
      storedWh: 0n,
      lockedWh: 0n,
      capacityWh: args.capacityWh,
      powerW: args.powerW,
      lastIntervalEnd: last > time ? last : time,
      lastSequence: before?.lastSequence ?? 0n,
      givenAwayWh: before?.givenAwayWh ?? 0n,
    });
  }
}

export interface AccountState {
  ent: bigint;
  entLocked: bigint;
  eur: bigint;
  eurLocked: bigint;
  withdrawal: bigint;
  owed: bigint;
}

export interface UnitState {
  owner: string;
  registration: number;
  storedWh: bigint;
  lockedWh: bigint;
  capacityWh: bigint;
  powerW: bigint;
  lastIntervalEnd: bigint;
  lastSequence: bigint;
  givenAwayWh: bigint;
}

export interface SessionState {
  ent: bigint;
  energyWh: bigint;
  rate: bigint;
  endsAt: bigint;
  registration: number;
}

export interface BallotState {
  command: [bigint, string, string, bigint, bigint] | unknown[];
  openedAt: bigint;
  endsAt: bigint;
  votes: Map<number, boolean>;
  passedWith: bigint | null;
  void: boolean;
}

interface OrderState {
  owner: string;
  isBuy: boolean;
  tick: bigint;
  left: bigint;
}

const ZERO = "0x0000000000000000000000000000000000000000";
const GOVERNANCE = new Set([
  ...["VoterAdded", "VoterRemoved", "ParameterSet", "BallotOpened", "VoteCast", "BallotExecuted", "UnitBallotsLapsed"],
]);
const BANK = new Set(["BankerChanged", "EuroMinted", "EuroBurned", "EuroLocked", "EuroUnlocked"]);
const MARKET = new Set(["OrderPlaced", "Trade", "OrderEnded"]);
const SESSIONS = new Set(["SessionStarted", "SessionClosed"]);

/** A production's word, from the lowest bits: Wh (48), interval end (40), sequence (40), ENT to producer and provider. */
function takeApart(production: bigint): { energyWh: bigint; intervalEnd: bigint; sequence: bigint } {
  const mask = (bits: bigint): bigint => (1n << bits) - 1n;
  return {
    energyWh: production & mask(48n),
    intervalEnd: (production >> 48n) & mask(40n),
    sequence: (production >> 88n) & mask(40n),
  };
}

/** Sequence 0: a plain command. */
function noteReading(unit: UnitState, intervalEnd: bigint, sequence: bigint): void {
  unit.lastIntervalEnd = intervalEnd;
  if (sequence > 0n) unit.lastSequence = sequence;
}
