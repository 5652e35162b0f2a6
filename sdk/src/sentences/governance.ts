import type { ErrorName } from "../contracts.ts";
import { formatParameter, parameterAt } from "../parameters.ts";
import type { Explanations } from "./index.ts";

const states = ["unknown", "open", "executed", "lapsed"] as const;

const quoted = (index: number): string => parameterAt(index).name;
const valueOf = (index: number, value: bigint): string => formatParameter(parameterAt(index).name, value);

export const governance: Explanations<Extract<ErrorName, `Governance${string}`>> = {
  GovernanceNotVoter: ({ caller }, { who }) => ({
    sentence: `Only voters may do this, and ${who(caller)} is not one.`,
    next: "Ask a voter to do it, or to propose you as a voter.",
  }),
  GovernanceAlreadyVoter: ({ voter }, { who }) => ({
    sentence: `${who(voter)} is a voter already.`,
    next: "Nothing is left to vote on.",
  }),
  GovernanceUnknownVoter: ({ voter }, { who }) => ({
    sentence: `${who(voter)} is not a voter.`,
    next: "Check the address against the list of voters.",
  }),
  GovernanceLastVoter: ({ voter }, { who }) => ({
    sentence: `${who(voter)} is the last voter, and without one nothing could ever change again.`,
    next: "Make somebody else a voter first.",
  }),
  GovernanceZeroAddress: () => ({
    sentence: "The zero address belongs to nobody.",
    next: "Give the address of an account.",
  }),
  GovernanceAlreadyAUnit: ({ unit }, { who }) => ({
    sentence: `${who(unit)} is a registered storage unit already.`,
    next: "To change its owner, capacity or power, remove it first and register it again.",
  }),
  GovernanceNotAUnit: ({ unit }, { who }) => ({
    sentence: `${who(unit)} is not a registered storage unit.`,
    next: "Check the address against the list of units.",
  }),
  GovernanceAlreadyBanker: ({ banker }, { who }) => ({
    sentence: BigInt(banker) === 0n ? "There is no banker already." : `${who(banker)} is the banker already.`,
    next: "Nothing is left to vote on.",
  }),
  GovernanceParameterUnchanged: ({ name, value }) => ({
    sentence: `${quoted(name)} is ${valueOf(name, value)} already.`,
    next: "Give another value.",
  }),
  GovernanceOutOfBounds: ({ name, value, least, most }) => ({
    sentence: `${quoted(name)} cannot be ${valueOf(name, value)}.`,
    next: `Give a value from ${valueOf(name, least)} to ${valueOf(name, most)}.`,
  }),
  GovernanceTooLarge: ({ value, most }) => ({
    sentence: `${value} is more than a storage unit's capacity (Wh) or power (W) can be.`,
    next: `Give at most ${most}, or 0 to leave it undeclared.`,
  }),
  GovernanceNoBallot: ({ ballot }) => ({
    sentence: `There is no ballot ${ballot}.`,
    next: "See the list of ballots for its number.",
  }),
  GovernanceBallotNotOpen: ({ ballot, state }) => ({
    sentence: `Ballot ${ballot} is ${states[state] ?? "closed"}, not open.`,
    next: "Send the command itself to open a new ballot on it.",
  }),
  GovernanceNotPassed: ({ ballot, positive, voters }) => ({
    sentence: `Ballot ${ballot} has ${positive} positive votes of ${voters} voters: not more than half.`,
    next: `It takes ${voters / 2n + 1n - positive} more.`,
  }),
  GovernanceVoterActive: ({ voter, retirableFrom }, { who, when }) => ({
    sentence: `${who(voter)} has voted too recently to be retired.`,
    next: `That is possible from ${when(retirableFrom)} on, unless another vote comes first.`,
  }),
  GovernanceUnknownParameter: () => ({
    sentence: "There is no such parameter.",
    next: "See the list of parameters for the names.",
  }),
};
