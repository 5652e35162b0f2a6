import { Text } from "@mantine/core";
import { useEnergy, useUnits } from "../../shared/api/queries.ts";
import type { Unit } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Answer, Nothing } from "../../shared/ui/Answer.tsx";
import { JoinInvitation } from "../../shared/ui/JoinInvitation.tsx";
import { Card, Page } from "../../shared/ui/Page.tsx";
import { EnergyAmount, Ent } from "../../shared/ui/Quantity.tsx";
import { SignInGate } from "../../shared/ui/SignInGate.tsx";
import { UnitRow } from "../../shared/ui/UnitRow.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { useNow } from "../../shared/ui/useNow.ts";
import { useWho, type Who } from "../../shared/wallet/useWho.ts";
import { CloseSessions } from "./CloseSessions.tsx";
import { monthSpan } from "./monthSpan.ts";
import { ShareByDay } from "./ShareByDay.tsx";
import { UnitNames } from "./UnitNames.tsx";
import { UnitCommands } from "./UnitCommands.tsx";

/** Do my units work, and what did they earn? */
export default function ProviderPage() {
  const t = useT();
  const who = useWho();
  const units = useUnits({ owner: who.address?.toLowerCase(), registered: "true" });
  if (who.address === undefined) {
    return (
      <Page name={t("nav.provider")} answer={t("provider.answer.nobody")}>
        <JoinInvitation text={t("provider.join")} />
      </Page>
    );
  }
  const items = units.data?.items ?? [];
  return (
    <Page
      name={t("nav.provider")}
      answer={items.length === 0 ? t("provider.answer.none") : t("provider.answer", { count: items.length })}
    >
      <div className="columns">
        <Card title={t("provider.units")}>
          <Answer of={units}>
            {(data) =>
              data.items.length === 0 ? (
                <Nothing>{t("provider.none")}</Nothing>
              ) : (
                <ul className="rows">
                  {data.items.map((unit) => (
                    <UnitRow key={unit.unit} unit={unit} />
                  ))}
                </ul>
              )
            }
          </Answer>
        </Card>
        <div className="stack">
          <Earnings who={who} />
          <MeterHealth units={items} />
          <CloseSessions units={items} />
          <UnitNames units={items} />
          {who.roles.includes("storageUnit") && <UnitCommands />}
        </div>
      </div>
    </Page>
  );
}

/** The provider's share F of what others stored, this month. */
function Earnings({ who }: { who: Who }) {
  const t = useT();
  const energy = useEnergy(who.address?.toLowerCase(), who.signedIn, {
    ...monthSpan(),
    step: "day",
    compare: "previous",
  });
  return (
    <Card title={t("provider.earnings")} note={t("provider.earnings.note")}>
      <SignInGate text={t("provider.signIn")}>
        <Answer of={energy}>
          {(series) => (
            <>
              <dl className="facts">
                <div>
                  <dt>{t("provider.month")}</dt>
                  <dd className="storage">
                    <Ent units={series.total.providerEnt} glide />
                  </dd>
                </div>
                <div>
                  <dt>{t("provider.monthBefore")}</dt>
                  <dd>
                    <Ent units={series.previous?.total.providerEnt} />
                  </dd>
                </div>
              </dl>
              <ShareByDay series={series} />
            </>
          )}
        </Answer>
      </SignInGate>
    </Card>
  );
}

const QUARTER = 15 * 60;
const LATE_SECONDS = 3 * QUARTER;

/** Whether each meter reports: its last interval, what is not on the chain yet, how much it sent, what it gave away. */
function MeterHealth({ units }: { units: Unit[] }) {
  const t = useT();
  const format = useFormat();
  const now = useNow(10);
  if (units.length === 0) return null;
  return (
    <Card title={t("meter.title")} note={t("meter.note")}>
      <ul className="rows">
        {units.map((unit) => {
          const age = now - unit.lastIntervalEnd;
          const late = age > LATE_SECONDS;
          return (
            <li key={unit.unit}>
              <div className="pair">
                <strong>{format.name(unit.unit)}</strong>
                <span className={late ? "sell" : "buy"}>
                  {late ? "◇ " : "● "}
                  {t(late ? "meter.late" : "meter.ok")}
                </span>
              </div>
              <Text size="sm" c="dimmed">
                {t("meter.line", { since: format.since(Math.max(0, age)), reports: format.integer(unit.lastSequence) })}{" "}
                {t("meter.due", { count: Math.max(0, Math.floor(age / QUARTER)) })}{" "}
                {unit.givenAwayWh > 0 && (
                  <>
                    {t("meter.givenAway")} <EnergyAmount wh={unit.givenAwayWh} />
                  </>
                )}
              </Text>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
