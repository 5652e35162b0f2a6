import { refuseIf, ZERO, type Address } from "./common.ts";
import { PARAMETERS, type ParametersModel } from "./parameters.ts";

export const COMMAND_KINDS = [
  "addVoter",
  "removeVoter",
  "registerStorageUnit",
  "removeStorageUnit",
  "changeBanker",
  "setParameter",
] as const;

/** A command with its arguments; what a kind does not use is zero. */
export interface Command {
  kind: (typeof COMMAND_KINDS)[number];
  subject: Address;
  owner: Address;
  first: bigint; // capacityWh or the parameter
  second: bigint; // powerW or the value
}

/** One stay in office. Who returns has another. */
export interface Term {
  voter: Address;
  inOffice: boolean;
  lastVoteAt: bigint;
}

export interface Ballot {
  id: bigint;
  command: Command;
  openedAt: bigint;
  endsAt: bigint;
  votes: Map<Term, boolean>;
  end: "executed" | "lapsed" | null;
  /** Positive votes when it passed. */
  passedWith: bigint;
}

/** What passed commands do, and what they depend on. */
export interface Effects {
  isUnit(unit: Address): boolean;
  banker(): Address;
  registerStorageUnit(now: bigint, unit: Address, owner: Address, capacityWh: bigint, powerW: bigint): void;
  removeStorageUnit(unit: Address): void;
  changeBanker(banker: Address): void;
}

/** More than this cannot be declared of a unit. */
const MOST_DECLARED = 2n ** 40n - 1n;

/** Voters, ballots and votes. */
export class GovernanceModel {
  readonly terms: Term[] = [];
  readonly ballots: Ballot[] = [];
  private readonly parameters: ParametersModel;
  private readonly effects: Effects;

  constructor(now: bigint, deployer: Address, parameters: ParametersModel, effects: Effects) {
    this.parameters = parameters;
    this.effects = effects;
    this.terms.push({ voter: deployer, inOffice: true, lastVoteAt: now });
  }

  voters(): Address[] {
    return this.terms.filter((term) => term.inOffice).map((term) => term.voter);
  }

  termOf(account: Address): Term | undefined {
    return this.terms.find((term) => term.inOffice && term.voter === account);
  }

  state(ballot: Ballot, now: bigint): "open" | "executed" | "lapsed" {
    return ballot.end ?? (now >= ballot.endsAt ? "lapsed" : "open");
  }

  positive(ballot: Ballot): bigint {
    if (ballot.end === "executed") return ballot.passedWith;
    return BigInt([...ballot.votes].filter(([term, support]) => term.inOffice && support).length);
  }

  openBallotOn(now: bigint, command: Command): Ballot | undefined {
    return this.ballots.find((ballot) => this.state(ballot, now) === "open" && sameCommand(ballot.command, command));
  }

  /** Sends a command: opens its ballot with a positive vote, or turns the sender's vote. */
  send(now: bigint, sender: Address, command: Command): void {
    const term = this.termOf(sender);
    refuseIf([...(term ? [] : ["GovernanceNotVoter"]), ...this.faults(command)]);
    const ballot = this.openBallotOn(now, command) ?? this.open(now, command);
    this.cast(now, ballot, term!, !ballot.votes.get(term!));
  }

  vote(now: bigint, sender: Address, id: bigint, support: boolean): void {
    const term = this.termOf(sender);
    const ballot = this.ballots[Number(id) - 1];
    const faults = term ? [] : ["GovernanceNotVoter"];
    refuseIf([...faults, ...this.ballotFaults(now, ballot)]);
    if (ballot!.votes.get(term!) !== support) this.cast(now, ballot!, term!, support);
  }

  execute(now: bigint, id: bigint): void {
    const ballot = this.ballots[Number(id) - 1];
    const faults = this.ballotFaults(now, ballot);
    if (ballot && !this.hasPassed(ballot)) faults.push("GovernanceNotPassed");
    refuseIf(faults);
    this.carryOut(now, ballot!);
  }

