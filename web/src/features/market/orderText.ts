import type { Order } from "../../shared/api/types.ts";
import type { Translate } from "../../shared/i18n/useT.tsx";
import { balanceChange } from "../../shared/tx/changes.ts";
import type { Told } from "../../shared/tx/machine.ts";
import type { Balances } from "../../shared/tx/useBalances.ts";
import type { Format } from "../../shared/ui/useFormat.ts";
import type { OrderQuote, Terms } from "./quote.ts";

/** An order in words: what trades at once, what rests, what is locked, what comes back. */
export function orderText(terms: Terms, quote: OrderQuote, mine: Balances, t: Translate, format: Format): Told {
  const { side, lots, priceTicks } = terms;
  const values = { amount: format.lots(lots), price: format.price(priceTicks) };
  const sentences = [t(`order.${side}.review`, values)];
  if (quote.filled > 0n) {
    sentences.push(
      t(`order.${side}.filled`, {
        amount: format.lots(quote.filled),
        average: format.price(quote.average ?? 0),
        eur: format.eur(quote.eur),
      }),
    );
  }
  if (quote.rests > 0n) {
    const locked = side === "buy" ? format.eur(quote.locked) : format.lots(quote.locked);
    sentences.push(t("order.rests", { amount: format.lots(quote.rests), locked }));
  }
  if (quote.returned > 0n) sentences.push(t("order.returned", { amount: format.lots(quote.returned) }));
  if (quote.own.count > 0) sentences.push(t("quote.own", { count: quote.own.count }));
  sentences.push(t("order.mayChange"));
  return {
    title: t(`order.${side}.title`, values),
    sentences,
    changes: changesOf(terms, quote, mine, t, format),
    done: t("order.done", values),
  };
}

function changesOf({ side }: Terms, quote: OrderQuote, mine: Balances, t: Translate, format: Format): Told["changes"] {
  const traded = quote.filled * 1_000_000n;
  const change = (token: "ENT" | "EUR", by: bigint) =>
    balanceChange(
      t("tokens.yourAvailable", { token }),
      mine,
      { name: token === "ENT" ? "entAvailable" : "eurAvailable", by },
      format,
    );
  return side === "buy"
    ? [change("EUR", -quote.eur - quote.locked), change("ENT", traded + quote.own.returned * 1_000_000n)]
    : [change("ENT", -traded - quote.locked * 1_000_000n), change("EUR", quote.eur + quote.own.returned)];
}

/** "2.300 ENT at 0.1800 EUR/ENT": what is left of an order, and its price. */
export function orderWords(order: Order, t: Translate, format: Format): string {
  return t("orders.row", { left: format.lots(order.leftWh), price: format.price(order.priceTicks) });
}
