import { parameterAt } from "@powerchain/sdk";
import type { Community } from "../api/context.ts";
import type { Ballot, Voters } from "../api/types.ts";
import { ZERO_ADDRESS } from "../core/books.ts";
import type { StateRow } from "../core/schema.ts";
import { parse } from "../store/records.ts";
import type { Query } from "../store/store.ts";
import { ballotEffect, ballotText } from "../words/ballot.ts";

type BallotRow = StateRow<"ballots">;

/** The ballots of these conditions, newest first. */
export async function ballotRows(
  query: Query,
  community: Community,
  where: string,
  values: (string | number)[],
  limit: number,
): Promise<BallotRow[]> {
  const rows = await query.all(`SELECT * FROM ballots WHERE community = ? AND ${where} ORDER BY id DESC LIMIT ?`, [
    community.id,
    ...values,
    limit,
  ]);
  return rows.map((row) => parse("ballots", row) as BallotRow);
}

export function ballotView(community: Community, row: BallotRow): Ballot {
  const { follower, names } = community;
  const { tables, cursor } = follower.index;
  const votes = [...tables.votes.rows.values()].filter(({ ballot }) => ballot === row.id);
  const inOffice = [...tables.voters.rows.values()].filter((voter) => voter.inOffice);
  const terms = new Set(inOffice.map(({ term }) => term));
  const counted = votes.filter(({ term }) => terms.has(term));
  const state = row.state === "open" && row.endsAt <= cursor.at ? "lapsed" : (row.state as Ballot["state"]);
  const positive = counted.filter(({ support }) => support).length;
  const needed = Math.floor(inOffice.length / 2) + 1;
  const voted = new Set(counted.map(({ term }) => term));
  const current = state === "open" ? currentOf(community, row) : row.before;
  return {
    id: row.id,
    state,
    kind: row.kind as Ballot["kind"],
    command: commandView(row),
    current,
    text: ballotText(row, current, names),
    effect: ballotEffect(row),
    opener: row.opener,
    openedAt: row.openedAt,
    endsAt: row.endsAt,
    closedAt: row.closedAt ?? (state === "lapsed" ? row.endsAt : null),
    positive: row.positive ?? positive,
    negative: counted.length - positive,
    missing: state === "open" ? Math.max(0, needed - positive) : 0,
    voters: inOffice.length,
    waiting: state === "open" ? inOffice.filter(({ term }) => !voted.has(term)).map(({ voter }) => voter) : [],
    votes: votes.map(({ voter, support, at, term }) => ({
      voter,
      label: names.get(voter),
      support,
      at,
      counts: terms.has(term),
    })),
  };
}

function commandView({ kind, subject, owner, first, second }: BallotRow): Ballot["command"] {
  const unit = kind === "registerStorageUnit";
  const parameter = kind === "setParameter";
  return {
    subject: subject === ZERO_ADDRESS ? null : subject,
    owner: unit ? owner : null,
    capacityWh: unit ? String(first) : null,
    powerW: unit ? String(second) : null,
    parameter: parameter ? parameterAt(Number(first)).name : null,
    value: parameter ? String(second) : null,
  };
}

/** What the ballot would change, as it is now. */
function currentOf({ follower }: Community, { kind, first }: BallotRow): string | null {
  const { tables } = follower.index;
  if (kind === "changeBanker") return tables.network.get(1)?.banker ?? null;
  if (kind === "setParameter") return tables.parameters.get(Number(first))?.value.toString() ?? null;
  return null;
}

export function votersView(community: Community): Voters {
  const { follower, names } = community;
  const { tables, cursor } = follower.index;
  const inactivity = Number(tables.parameters.get(11)?.value ?? 0n);
  const voters = [...tables.voters.rows.values()].filter(({ inOffice }) => inOffice).sort((a, b) => a.term - b.term);
  const open = [...tables.ballots.rows.values()].filter(({ endsAt }) => endsAt > cursor.at);
  return {
    items: voters.map(({ voter, term, since, lastVoteAt }) => ({
      address: voter,
      label: names.get(voter),
      since,
      lastVoteAt,
      retirableFrom: lastVoteAt + inactivity,
      openBallotsWithoutVote: open.filter(({ id }) => tables.votes.get(id, term) === undefined).length,
    })),
    needed: Math.floor(voters.length / 2) + 1,
  };
}
