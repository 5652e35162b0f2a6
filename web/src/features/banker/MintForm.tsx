import { Stack } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { bankCommands, decimals } from "@powerchain/sdk";
import { useForm } from "react-hook-form";
import { z } from "zod/mini";
import { useBank } from "../../shared/api/queries.ts";
import { AddressField, AmountField, RootError, WordField } from "../../shared/form/fields.tsx";
import { accountAddress, amount, reference } from "../../shared/form/schema.ts";
import { SubmitButton } from "../../shared/form/SubmitButton.tsx";
import { useT } from "../../shared/i18n/useT.tsx";
import { balanceChange } from "../../shared/tx/changes.ts";
import { useFormReview } from "../../shared/tx/plan.ts";
import { useBalances } from "../../shared/tx/useBalances.ts";
import { Card } from "../../shared/ui/Page.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";

const schema = z.object({ to: accountAddress, amount: amount(decimals.eur), reference });

/** Euros for a resident who has paid in, against the reference of the payment. */
export function MintForm() {
  const t = useT();
  const format = useFormat();
  const balances = useBalances();
  const bank = useBank();
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { to: "", amount: "", reference: "" } });
  const review = useFormReview(form, {
    BankReferenceUsed: "reference",
    BankEmptyReference: "reference",
    BankMintCapExceeded: "amount",
    BankAmountTooLarge: "amount",
    BankZeroAddress: "to",
  });
  const submit = form.handleSubmit(async (values) => {
    await review(async () => {
      const [theirs, { data: cap }] = await Promise.all([balances(values.to), bank.refetch()]);
      const words = { amount: format.eur(values.amount), name: format.name(values.to), reference: values.reference };
      const left = cap === undefined ? undefined : BigInt(cap.leftTodayEur);
      return {
        command: bankCommands.mintEuro({ to: values.to, amount: values.amount, reference: values.reference }),
        title: t("mint.title.review", words),
        sentences: [t("mint.review", words), t("mint.once")],
        changes: [
          balanceChange(t("bank.theirs", words), theirs, { name: "eurAvailable", by: values.amount }, format),
          ...(left === undefined
            ? []
            : [{ label: t("mint.left"), before: format.eur(left), after: format.eur(left - values.amount) }]),
        ],
        done: t("mint.done", words),
      };
    });
  });
  return (
    <Card title={t("mint.title")} note={t("mint.note")}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          <AddressField control={form.control} name="to" label={t("mint.to")} />
          <AmountField
            control={form.control}
            name="amount"
            label={t("send.amount")}
            unit="EUR"
            decimals={decimals.eur}
          />
          <WordField
            control={form.control}
            name="reference"
            label={t("bank.reference")}
            hint={t("bank.reference.hint")}
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
