import type { Address, Hex, LocalAccount } from "viem";
import { demoAccount, demoKey } from "../deploy/demoAccounts.ts";
import type { Cast } from "../fleet/cast.ts";

export type Role = "resident" | "voter" | "banker" | "storageProvider";

/** Somebody of the demo community; everybody knows the key. */
export interface Person {
  name: string;
  role: Role;
  account: LocalAccount;
  privateKey: Hex;
}

const HOMES = [
  "Ann",
  "Bob",
  "Cat",
  "Dev",
  "Eva",
  "Finn",
  "Gia",
  "Hugo",
  "Ines",
  "Jon",
  "Kim",
  "Leo",
  "Mia",
  "Noa",
  "Omar",
  "Pia",
];
const UNITS = ["North battery", "East battery", "South battery", "West battery"];
/** How many homes stand in the list of people to try; all of them live. */
const SHOWN_HOMES = 6;

const person = (name: string, role: Role, key: string): Person => ({
  name,
  role,
  account: demoAccount(key),
  privateKey: demoKey(key),
});

/** The voters: the first one deployed the contracts. */
export const voters: [Person, Person, Person] = [
  person("Vera", "voter", "voter"),
  person("Walt", "voter", "voter2"),
  person("Xenia", "voter", "voter3"),
];

export const homeCount = HOMES.length;
export const unitCount = UNITS.length;

/** Every battery belongs to a home, so some residents are storage providers too. */
export const ownerOf = (unit: number): number => 2 * unit + 1;

/** Who can be tried, with their keys. */
export function peopleToTry(): Person[] {
  const owners = new Set(UNITS.map((_, u) => ownerOf(u)));
  const homes = HOMES.slice(0, SHOWN_HOMES).map((name, h) =>
    person(name, owners.has(h) ? "storageProvider" : "resident", `home${h + 1}`),
  );
  return [...homes, ...voters, person("Yuri", "banker", "banker")];
}

/** What accounts and batteries are called, and who delivers their readings. */
export function labelsOf({ homes, units, relay }: Pick<Cast, "homes" | "units" | "relay">): [Address, string][] {
  const named = (accounts: readonly { address: Address }[], names: readonly string[]): [Address, string][] =>
    accounts.map(({ address }, i) => [address, names[i] ?? `number ${i + 1}`]);
  const people = peopleToTry().map(({ account, name }): [Address, string] => [account.address, name]);
  return [...named(homes, HOMES), ...named(units, UNITS), [relay.address, "Meter service"], ...people];
}
