import { type Address, zeroAddress } from "viem";
import { type ParameterName, parameterAt, parameters } from "../parameters.ts";
import type { Reader } from "./reader.ts";

/** A command that voters can decide on, as plain data. */
export type BallotCommand =
  | { kind: "addVoter"; voter: Address }
  | { kind: "removeVoter"; voter: Address }
  | { kind: "registerStorageUnit"; unit: Address; owner: Address; capacityWh: bigint; powerW: bigint }
  | { kind: "removeStorageUnit"; unit: Address }
  | { kind: "changeBanker"; banker: Address | undefined }
  | { kind: "setParameter"; name: ParameterName; value: bigint };

export const ballotKinds = [
  "addVoter",
  "removeVoter",
  "registerStorageUnit",
  "removeStorageUnit",
  "changeBanker",
  "setParameter",
] as const satisfies BallotCommand["kind"][];

export const ballotStates = ["none", "open", "executed", "lapsed"] as const;
export type BallotState = (typeof ballotStates)[number];

export interface Ballot {
  id: bigint;
  state: BallotState;
  command: BallotCommand;
  /** Unix seconds. */
  openedAt: bigint;
  /** It is open while the block's time is before this. */
  endsAt: bigint;
  /** Positive votes of voters in office; of an executed one, when it passed. */
  positive: bigint;
  /** Positive votes that it still lacks. */
  missing: bigint;
}

/** A command as the contract stores it. */
interface RawCommand {
  kind: number;
  subject: Address;
  owner: Address;
  first: bigint;
  second: bigint;
}

export function toRawCommand(command: BallotCommand): RawCommand {
  const kind = ballotKinds.indexOf(command.kind);
  const none = { kind, subject: zeroAddress, owner: zeroAddress, first: 0n, second: 0n };
  switch (command.kind) {
    case "addVoter":
    case "removeVoter":
      return { ...none, subject: command.voter };
    case "registerStorageUnit":
      return { kind, subject: command.unit, owner: command.owner, first: command.capacityWh, second: command.powerW };
    case "removeStorageUnit":
      return { ...none, subject: command.unit };
    case "changeBanker":
      return { ...none, subject: command.banker ?? zeroAddress };
    case "setParameter":
      return { ...none, first: BigInt(parameters[command.name].index), second: command.value };
  }
}

/** @throws RangeError for a kind that this program does not know */
export function fromRawCommand({ kind: index, subject, owner, first, second }: RawCommand): BallotCommand {
  const kind = ballotKinds[index];
  switch (kind) {
    case "addVoter":
    case "removeVoter":
      return { kind, voter: subject };
    case "registerStorageUnit":
      return { kind, unit: subject, owner, capacityWh: first, powerW: second };
    case "removeStorageUnit":
      return { kind, unit: subject };
    case "changeBanker":
      return { kind, banker: subject === zeroAddress ? undefined : subject };
    case "setParameter":
      return { kind, name: parameterAt(Number(first)).name, value: second };
    default:
      throw new RangeError(`a ballot of kind ${index}`);
  }
}

interface RawBallot {
  state: number;
  command: RawCommand;
  openedAt: bigint;
  endsAt: bigint;
  positive: bigint;
  missing: bigint;
}

export function toBallot(id: bigint, { state, command, ...rest }: RawBallot): Ballot {
  return { id, state: ballotStates[state] ?? "none", command: fromRawCommand(command), ...rest };
}

/** How many terms or ballots one call reads. */
const PAGE = 500n;

/** Joins the pages of a list that is read piece by piece. */
export async function readPages<Item>(
  total: bigint,
  page: (from: bigint, count: bigint) => Promise<readonly Item[]>,
  first = 0n,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let from = first; from < first + total; from += PAGE) items.push(...(await page(from, PAGE)));
  return items;
}

export function governanceReads(read: Reader) {
  const ballotCount = () => read("governance", "ballotCount");
  const ballots = async (from: bigint, count: bigint): Promise<Ballot[]> =>
    (await read("lens", "ballots", from, count)).map(({ id, info }) => toBallot(id, info));
  const openBallotOn = async (command: BallotCommand): Promise<bigint | undefined> => {
    const id = await read("governance", "openBallotOn", toRawCommand(command));
    return id === 0n ? undefined : id;
  };
  return {
    isVoter: (account: Address) => read("governance", "isVoter", account),
    voterCount: () => read("governance", "voterCount"),
    /** All voters in office, in the order in which they came. */
    voters: async () =>
      readPages(await read("governance", "termCount"), (from, count) => read("governance", "voters", from, count)),
    /** When the voter last cast a vote, or came into office; Unix seconds. */
    lastVoteAt: (voter: Address) => read("governance", "lastVoteAt", voter),
    ballotCount,
    /** Undefined when there is no such ballot. */
    ballot: async (id: bigint): Promise<Ballot | undefined> => {
      const raw = await read("governance", "ballot", id);
      return raw.state === 0 ? undefined : toBallot(id, raw);
    },
    /** A page of ballots with ids from … from + count - 1; ids start at 1. */
    ballots,
    /** The open ballot on a command. */
    openBallotOn,
    /** The open ballot on a command, or the last one that was. */
    latestBallotOn: async (command: BallotCommand): Promise<Ballot | undefined> => {
      const wanted = commandKey(command);
      const open = await openBallotOn(command);
      let end = open ?? (await ballotCount());
      while (end > 0n) {
        const from = open ?? (end > PAGE ? end - PAGE + 1n : 1n);
        const page = await ballots(from, end - from + 1n);
        const found = page.findLast((ballot) => commandKey(ballot.command) === wanted);
        if (found !== undefined) return found;
        end = from - 1n;
      }
      return undefined;
    },
    /** Who voted what. A vote of somebody no longer in office does not count. */
    votesOf: async (id: bigint) =>
      readPages(await read("governance", "termCount"), (from, count) => read("governance", "votesOf", id, from, count)),
  };
}

/** The same text for the same command, whatever the letter case of its addresses. */
export function commandKey(command: BallotCommand): string {
  return Object.values(toRawCommand(command)).map(String).join(" ").toLowerCase();
}
