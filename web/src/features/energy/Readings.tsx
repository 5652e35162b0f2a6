import { useReadings } from "../../shared/api/queries.ts";
import type { Reading } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { List } from "../../shared/ui/Answer.tsx";
import { SignInGate } from "../../shared/ui/SignInGate.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

/** Single readings, each with what became of it. */
export function Readings({ who }: { who: Who }) {
  const t = useT();
  const format = useFormat();
  const readings = useReadings(who.address?.toLowerCase(), who.signedIn);
  const sentence = (reading: Reading): string =>
    t(`reading.${reading.kind}`, {
      energy: format.energy(reading.energyWh),
      unit: format.name(reading.unit),
      ent: format.ent(reading.kind === "produced" ? reading.mintedEnt : reading.burnedEnt),
      covered: format.energy(reading.coveredWh),
      lost: format.energy(reading.lostWh),
      isLost: reading.lostWh > 0 ? "yes" : "no",
    });
  return (
    <details className="more">
      <summary>{t("readings.title")}</summary>
      <SignInGate text={t("readings.signIn")}>
        <List of={readings} empty={t("readings.empty")}>
          {(items) => (
            <ul className="rows">
              {items.map((reading) => (
                <li key={reading.id} className="pair">
                  <span>{sentence(reading)}</span>
                  <small className="quiet">
                    <Since at={reading.intervalEnd} />
                  </small>
                </li>
              ))}
            </ul>
          )}
        </List>
      </SignInGate>
    </details>
  );
}
