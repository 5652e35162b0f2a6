import type { Format } from "../ui/useFormat.ts";
import type { Change, Figure } from "./machine.ts";
import type { Balances } from "./useBalances.ts";

/** Balances in euros; the others are in ENT. */
const inEuros: readonly Figure["name"][] = ["eurAvailable", "eurForWithdrawal"];

export function figureText(name: Figure["name"], units: bigint, format: Format): string {
  return inEuros.includes(name) ? format.eur(units) : format.ent(units);
}

/** What an action does to a balance: `by` base units, negative where it shrinks. */
export function balanceChange(
  label: string,
  balances: Balances,
  { name, by }: { name: Figure["name"]; by: bigint },
  format: Format,
): Change {
  return {
    label,
    before: figureText(name, balances[name], format),
    after: figureText(name, balances[name] + by, format),
    of: { account: balances.account, name },
  };
}
