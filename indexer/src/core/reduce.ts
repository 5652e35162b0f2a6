import { reduceBank } from "./bank.ts";
import type { Added, Books } from "./books.ts";
import { reduceEnergy } from "./energy.ts";
import type { ChainBlock, ChainEvent, Now } from "./event.ts";
import { reduceGovernance } from "./governance.ts";
import { reduceMarket } from "./market.ts";
import { reduceTransfer } from "./tokens.ts";
import { TransactionContext } from "./transaction.ts";

/** Rows that are handed over at once. */
const ROWS_AT_ONCE = 1_000;

/**
 * Applies a block's events to the books and gives the history that they make. Books and block are all it looks at: the same
 * events always give the same rows.
 * @param ready takes all of these rows too, some at a time, as soon as nothing in them will change
 * @throws IncompleteHistoryError when an event refers to what none before it has made
 */
export function reduceBlock(
  books: Books,
  block: ChainBlock,
  ready: (rows: readonly Added[]) => void = () => undefined,
): Added[] {
  books.added = [];
  let handedOver = 0;
  const before = books.network();
  let context = new TransactionContext("");
  for (const event of block.events) {
    if (event.tx !== context.tx) {
      context = new TransactionContext(event.tx);
      if (books.added.length - handedOver >= ROWS_AT_ONCE) {
        ready(books.added.slice(handedOver));
        handedOver = books.added.length;
      }
    }
    reduceEvent(books, event, { block: block.number, at: block.at, log: event.log, tx: event.tx }, context);
  }
  const after = books.network();
  if (
    before.ent !== after.ent ||
    before.energyWh !== after.energyWh ||
    before.rate !== after.rate ||
    before.eur !== after.eur
  ) {
    const { ent, energyWh, rate, eur } = after;
    books.add("points", { block: block.number, at: block.at, ent, energyWh, rate, eur });
  }
  ready(books.added.slice(handedOver));
  return books.added;
}

function reduceEvent(books: Books, event: ChainEvent, now: Now, context: TransactionContext): void {
  switch (event.contract) {
    case "energyPool":
      return reduceEnergy(books, event, now, context);
    case "market":
      return reduceMarket(books, event, now, context);
    case "bank":
      return reduceBank(books, event, now, context);
    case "governance":
      return reduceGovernance(books, event, now, context);
    case "energyToken":
    case "euroToken":
      if (event.name !== "Transfer") return; // approvals move nothing
      return reduceTransfer(books, event.contract === "energyToken" ? "ENT" : "EUR", event.args, now, context);
    default: // the gateway, the ledger and the lens say what changes nothing here
  }
}
