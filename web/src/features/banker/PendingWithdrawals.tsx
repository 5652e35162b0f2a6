import { Button, Group, Modal } from "@mantine/core";
import { bankCommands } from "@powerchain/sdk";
import { useState } from "react";
import type { Address } from "viem";
import { usePendingWithdrawals } from "../../shared/api/queries.ts";
import type { Withdrawal } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { ActionButton } from "../../shared/tx/ActionButton.tsx";
import { balanceChange } from "../../shared/tx/changes.ts";
import { useBalances } from "../../shared/tx/useBalances.ts";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { List } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Eur } from "../../shared/ui/Quantity.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { BurnFields } from "./BurnForm.tsx";

/** Who waits for euros, longest first. The banker burns and pays, or gives them back. */
export function PendingWithdrawals({ isBanker }: { isBanker: boolean }) {
  const t = useT();
  const withdrawals = usePendingWithdrawals();
  const [burning, setBurning] = useState<Withdrawal>();
  return (
    <Card title={t("pending.title")} note={t("pending.note")}>
      <List of={withdrawals} empty={t("pending.empty")}>
        {(items) => (
          <ul className="rows" data-testid="withdrawals">
            {items.map((withdrawal) => (
              <li key={withdrawal.account} className="pair">
                <span>
                  <AccountName address={withdrawal.account} /> · <Eur units={withdrawal.amountEur} />
                  <br />
                  <small className="quiet">
                    {t("pending.since")} <Since at={withdrawal.since} />
                  </small>
                </span>
                {isBanker && (
                  <Group gap={6}>
                    <GiveBack withdrawal={withdrawal} />
                    <Button size="compact-sm" onClick={() => setBurning(withdrawal)}>
                      {t("pending.burn")}
                    </Button>
                  </Group>
                )}
              </li>
            ))}
          </ul>
        )}
      </List>
      <Modal
        opened={burning !== undefined}
        onClose={() => setBurning(undefined)}
        title={t("burn.title")}
        closeButtonProps={{ "aria-label": t("action.close") }}
      >
        {burning !== undefined && (
          <BurnFields
            key={burning.account}
            start={{ from: burning.account, amount: BigInt(burning.amountEur) }}
            onReview={() => setBurning(undefined)}
          />
        )}
      </Modal>
    </Card>
  );
}

function GiveBack({ withdrawal }: { withdrawal: Withdrawal }) {
  const t = useT();
  const format = useFormat();
  const balances = useBalances();
  const words = { amount: format.eur(withdrawal.amountEur), name: format.name(withdrawal.account) };
  return (
    <ActionButton
      variant="default"
      size="compact-sm"
      action={async () => {
        const account = withdrawal.account as Address;
        const amount = BigInt(withdrawal.amountEur);
        const theirs = await balances(account);
        return {
          command: bankCommands.unlockEuro({ account, amount }),
          title: t("unlock.title", words),
          sentences: [t("unlock.review", words)],
          changes: [
            balanceChange(t("burn.waiting", words), theirs, { name: "eurForWithdrawal", by: -amount }, format),
            balanceChange(t("bank.theirs", words), theirs, { name: "eurAvailable", by: amount }, format),
          ],
          done: t("unlock.done", words),
        };
      }}
    >
      {t("pending.unlock")}
    </ActionButton>
  );
}
