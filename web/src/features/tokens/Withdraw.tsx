import { Group, Stack, Text } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { bankCommands, decimals } from "@powerchain/sdk";
import { useForm } from "react-hook-form";
import { z } from "zod/mini";
import { AmountField, RootError } from "../../shared/form/fields.tsx";
import { amount } from "../../shared/form/schema.ts";
import { SubmitButton } from "../../shared/form/SubmitButton.tsx";
import { useT } from "../../shared/i18n/useT.tsx";
import { ActionButton } from "../../shared/tx/ActionButton.tsx";
import { balanceChange } from "../../shared/tx/changes.ts";
import { type Action, useFormReview } from "../../shared/tx/plan.ts";
import { useBalances } from "../../shared/tx/useBalances.ts";
import { Card } from "../../shared/ui/Page.tsx";
import { Eur } from "../../shared/ui/Quantity.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

const schema = z.object({ amount: amount(decimals.eur) });

/** Euros back to the bank account: locking is the request; the banker burns them and pays; until then they can be taken back. */
export function Withdraw({ who }: { who: Who }) {
  const t = useT();
  const format = useFormat();
  const balances = useBalances();
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { amount: "" } });
  const review = useFormReview(form, { LedgerInsufficientEur: "amount" });
  const waiting = who.account === undefined ? undefined : BigInt(who.account.forWithdrawalEur);

  const submit = form.handleSubmit(async ({ amount: units }) => {
    await review(async () => {
      const mine = await balances();
      return {
        command: bankCommands.lockEuro({ amount: units }),
        title: t("withdraw.review.title", { amount: format.eur(units) }),
        sentences: [t("withdraw.review", { amount: format.eur(units) }), t("withdraw.review.next")],
        changes: [
          balanceChange(
            t("tokens.yourAvailable", { token: "EUR" }),
            mine,
            { name: "eurAvailable", by: -units },
            format,
          ),
          balanceChange(t("withdraw.waiting"), mine, { name: "eurForWithdrawal", by: units }, format),
        ],
        done: t("withdraw.done", { amount: format.eur(units) }),
      };
    });
  });

  return (
    <Card title={t("withdraw.title")} note={t("withdraw.note")} id="withdraw">
      {waiting !== undefined && waiting > 0n && <Waiting who={who} waiting={waiting} />}
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          <AmountField
            control={form.control}
            name="amount"
            label={t("withdraw.amount")}
            unit="EUR"
            decimals={decimals.eur}
            all={who.account === undefined ? undefined : BigInt(who.account.eur.available)}
          />
          <RootError errors={form.formState.errors} />
          <div>
            <SubmitButton label={t("form.review")} busy={form.formState.isSubmitting} />
          </div>
        </Stack>
      </form>
    </Card>
  );
}

function Waiting({ who, waiting }: { who: Who; waiting: bigint }) {
  const t = useT();
  const format = useFormat();
  const balances = useBalances();
  const takeBack = async (): Promise<Action> => {
    const mine = await balances();
    const all = mine.eurForWithdrawal;
    return {
      command: bankCommands.unlockEuro({ account: who.address ?? "0x", amount: all }),
      title: t("withdraw.back.title", { amount: format.eur(all) }),
      sentences: [t("withdraw.back.review", { amount: format.eur(all) })],
      changes: [
        balanceChange(t("tokens.yourAvailable", { token: "EUR" }), mine, { name: "eurAvailable", by: all }, format),
        balanceChange(t("withdraw.waiting"), mine, { name: "eurForWithdrawal", by: -all }, format),
      ],
      done: t("withdraw.back.done", { amount: format.eur(all) }),
    };
  };
  return (
    <Group justify="space-between" mb="md" className="inset">
      <Text size="sm">
        <Eur units={waiting} /> {t("withdraw.waitingFor")}
      </Text>
      <ActionButton variant="default" size="compact-md" action={takeBack}>
        {t("withdraw.back")}
      </ActionButton>
    </Group>
  );
}
