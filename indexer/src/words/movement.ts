import type { HistoryRow } from "../core/schema.ts";
import type { Names } from "../queries/names.ts";
import { ent, eur, kwh } from "./amounts.ts";

type Movement = Pick<
  HistoryRow<"movements">,
  "token" | "amount" | "kind" | "counterparty" | "unit" | "energyWh" | "reference"
>;

/** Why a balance changed, as a sentence to the account's owner. */
export function movementText(row: Movement, names: Names): string {
  const size = row.amount < 0n ? -row.amount : row.amount;
  const amount = row.token === "ENT" ? ent(size) : eur(size);
  const who = row.counterparty === null ? "" : names.who(row.counterparty);
  const unit = row.unit === null ? "a storage unit" : names.who(row.unit);
  const energy = row.energyWh === null ? "energy" : kwh(row.energyWh);
  switch (row.kind) {
    case "production":
      return `${amount} for ${energy} that you stored in ${unit}.`;
    case "providerShare":
      return `${amount} as the owner of ${unit}, for what others stored there.`;
    case "consumption":
      return `${amount} for ${energy} that you drew from ${unit}.`;
    case "debt":
      return `${amount} paid against a debt.`;
    case "bought":
      return row.token === "ENT" ? `${amount} bought from ${who}.` : `${amount} paid to ${who} for ${energy}.`;
    case "sold":
      return row.token === "ENT" ? `${amount} sold to ${who}.` : `${amount} received from ${who} for ${energy}.`;
    case "sent":
      return `${amount} sent to ${who}.`;
    case "received":
      return `${amount} received from ${who}.`;
    case "deposit":
      return `${amount} paid in by bank.`;
    case "withdrawal":
      return `${amount} paid out by bank.`;
    default:
      return `${amount}.`;
  }
}
