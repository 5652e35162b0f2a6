import { type Books, IncompleteHistoryError } from "./books.ts";
import { placeOf } from "./energy.ts";
import type { ChainEvent, EventOf, Now } from "./event.ts";
import type { StateRow } from "./schema.ts";
import type { TransactionContext } from "./transaction.ts";

export const commandKinds = [
  "addVoter",
  "removeVoter",
  "registerStorageUnit",
  "removeStorageUnit",
  "changeBanker",
  "setParameter",
] as const;

type GovernanceEvent = Extract<ChainEvent, { contract: "governance" }>;

export function reduceGovernance(books: Books, event: GovernanceEvent, now: Now, context: TransactionContext): void {
  switch (event.name) {
    case "BallotOpened":
      return opened(books, event.args, now);
    case "VoteCast":
      return voted(books, event.args, now);
    case "BallotExecuted":
      context.ballot = Number(event.args.ballot);
      return end(books, context.ballot, "executed", Number(event.args.positive), now);
    case "UnitBallotsLapsed":
      return lapse(books, event.args.unit, now);
    case "VoterAdded":
      return voterAdded(books, event.args.voter, now);
    case "VoterRemoved":
      return voterRemoved(books, event.args.voter);
    case "VoterRetired": // VoterRemoved comes with it
      return;
    case "ParameterSet":
      books.tables.parameters.put({ number: event.args.name, value: event.args.value });
      return books.add("parameterChanges", {
        ...placeOf(now),
        number: event.args.name,
        value: event.args.value,
        ballot: context.ballot,
      });
  }
}

function opened(books: Books, args: EventOf<"governance", "BallotOpened">["args"], now: Now): void {
  const { command } = args;
  const id = Number(args.ballot);
  books.changeNetwork({ ballots: id });
  books.tables.ballots.put({
    id,
    kind: commandKinds[command.kind] ?? "setParameter",
    subject: command.subject,
    owner: command.owner,
    first: command.first,
    second: command.second,
    state: "open",
    opener: args.opener,
    openedAt: now.at,
    endsAt: Number(args.endsAt),
    closedAt: null,
    positive: null,
    before: valueBefore(books, command),
    tx: now.tx,
  });
}

/** What the ballot would change, as it was when it opened. */
function valueBefore(books: Books, command: { kind: number; first: bigint }): string | null {
  const kind = commandKinds[command.kind];
  if (kind === "changeBanker") return books.network().banker;
  if (kind === "setParameter") return books.tables.parameters.get(Number(command.first))?.value.toString() ?? null;
  return null;
}

function voted(books: Books, args: EventOf<"governance", "VoteCast">["args"], now: Now): void {
  const voter = voterOf(books, args.voter);
  books.tables.voters.put({ ...voter, lastVoteAt: now.at });
  books.tables.votes.put({
    ballot: Number(args.ballot),
    term: voter.term,
    voter: args.voter,
    support: args.support,
    at: now.at,
  });
}

function end(books: Books, id: number, next: "executed" | "lapsed", positive: number | null, now: Now): void {
  const ballot = books.tables.ballots.get(id);
  if (ballot === undefined) throw new IncompleteHistoryError(`the ballot ${id}`);
  books.tables.ballots.put({ ...ballot, state: next, positive, closedAt: now.at });
}

/** Ends the other open ballots on a unit. Those whose time is over stay as they are: they had lapsed by themselves. */
function lapse(books: Books, unit: string, now: Now): void {
  for (const ballot of books.tables.ballots.rows.values()) {
    const aboutUnit = ballot.kind === "registerStorageUnit" || ballot.kind === "removeStorageUnit";
    if (ballot.state !== "open" || !aboutUnit || ballot.subject !== unit || ballot.endsAt <= now.at) continue;
    end(books, ballot.id, "lapsed", null, now);
  }
}

function voterAdded(books: Books, voter: string, now: Now): void {
  const { terms } = books.network();
  books.meet(voter, now.at);
  books.tables.voters.put({ voter, term: terms, inOffice: true, since: now.at, lastVoteAt: now.at });
  books.changeNetwork({ terms: terms + 1 });
}

function voterRemoved(books: Books, voter: string): void {
  books.tables.voters.put({ ...voterOf(books, voter), inOffice: false });
}

function voterOf(books: Books, address: string): StateRow<"voters"> {
  const voter = books.tables.voters.get(address);
  if (voter === undefined) throw new IncompleteHistoryError(`the voter ${address}`);
  return voter;
}
