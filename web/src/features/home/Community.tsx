import { useNetwork, useStatistics } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Answer } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { EnergyAmount, Price } from "../../shared/ui/Quantity.tsx";

/** The community in four figures, for those who have not joined. */
export function Community() {
  const t = useT();
  const { data: market } = useStatistics();
  return (
    <Card title={t("community.title")}>
      <Answer of={useNetwork()} lines={4}>
        {(network) => (
          <dl className="facts">
            <div>
              <dt>{t("community.stored")}</dt>
              <dd className="storage">
                <EnergyAmount wh={network.energyWh} glide />
              </dd>
            </div>
            <div>
              <dt>{t("community.price")}</dt>
              <dd>
                <Price ticks={market?.lastTicks} />
              </dd>
            </div>
            <div>
              <dt>{t("community.people")}</dt>
              <dd className="num">{network.participants}</dd>
            </div>
            <div>
              <dt>{t("community.units")}</dt>
              <dd className="num">{network.units}</dd>
            </div>
          </dl>
        )}
      </Answer>
    </Card>
  );
}
