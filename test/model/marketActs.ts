import { refuseIf, type Address } from "./common.ts";
import { type MarketModel, type Placed, type Terms } from "./book.ts";
import type { LedgerModel } from "./ledger.ts";

/** Everything that an account can do in the market, and to its own funds. */
export type MarketAct =
  | { do: "addOrder"; by: Address; terms: Terms }
  | { do: "addOrders"; by: Address; list: Terms[] }
  | { do: "removeOrder"; by: Address; id: bigint }
  | { do: "removeOrders"; by: Address; ids: bigint[] }
  | { do: "replaceOrder"; by: Address; id: bigint; terms: Terms }
  | { do: "transfer"; by: Address; money: "ent" | "eur"; to: Address; amount: bigint };

/** What the contract answers: placed orders, or a count of removed ones. */
export type Answer = { placed: Placed[] } | { removed: bigint } | undefined;

/** Does it on the model. @throws Refused, and then nothing has changed. */
export function runOnModel(market: MarketModel, ledger: LedgerModel, now: bigint, act: MarketAct): Answer {
  switch (act.do) {
    case "addOrder":
      return { placed: [market.addOrder(now, act.by, act.terms)] };
    case "addOrders":
      return { placed: market.addOrders(now, act.by, act.list) };
    case "replaceOrder":
      return { placed: [market.replaceOrder(now, act.by, act.id, act.terms)] };
    case "removeOrder":
      market.removeOrder(now, act.by, act.id);
      return undefined;
    case "removeOrders":
      return { removed: market.removeOrders(now, act.by, act.ids) };
    case "transfer": {
      const { money, by, to, amount } = act;
      refuseIf(
        ledger.available(money, by) < amount
          ? [money === "ent" ? "LedgerInsufficientEnt" : "LedgerInsufficientEur"]
          : [],
      );
      ledger.transfer(money, by, to, amount);
      market.events.push({ name: "Transfer", money, from: by, to, amount });
      return undefined;
    }
  }
}

/** How many orders an act places. */
export function ordersIn(act: MarketAct): number {
  if (act.do === "addOrders") return act.list.length;
  return act.do === "addOrder" || act.do === "replaceOrder" ? 1 : 0;
}
