import { type Books, ZERO_ADDRESS } from "./books.ts";
import { placeOf } from "./energy.ts";
import type { EventOf, Now } from "./event.ts";
import type { HistoryRow } from "./schema.ts";
import type { Reason, TransactionContext } from "./transaction.ts";

type Token = "ENT" | "EUR";
type Kind = "in" | "out";

/** Moves balances as a token says, with the reason that an earlier event of the transaction gave. */
export function reduceTransfer(
  books: Books,
  token: Token,
  args: EventOf<"energyToken", "Transfer">["args"],
  now: Now,
  context: TransactionContext,
): void {
  const { from, to, value } = args;
  // Anyone may send nothing to anyone: it is no movement, and it must not put strangers into somebody's history.
  if (value === 0n || from === to) return;
  const reason = context.explain(token, from, to, value);
  if (reason?.kind === "debt") context.debtPaid = null;
  if (from === ZERO_ADDRESS) changeSupply(books, token, value);
  else move(books, token, from, -value, to, reason, now, context);
  if (to === ZERO_ADDRESS) changeSupply(books, token, -value);
  else move(books, token, to, value, from, reason, now, context);
}

function changeSupply(books: Books, token: Token, change: bigint): void {
  const { ent, eur } = books.network();
  books.changeNetwork(token === "ENT" ? { ent: ent + change } : { eur: eur + change });
}

function move(
  books: Books,
  token: Token,
  account: string,
  amount: bigint,
  other: string,
  reason: Reason | undefined,
  now: Now,
  context: TransactionContext,
): void {
  const row = books.account(account, now.at);
  const balance = (token === "ENT" ? row.ent : row.eur) + amount;
  books.tables.accounts.put(token === "ENT" ? { ...row, ent: balance } : { ...row, eur: balance });
  const counterparty = other === ZERO_ADDRESS ? null : other;
  books.add("movements", {
    ...placeOf(now),
    account,
    token,
    amount,
    balance,
    kind: kindOf(token, amount > 0n ? "in" : "out", counterparty, reason),
    counterparty,
    unit: reason === undefined ? (counterparty === null ? context.unit : null) : reason.unit,
    energyWh: reason?.energyWh ?? null,
    reference: reason?.reference ?? null,
  });
}

function kindOf(
  token: Token,
  way: Kind,
  counterparty: string | null,
  reason: Reason | undefined,
): HistoryRow<"movements">["kind"] {
  if (reason?.kind === "trade") return (token === "ENT") === (way === "in") ? "bought" : "sold";
  if (reason !== undefined) return reason.kind;
  // What is minted without being announced is the share of a unit's owner: one sum for all readings of a batch.
  if (counterparty === null) return way === "in" ? "providerShare" : "debt";
  return way === "in" ? "received" : "sent";
}
