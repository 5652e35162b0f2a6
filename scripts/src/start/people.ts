import type { Address, Hex, PrivateKeyAccount } from "viem";
import { demoAccount, demoKey } from "../deploy/demoAccounts.ts";
import { Names } from "./words.ts";

export type Role = "resident" | "voter" | "banker" | "storageProvider";

/** Somebody of the demo community; everybody knows the key. */
export interface Person {
  name: string;
  role: Role;
  account: PrivateKeyAccount;
  privateKey: Hex;
}

/** A battery of the demo community. */
export interface Unit {
  name: string;
  account: PrivateKeyAccount;
  capacityWh: bigint;
  powerW: bigint;
}

export interface People {
  /** The first one deploys the contracts and so is the first voter. */
  voters: [Person, ...Person[]];
  banker: Person;
  provider: Person;
  residents: Person[];
  units: Unit[];
}

const person = (name: string, role: Role): Person => ({
  name,
  role,
  account: demoAccount(name),
  privateKey: demoKey(name),
});
const unit = (name: string): Unit => ({ name, account: demoAccount(name), capacityWh: 120_000n, powerW: 60_000n });

/** The people of `npm start`: the same keys on every machine. */
export function demoPeople(): People {
  return {
    voters: [person("Ada", "voter"), person("Ben", "voter"), person("Cleo", "voter")],
    banker: person("Dan", "banker"),
    provider: person("Eva", "storageProvider"),
    residents: ["Finn", "Gia", "Hugo", "Ines", "Jon", "Kim", "Leo", "Mia"].map((name) => person(name, "resident")),
    units: [unit("North"), unit("South")],
  };
}

export function everybody({ voters, banker, provider, residents }: People): Person[] {
  return [...voters, banker, provider, ...residents];
}

/** What accounts and batteries are called, for lines that people read. */
export function namesOf(people: People): Names {
  const named = [...everybody(people), ...people.units];
  return new Names(named.map(({ account, name }): [Address, string] => [account.address, name]));
}
