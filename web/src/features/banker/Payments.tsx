import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useDeposits, useWithdrawals } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { List } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Eur } from "../../shared/ui/Quantity.tsx";
import { Since } from "../../shared/ui/Time.tsx";

/** What was paid in and out; references are seen by the resident and the banker. */
export function Payments() {
  const t = useT();
  const [view, setView] = useState<"in" | "out">("in");
  const payments = { in: useDeposits(), out: useWithdrawals() }[view];
  return (
    <Card
      title={t("payments.title")}
      action={
        <SegmentedControl
          size="xs"
          aria-label={t("payments.title")}
          value={view}
          onChange={setView}
          data={[
            { value: "in", label: t("payments.in") },
            { value: "out", label: t("payments.out") },
          ]}
        />
      }
    >
      <List of={payments} empty={t(`payments.${view}.empty`)}>
        {(items) => (
          <ul className="rows">
            {items.map((payment) => (
              <li key={payment.id} className="pair">
                <span>
                  <AccountName address={payment.account} />
                  {payment.reference !== null && <span className="quiet"> · {payment.reference}</span>}
                  <br />
                  <small className="quiet">
                    <Since at={payment.at} />
                  </small>
                </span>
                <Eur units={payment.amountEur} />
              </li>
            ))}
          </ul>
        )}
      </List>
    </Card>
  );
}
