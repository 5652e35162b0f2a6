import { useParameters, useUnits } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Answer, Nothing } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Percent } from "../../shared/ui/Quantity.tsx";
import { UnitRow } from "../../shared/ui/UnitRow.tsx";

/** The community's storage units: free and locked energy, owner, fee. */
export function Units() {
  const t = useT();
  const units = useUnits();
  const { data: parameters } = useParameters();
  const share = parameters?.items.find(({ name }) => name === "F")?.value;
  return (
    <Card
      title={t("units.title")}
      note={
        share !== undefined && (
          <>
            {t("units.fee")} <Percent millionths={share} />
          </>
        )
      }
    >
      <Answer of={units} lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{t("units.empty")}</Nothing>
          ) : (
            <ul className="rows">
              {items.map((unit) => (
                <UnitRow key={unit.unit} unit={unit} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Card>
  );
}
