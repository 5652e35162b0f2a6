import { useState } from "react";
import { useStatistics } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Page } from "../../shared/ui/Page.tsx";
import { useWho } from "../../shared/wallet/useWho.ts";
import { Ladder } from "./Ladder.tsx";
import { MarketCharts } from "./MarketCharts.tsx";
import { MyOrders } from "./MyOrders.tsx";
import { MyTrades } from "./MyTrades.tsx";
import { PriceLine } from "./PriceLine.tsx";
import { Ticket } from "./Ticket.tsx";
import { Trades } from "./Trades.tsx";
import "./market.css";

/** What does a kWh cost just now, and what do I get for it? */
export default function MarketPage() {
  const t = useT();
  const who = useWho();
  const statistics = useStatistics();
  const [picked, setPicked] = useState<{ ticks: number; at: number }>();
  return (
    <Page name={t("nav.market")} answer={<PriceLine statistics={statistics.data} />}>
      <div className="market">
        <div className="market-ladder">
          <Ladder onPick={(ticks) => setPicked({ ticks, at: Date.now() })} tariff={statistics.data?.tariff ?? null} />
        </div>
        <div className="market-ticket">
          <Ticket who={who} statistics={statistics.data} picked={picked} />
        </div>
        <div className="market-charts">
          <MarketCharts />
          <Trades />
        </div>
        <div className="market-mine">
          <MyOrders who={who} />
          <MyTrades who={who} />
        </div>
      </div>
    </Page>
  );
}
