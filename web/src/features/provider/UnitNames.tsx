import { useLabels } from "../../shared/api/queries.ts";
import type { Unit } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { NameForm } from "../../shared/names/NameForm.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { SignInGate } from "../../shared/ui/SignInGate.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";

/** What my units are called; everyone sees it wherever a unit is spoken of. */
export function UnitNames({ units }: { units: Unit[] }) {
  const t = useT();
  const format = useFormat();
  const { data: labels } = useLabels();
  if (units.length === 0 || labels === undefined) return null;
  const nameOf = (unit: string): string | undefined => labels.items.find(({ address }) => address === unit)?.name;
  return (
    <Card title={t("unitNames.title")} note={t("unitNames.note")}>
      <SignInGate text={t("unitNames.signIn")}>
        {units.map(({ unit }) => (
          <details key={unit} className="more">
            <summary>{format.name(unit)}</summary>
            <NameForm key={nameOf(unit) ?? ""} address={unit} current={nameOf(unit)} label={t("names.name")} />
          </details>
        ))}
      </SignInGate>
    </Card>
  );
}
