import { useUnits } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { Answer, Nothing } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { EnergyAmount, Power } from "../../shared/ui/Quantity.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";

/** Storage units as the network knows them: declared limits, last reading, report count. */
export function NetworkUnits() {
  const t = useT();
  const format = useFormat();
  return (
    <Card title={t("units.title")}>
      <Answer of={useUnits({})}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{t("units.empty")}</Nothing>
          ) : (
            <div className="scroll" tabIndex={0} role="region" aria-label={t("units.title")}>
              <table className="plain-table">
                <thead>
                  <tr>
                    <th scope="col">{t("units.unit")}</th>
                    <th scope="col">{t("units.capacity")}</th>
                    <th scope="col" className="wide-cell">
                      {t("units.power")}
                    </th>
                    <th scope="col" className="wide-cell">
                      {t("units.reports")}
                    </th>
                    <th scope="col">{t("units.lastReading")}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((unit) => (
                    <tr key={unit.unit}>
                      <td>
                        <AccountName address={unit.unit} />
                        {!unit.registered && <span className="quiet"> ({t("units.removed")})</span>}
                      </td>
                      <td>
                        <EnergyAmount wh={unit.capacityWh} />
                      </td>
                      <td className="wide-cell">
                        <Power watts={unit.powerW} />
                      </td>
                      <td className="wide-cell">{format.integer(unit.lastSequence)}</td>
                      <td className="quiet">
                        <Since at={unit.lastIntervalEnd} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Answer>
    </Card>
  );
}
