import { useTrades } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { List } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Lots } from "../../shared/ui/Quantity.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";

/** What was traded, newest first. */
export function Trades() {
  const t = useT();
  const format = useFormat();
  const trades = useTrades();
  return (
    <Card title={t("trades.title")}>
      <List of={trades} empty={t("trades.empty")}>
        {(items) => (
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t("ladder.price")}</th>
                <th scope="col">{t("trades.amount")}</th>
                <th scope="col">{t("trades.when")}</th>
              </tr>
            </thead>
            <tbody>
              {items.slice(0, 60).map((trade) => (
                <tr key={trade.id}>
                  <td className={`num ${trade.takerSide}`}>
                    {trade.takerSide === "buy" ? "▲" : "▼"} {format.priceOnly(trade.priceTicks)}
                  </td>
                  <td>
                    <Lots lots={trade.energyWh} />
                  </td>
                  <td className="quiet">
                    <Since at={trade.at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </List>
    </Card>
  );
}
