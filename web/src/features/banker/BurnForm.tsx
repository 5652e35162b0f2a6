import { Stack } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { bankCommands, decimals } from "@powerchain/sdk";
import { useForm } from "react-hook-form";
import { z } from "zod/mini";
import { AddressField, AmountField, RootError, WordField } from "../../shared/form/fields.tsx";
import { accountAddress, amount, reference } from "../../shared/form/schema.ts";
import { SubmitButton } from "../../shared/form/SubmitButton.tsx";
import { toInput } from "../../shared/format/numbers.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { balanceChange } from "../../shared/tx/changes.ts";
import { useFormReview } from "../../shared/tx/plan.ts";
import { useBalances } from "../../shared/tx/useBalances.ts";
import { Card } from "../../shared/ui/Page.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";

const schema = z.object({ from: accountAddress, amount: amount(decimals.eur), reference });

export interface BurnStart {
  from: string;
  amount: bigint;
}

/** Burns what a resident has locked for withdrawal; the bank transfer comes after. */
export function BurnForm() {
  const t = useT();
  return (
    <Card title={t("burn.title")} note={t("burn.note")}>
      <BurnFields />
    </Card>
  );
}

export function BurnFields({ start, onReview }: { start?: BurnStart; onReview?: () => void }) {
  const t = useT();
  const format = useFormat();
  const balances = useBalances();
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: {
      from: start?.from ?? "",
      amount: start === undefined ? "" : toInput(start.amount, decimals.eur, format.locale),
      reference: "",
    },
  });
  const review = useFormReview(form, {
    BankReferenceUsed: "reference",
    BankEmptyReference: "reference",
    BankInsufficientWithdrawal: "amount",
  });
  const submit = form.handleSubmit(async (values) => {
    const opened = await review(async () => {
      const theirs = await balances(values.from);
      const words = { amount: format.eur(values.amount), name: format.name(values.from), reference: values.reference };
      return {
        command: bankCommands.burnEuro({ from: values.from, amount: values.amount, reference: values.reference }),
        title: t("burn.title.review", words),
        sentences: [t("burn.review", words), t("burn.then", words)],
        changes: [
          balanceChange(t("burn.waiting", words), theirs, { name: "eurForWithdrawal", by: -values.amount }, format),
        ],
        done: t("burn.done", words),
      };
    });
    if (opened) onReview?.();
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        <AddressField control={form.control} name="from" label={t("burn.from")} />
        <AmountField control={form.control} name="amount" label={t("send.amount")} unit="EUR" decimals={decimals.eur} />
        <WordField
          control={form.control}
          name="reference"
          label={t("bank.reference")}
          hint={t("burn.reference.hint")}
        />
        <RootError errors={form.formState.errors} />
        <div>
          <SubmitButton label={t("form.review")} busy={form.formState.isSubmitting} />
        </div>
      </Stack>
    </form>
  );
}
