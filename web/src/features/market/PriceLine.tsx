import type { Statistics } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Price, UNKNOWN } from "../../shared/ui/Quantity.tsx";
import { Spark } from "./Spark.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";

/** Price now, its change, the day's range, and always beside it what the supplier takes and pays. */
export function PriceLine({ statistics }: { statistics: Statistics | undefined }) {
  const t = useT();
  const format = useFormat();
  if (statistics === undefined) return UNKNOWN;
  const { lastTicks, day, tariff } = statistics;
  const change = day.changeShare;
  return (
    <>
      {lastTicks === null ? (
        t("price.none")
      ) : (
        <>
          {t("price.now")} <Price ticks={lastTicks} />
        </>
      )}
      {change !== null && (
        <span className={change < 0 ? "change sell" : "change buy"}>
          {change < 0 ? "▼" : "▲"} {format.share(Math.abs(change))}
        </span>
      )}
      <span className="price-beside">
        {day.lowTicks !== null && day.highTicks !== null && (
          <span>
            {t("price.day")} {format.priceOnly(day.lowTicks)} <Spark /> {format.price(day.highTicks)}
          </span>
        )}
        {tariff !== null && (
          <span>
            {t("price.supplier")} <b className="grid">{format.price(tariff.retailTicks)}</b> · {t("price.feedIn")}{" "}
            <b className="grid">{format.price(tariff.feedInTicks)}</b>
          </span>
        )}
      </span>
    </>
  );
}
