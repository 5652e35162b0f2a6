import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useMovements } from "../../shared/api/queries.ts";
import type { Movement } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { List } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Ent, Eur } from "../../shared/ui/Quantity.tsx";
import { SignInGate } from "../../shared/ui/SignInGate.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { type Format, useFormat } from "../../shared/ui/useFormat.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

type Filter = "all" | "ENT" | "EUR";

/** Every change of my balances, in words. */
export function History({ who }: { who: Who }) {
  const t = useT();
  const format = useFormat();
  const [filter, setFilter] = useState<Filter>("all");
  const movements = useMovements(who.address?.toLowerCase(), who.signedIn, filter === "all" ? undefined : filter);
  return (
    <Card
      title={t("history.title")}
      action={
        who.signedIn && (
          <SegmentedControl
            size="xs"
            aria-label={t("history.filter")}
            value={filter}
            onChange={setFilter}
            data={[{ value: "all", label: t("history.all") }, "ENT", "EUR"]}
          />
        )
      }
    >
      <SignInGate text={t("history.signIn")}>
        <List of={movements} empty={t("history.empty")}>
          {(items) => (
            <ul className="rows" data-testid="movements">
              {items.map((movement) => (
                <li key={`${movement.id}${movement.token}`} className="pair">
                  <span>
                    {movementText(movement, t, format)}
                    <br />
                    <small className="quiet">
                      <Since at={movement.at} />
                    </small>
                  </span>
                  <strong className={movement.amount.startsWith("-") ? undefined : "buy"}>
                    {movement.token === "ENT" ? (
                      <Ent units={movement.amount} signed />
                    ) : (
                      <Eur units={movement.amount} signed />
                    )}
                  </strong>
                </li>
              ))}
            </ul>
          )}
        </List>
      </SignInGate>
    </Card>
  );
}

function movementText(movement: Movement, t: ReturnType<typeof useT>, format: Format): string {
  const { kind, token, unit, counterparty, reference } = movement;
  return t(`movement.${kind}`, {
    energy: movement.energyWh === null ? "" : format.energy(movement.energyWh),
    unit: unit === null ? "" : format.name(unit),
    name: counterparty === null ? "" : format.name(counterparty),
    reference: reference ?? "",
    token,
  });
}
