import { type Address, zeroAddress } from "viem";
import { eventsNamed } from "../events.ts";
import { type ParameterName, parameters } from "../parameters.ts";
import { type Done, command } from "./command.ts";

/** What came of a vote. */
export interface VoteResult {
  ballot: bigint;
  /** The sender's vote as it stands now. */
  support: boolean;
  /** Whether the vote passed the ballot, which also executes it. */
  executed: boolean;
}

/** A vote by command or by `vote`; one that changes nothing says nothing. */
function voted(asked?: { ballot: bigint; support: boolean }): (done: Done) => VoteResult {
  return ({ events }) => {
    const cast = eventsNamed(events, "governance", "VoteCast")[0]?.args ?? asked;
    if (cast === undefined) throw new Error("a vote without its event");
    return {
      ballot: cast.ballot,
      support: cast.support,
      executed: eventsNamed(events, "governance", "BallotExecuted").length > 0,
    };
  };
}

const nothing = (): object => ({});

/** Commands of voters; each but the last three casts the sender's vote on it, or turns it. */
export const governanceCommands = {
  addVoter: ({ voter }: { voter: Address }) => command("governance", "addVoter", [voter], voted()),

  removeVoter: ({ voter }: { voter: Address }) => command("governance", "removeVoter", [voter], voted()),

  /** 0 (or nothing): not declared. */
  registerStorageUnit: (unit: { unit: Address; owner: Address; capacityWh?: bigint; powerW?: bigint }) =>
    command(
      "governance",
      "registerStorageUnit",
      [unit.unit, unit.owner, unit.capacityWh ?? 0n, unit.powerW ?? 0n],
      voted(),
    ),

  removeStorageUnit: ({ unit }: { unit: Address }) => command("governance", "removeStorageUnit", [unit], voted()),

  /** Without a banker: none from now on. */
  changeBanker: ({ banker }: { banker?: Address }) =>
    command("governance", "changeBanker", [banker ?? zeroAddress], voted()),

  /** The value is in the parameter's own unit, as `parseParameter` gives it. */
  setParameter: ({ name, value }: { name: ParameterName; value: bigint }) =>
    command("governance", "setParameter", [parameters[name].index, value], voted()),

  /** Says outright what the sender's vote is. */
  vote: ({ ballot, support }: { ballot: bigint; support: boolean }) =>
    command("governance", "vote", [ballot, support], voted({ ballot, support })),

  /** Executes a ballot that a removal made pass. */
  executeBallot: ({ ballot }: { ballot: bigint }) => command("governance", "executeBallot", [ballot], nothing),

  /** Removes a voter who has cast no vote for so long as the parameter says. */
  retireVoter: ({ voter }: { voter: Address }) => command("governance", "retireVoter", [voter], nothing),
};
