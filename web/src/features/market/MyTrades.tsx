import { useAccountTrades } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { List } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Eur } from "../../shared/ui/Quantity.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

/** What I bought and sold. */
export function MyTrades({ who }: { who: Who }) {
  const t = useT();
  const format = useFormat();
  const me = who.address?.toLowerCase();
  const trades = useAccountTrades(me);
  if (me === undefined) return null;
  return (
    <Card title={t("myTrades.title")}>
      <List of={trades} empty={t("myTrades.empty")} lines={2}>
        {(items) => (
          <ul className="rows">
            {items.map((trade) => {
              const bought = (trade.taker === me) === (trade.takerSide === "buy");
              const values = {
                amount: format.lots(trade.energyWh),
                price: format.price(trade.priceTicks),
                name: format.name(trade.taker === me ? trade.maker : trade.taker),
              };
              return (
                <li key={trade.id} className="pair">
                  <span>
                    {t(bought ? "myTrades.bought" : "myTrades.sold", values)}
                    <br />
                    <small className="quiet">
                      <Since at={trade.at} />
                    </small>
                  </span>
                  <strong className={bought ? undefined : "buy"}>
                    <Eur units={bought ? -BigInt(trade.costEur) : trade.costEur} signed />
                  </strong>
                </li>
              );
            })}
          </ul>
        )}
      </List>
    </Card>
  );
}
