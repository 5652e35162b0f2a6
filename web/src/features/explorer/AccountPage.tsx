import { Badge, Group } from "@mantine/core";
import { useParams } from "react-router";
import { useAccount, useOrders, useSessions, useUnits } from "../../shared/api/queries.ts";
import type { Account } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { Answer, List } from "../../shared/ui/Answer.tsx";
import { Card, Page } from "../../shared/ui/Page.tsx";
import { EnergyAmount, Ent, Eur } from "../../shared/ui/Quantity.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { UnitRow } from "../../shared/ui/UnitRow.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { Fact } from "./BlockPage.tsx";

/** What everyone may see of an account: balances, debt, sessions, orders; of a unit, its energy. */
export function AccountPage() {
  const t = useT();
  const format = useFormat();
  const { address = "" } = useParams();
  const key = address.toLowerCase();
  const account = useAccount(key);
  return (
    <Page name={t("nav.explorer")} answer={format.name(address)}>
      <div className="stack">
        <Answer of={account} lines={5}>
          {(data) => <Figures account={data} />}
        </Answer>
        {account.data?.roles.includes("storageUnit") === true && <UnitFigures unit={key} />}
        <div className="columns">
          <OpenSessions address={key} />
          <OpenOrders address={key} />
        </div>
      </div>
    </Page>
  );
}

function Figures({ account }: { account: Account }) {
  const t = useT();
  return (
    <Card>
      <dl className="facts">
        <Fact name={t("tokens.ent")}>
          <Ent units={account.ent.total} />
          <small>
            <Ent units={account.ent.locked} /> {t("home.locked")}
          </small>
        </Fact>
        <Fact name={t("tokens.eur")}>
          <Eur units={account.eur.total} />
          <small>
            <Eur units={account.eur.locked} /> {t("home.locked")}
          </small>
        </Fact>
        <Fact name={t("debt.owed")}>
          <Ent units={account.owedEnt} />
        </Fact>
        <Fact name={t("account.since")}>
          <Since at={account.firstSeen ?? undefined} />
        </Fact>
      </dl>
      <Group gap={6} mt="md">
        {account.roles.map((role) => (
          <Badge key={role} variant="outline" color="gray" tt="none" c="var(--pc-text)">
            {t(`account.role.${role}`)}
          </Badge>
        ))}
      </Group>
      <small className="quiet num address">{account.address}</small>
    </Card>
  );
}

function UnitFigures({ unit }: { unit: string }) {
  const units = useUnits({});
  const found = units.data?.items.find((one) => one.unit === unit);
  if (found === undefined) return null;
  return (
    <Card>
      <ul className="rows">
        <UnitRow unit={found} />
      </ul>
    </Card>
  );
}

function OpenSessions({ address }: { address: string }) {
  const t = useT();
  return (
    <Card title={t("account.sessions")}>
      <List of={useSessions(address)} empty={t("account.sessions.empty")} lines={2}>
        {(items) => (
          <ul className="rows">
            {items.map((session) => (
              <li key={session.unit + session.consumer} className="pair">
                <span>
                  <AccountName address={session.unit === address ? session.consumer : session.unit} />
                </span>
                <span>
                  <EnergyAmount wh={session.energyWh} /> · <Since at={session.endsAt} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </List>
    </Card>
  );
}

function OpenOrders({ address }: { address: string }) {
  const t = useT();
  const format = useFormat();
  return (
    <Card title={t("account.orders")}>
      <List of={useOrders(address)} empty={t("account.orders.empty")} lines={2}>
        {(items) => (
          <ul className="rows">
            {items.map((order) => (
              <li key={order.id} className="pair">
                <span className={order.side}>{t(`order.side.${order.side}`)}</span>
                <span className="num">
                  {t("orders.row", { left: format.lots(order.leftWh), price: format.price(order.priceTicks) })}
                </span>
              </li>
            ))}
          </ul>
        )}
      </List>
    </Card>
  );
}
