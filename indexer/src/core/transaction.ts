import type { HistoryRow } from "./schema.ts";

/** Why tokens are about to move: said by an event before the token's own Transfer, in the same transaction. */
export interface Reason {
  kind: "production" | "consumption" | "debt" | "trade" | "deposit" | "withdrawal";
  unit: string | null;
  energyWh: bigint | null;
  reference: string | null;
}

/** What the events of one transaction so far have announced. */
export class TransactionContext {
  readonly tx: string;
  /** The unit whose readings were booked last: its owner's share is minted after them. */
  unit: string | null = null;
  /** The consumption booked last: losses that follow belong to it. */
  consumption: HistoryRow<"readings"> | null = null;
  /** A debt paid by its debtor, until a production or a burn explains it. */
  debtPaid: { resident: string; payer: string; amount: bigint } | null = null;
  /** The ballot executed last: what follows is its doing. */
  ballot: number | null = null;
  #reasons = new Map<string, Reason[]>();

  constructor(tx: string) {
    this.tx = tx;
  }

  /** Announces a transfer. */
  expect(token: "ENT" | "EUR", from: string, to: string, amount: bigint, reason: Reason): void {
    if (amount === 0n) return;
    const key = keyOf(token, from, to, amount);
    const list = this.#reasons.get(key);
    if (list === undefined) this.#reasons.set(key, [reason]);
    else list.push(reason);
  }

  /** The announcement of a transfer, which it uses up; undefined: nothing announced it. */
  explain(token: "ENT" | "EUR", from: string, to: string, amount: bigint): Reason | undefined {
    return this.#reasons.get(keyOf(token, from, to, amount))?.shift();
  }

  /** Takes back the latest announcement of such a transfer, which will not come. */
  withdraw(token: "ENT" | "EUR", from: string, to: string, amount: bigint): void {
    this.#reasons.get(keyOf(token, from, to, amount))?.pop();
  }
}

function keyOf(token: string, from: string, to: string, amount: bigint): string {
  return `${token}${from}${to}${amount}`;
}
