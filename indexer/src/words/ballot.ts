import { formatParameter, parameterAt } from "@powerchain/sdk";
import { ZERO_ADDRESS } from "../core/books.ts";
import type { StateRow } from "../core/schema.ts";
import type { Names } from "../queries/names.ts";
import { kwh } from "./amounts.ts";

type Ballot = StateRow<"ballots">;

/** What a ballot would do, as a sentence. */
export function ballotText(ballot: Ballot, current: string | null, names: Names): string {
  const who = names.who(ballot.subject);
  switch (ballot.kind) {
    case "addVoter":
      return `Make ${who} a voter.`;
    case "removeVoter":
      return `Take the vote from ${who}.`;
    case "registerStorageUnit":
      return `Register the storage unit ${who} of ${names.who(ballot.owner)}, ${capacityWords(ballot)}.`;
    case "removeStorageUnit":
      return `Remove the storage unit ${who}.`;
    case "changeBanker":
      if (ballot.subject === ZERO_ADDRESS) return "Have no banker any more.";
      return current === null ? `Make ${who} the banker.` : `Make ${who} the banker instead of ${names.who(current)}.`;
    default:
      return parameterWords(ballot, current);
  }
}

function capacityWords({ first, second }: Ballot): string {
  const capacity = first === 0n ? "without a declared capacity" : `with ${kwh(first)}`;
  return second === 0n ? `${capacity} and no declared power` : `${capacity} and ${Number(second) / 1_000} kW`;
}

function parameterWords({ first, second }: Ballot, current: string | null): string {
  const { name, title, kind } = parameterAt(Number(first));
  const say = (value: bigint): string => valueWords(name, kind, value);
  const from = current === null ? "" : ` from ${say(BigInt(current))}`;
  return `Set ${title.startsWith("the ") ? "" : "the "}${title} (${name})${from} to ${say(second)}.`;
}

const units: Record<string, string> = { rate: " ENT/kWh", eur: " EUR", ent: " ENT", lots: " ENT" };

/** A parameter's value with its unit. */
export function valueWords(name: ReturnType<typeof parameterAt>["name"], kind: string, value: bigint): string {
  if (kind === "fraction") return `${Number(value) / 10_000} %`;
  return `${formatParameter(name, value)}${units[kind] ?? ""}`;
}

/** What it would mean for people. */
export function ballotEffect(ballot: Ballot): string {
  switch (ballot.kind) {
    case "addVoter":
      return "One more person decides on the rules; a majority may then need one vote more.";
    case "removeVoter":
      return "This person decides no more, and the votes cast by them on open ballots stop counting.";
    case "registerStorageUnit":
      return "Energy can be stored there from then on; its owner gets the storage provider's share.";
    case "removeStorageUnit":
      return "What it stores leaves the books as a loss that everybody bears through R; sessions with it end and return their ENT.";
    case "changeBanker":
      return ballot.subject === ZERO_ADDRESS
        ? "Nobody can bring euros in or pay them out until there is a banker again."
        : "From then on only this account brings euros in and pays them out.";
    default:
      return parameterEffect(Number(ballot.first), ballot.second);
  }
}

function parameterEffect(number: number, value: bigint): string {
  const { name } = parameterAt(number);
  const rate = Number(value) / 1_000_000;
  switch (name) {
    case "M":
      return `In a deficit a stored kWh gives at least ${Math.max(0, 1 - rate)} ENT before shares.`;
    case "B":
      return `In a deficit a kWh drawn costs at most ${1 + rate} ENT.`;
    case "C":
      return "The larger it is, the faster a deficit is made good, and the more a kWh costs meanwhile.";
    case "F":
      return `Of each ENT minted, the owner of the unit gets ${rate} and the producer ${Math.round((1 - rate) * 1e6) / 1e6}.`;
    case "H":
      return "New and renewed sessions last this long.";
    case "pricing":
      return value === 1n
        ? "Trades happen half way between both limits."
        : "Trades happen at the price of the order that was there first.";
    case "votingPeriod":
      return "Ballots that open from then on stay open this long.";
    case "mintCap":
      return "The banker can bring in no more than this on a day (UTC).";
    case "minOrder":
      return "Smaller orders are refused.";
    case "owedLimit":
      return "Who owes more starts no session until it is paid.";
    case "grace":
      return "An ended session waits this long for late readings before anyone may close it.";
    case "voterInactivity":
      return "A voter who has cast no vote for this long may be retired by anyone.";
  }
}