  retire(now: bigint, voter: Address): void {
    const term = this.termOf(voter);
    refuseIf(term ? [] : ["GovernanceUnknownVoter"]);
    const faults: string[] = [];
    if (this.voters().length === 1) faults.push("GovernanceLastVoter");
    if (now < term!.lastVoteAt + this.parameters.get("voterInactivity")) faults.push("GovernanceVoterActive");
    refuseIf(faults);
    term!.inOffice = false;
  }

  private open(now: bigint, command: Command): Ballot {
    const endsAt = now + this.parameters.get("votingPeriod");
    const id = BigInt(this.ballots.length + 1);
    const ballot: Ballot = { id, command, openedAt: now, endsAt, votes: new Map(), end: null, passedWith: 0n };
    this.ballots.push(ballot);
    return ballot;
  }

  private cast(now: bigint, ballot: Ballot, term: Term, support: boolean): void {
    ballot.votes.set(term, support);
    term.lastVoteAt = now;
    if (support && this.hasPassed(ballot)) this.carryOut(now, ballot);
  }

  private hasPassed(ballot: Ballot): boolean {
    return 2n * this.positive(ballot) > BigInt(this.voters().length);
  }

  private ballotFaults(now: bigint, ballot: Ballot | undefined): string[] {
    if (!ballot) return ["GovernanceNoBallot"];
    const faults = this.faults(ballot.command);
    if (this.state(ballot, now) !== "open") faults.push("GovernanceBallotNotOpen");
    return faults;
  }

  /** What makes a command impossible or without effect now. */
  private faults({ kind, subject, owner, first, second }: Command): string[] {
    const faults: string[] = [];
    switch (kind) {
      case "addVoter":
        if (subject === ZERO) faults.push("GovernanceZeroAddress");
        if (this.termOf(subject)) faults.push("GovernanceAlreadyVoter");
        break;
      case "removeVoter":
        if (!this.termOf(subject)) faults.push("GovernanceUnknownVoter");
        else if (this.voters().length === 1) faults.push("GovernanceLastVoter");
        break;
      case "registerStorageUnit":
        if (subject === ZERO || owner === ZERO) faults.push("GovernanceZeroAddress");
        if (this.effects.isUnit(subject)) faults.push("GovernanceAlreadyAUnit");
        if (first > MOST_DECLARED || second > MOST_DECLARED) faults.push("GovernanceTooLarge");
        break;
      case "removeStorageUnit":
        if (!this.effects.isUnit(subject)) faults.push("GovernanceNotAUnit");
        break;
      case "changeBanker":
        if (subject === this.effects.banker()) faults.push("GovernanceAlreadyBanker");
        break;
      case "setParameter":
        faults.push(...this.parameters.faults(PARAMETERS[Number(first)]!, second));
    }
    return faults;
  }

  private carryOut(now: bigint, ballot: Ballot): void {
    ballot.passedWith = this.positive(ballot);
    ballot.end = "executed";
    const { kind, subject, owner, first, second } = ballot.command;
    switch (kind) {
      case "addVoter":
        this.terms.push({ voter: subject, inOffice: true, lastVoteAt: now });
        break;
      case "removeVoter":
        this.termOf(subject)!.inOffice = false;
        break;
      case "registerStorageUnit":
        this.effects.registerStorageUnit(now, subject, owner, first, second);
        this.lapseOthersOn(now, subject);
        break;
      case "removeStorageUnit":
        this.effects.removeStorageUnit(subject);
        this.lapseOthersOn(now, subject);
        break;
      case "changeBanker":
        this.effects.changeBanker(subject);
        break;
      case "setParameter":
        this.parameters.set(PARAMETERS[Number(first)]!, second);
    }
  }

  private lapseOthersOn(now: bigint, unit: Address): void {
    for (const ballot of this.ballots) {
      const { kind, subject } = ballot.command;
      const onUnit = (kind === "registerStorageUnit" || kind === "removeStorageUnit") && subject === unit;
      if (onUnit && this.state(ballot, now) === "open") ballot.end = "lapsed";
    }
  }
}

function sameCommand(a: Command, b: Command): boolean {
  return (
    a.kind === b.kind && a.subject === b.subject && a.owner === b.owner && a.first === b.first && a.second === b.second
  );
}
