import type { Side } from "@powerchain/sdk";
import type { Tariff } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { gainOver, type OrderQuote } from "./quote.ts";

interface Props {
  quote: OrderQuote | undefined;
  side: Side;
  tariff: Tariff | null;
  limit: number | undefined;
  best: boolean;
}

/** "You get 5 kWh at 0.179 on average; 0 rests; saves 0.65 € against your supplier." */
export function QuoteBox({ quote, side, tariff, limit, best }: Props) {
  const t = useT();
  const format = useFormat();
  if (quote === undefined) {
    return (
      <p className="inset quote quiet">{t(best && limit === undefined ? `quote.${side}.nobody` : "quote.hint")}</p>
    );
  }
  const gain = tariff === null ? 0n : gainOver(tariff, side, quote);
  return (
    <div className="inset quote" role="status" data-testid="quote">
      {quote.refused !== undefined && <p className="sell">{t(`quote.${quote.refused}`)}</p>}
      {quote.filled > 0n && (
        <p>
          <strong>
            {t(`quote.${side}.filled`, {
              amount: format.lots(quote.filled),
              average: format.price(quote.average ?? 0),
              eur: format.eur(quote.eur),
            })}
          </strong>
        </p>
      )}
      {quote.filled === 0n && quote.rests === 0n && <p>{t("quote.nothing")}</p>}
      {quote.rests > 0n && (
        <p>
          {t(`quote.${side}.rests`, {
            amount: format.lots(quote.rests),
            price: format.price(limit ?? 0),
            locked: side === "buy" ? format.eur(quote.locked) : format.lots(quote.locked),
          })}
        </p>
      )}
      {quote.returned > 0n && quote.filled > 0n && (
        <p>{t("quote.returned", { amount: format.lots(quote.returned) })}</p>
      )}
      {quote.own.count > 0 && <p>{t("quote.own", { count: quote.own.count })}</p>}
      {gain > 0n && quote.filled > 0n && <p className="buy">{t(`quote.${side}.gain`, { eur: format.eur(gain) })}</p>}
      {gain < 0n && quote.filled > 0n && <p className="sell">{t(`quote.${side}.loss`, { eur: format.eur(-gain) })}</p>}
      <p className="quiet">{t("quote.fee")}</p>
    </div>
  );
}
