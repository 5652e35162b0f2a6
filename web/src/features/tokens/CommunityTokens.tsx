import { useNetwork } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Answer } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { EnergyAmount, Ent, Eur } from "../../shared/ui/Quantity.tsx";

/** All tokens there are, for anyone to see. */
export function CommunityTokens() {
  const t = useT();
  return (
    <Card title={t("tokens.community")}>
      <Answer of={useNetwork()}>
        {(network) => (
          <dl className="facts">
            <div>
              <dt>{t("tokens.total.ent")}</dt>
              <dd>
                <Ent units={network.totalEnt} glide />
              </dd>
            </div>
            <div>
              <dt>{t("tokens.total.eur")}</dt>
              <dd>
                <Eur units={network.totalEur} glide />
              </dd>
            </div>
            <div>
              <dt>{t("tokens.total.energy")}</dt>
              <dd>
                <EnergyAmount wh={network.energyWh} glide />
              </dd>
            </div>
          </dl>
        )}
      </Answer>
    </Card>
  );
}
