import { demoAccount, demoKey } from "../../scripts/src/deploy/demoAccounts.ts";

/** Who plays in the tests, by the role that each has. */
export const roles = {
  Ann: "resident",
  Bob: "resident",
  Dora: "storageProvider",
  Vera: "voter",
  Walt: "voter",
  Yuri: "banker",
} as const;

export type Name = keyof typeof roles;
const keyNames: Record<Name, string> = {
  Ann: "ann",
  Bob: "bob",
  Dora: "dora",
  Vera: "voter",
  Walt: "voter2",
  Yuri: "banker",
};

export const accountOf = (name: Name) => demoAccount(keyNames[name]);
export const keyOf = (name: Name) => demoKey(keyNames[name]);
/** Two batteries, and one that voters may yet register. */
export const unitNames = { north: "North battery", south: "South battery", spare: "Spare battery" } as const;
export const unitOf = (unit: keyof typeof unitNames) => demoAccount(`web unit ${unit}`);

export const people = (Object.keys(roles) as Name[]).map((name) => ({
  name,
  role: roles[name],
  address: accountOf(name).address,
  privateKey: keyOf(name),
}));
