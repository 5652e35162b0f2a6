import { SegmentedControl, Stack } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { decimals, entCommands, eurCommands } from "@powerchain/sdk";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod/mini";
import { AddressField, AmountField, RootError } from "../../shared/form/fields.tsx";
import { accountAddress, amount } from "../../shared/form/schema.ts";
import { SubmitButton } from "../../shared/form/SubmitButton.tsx";
import { useT } from "../../shared/i18n/useT.tsx";
import { balanceChange } from "../../shared/tx/changes.ts";
import { useFormReview } from "../../shared/tx/plan.ts";
import { useBalances } from "../../shared/tx/useBalances.ts";
import { similarAddress } from "../../shared/format/address.ts";
import { Card } from "../../shared/ui/Page.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { useNames } from "../../shared/ui/useNames.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

type TokenName = "ENT" | "EUR";

const schemas = {
  ENT: z.object({ to: accountAddress, amount: amount(decimals.ent) }),
  EUR: z.object({ to: accountAddress, amount: amount(decimals.eur) }),
};

/** Sends ENT or eEuro to another resident. */
export function SendForm({ who }: { who: Who }) {
  const t = useT();
  const [token, setToken] = useState<TokenName>("ENT");
  return (
    <Card title={t("send.title")} note={t("send.note")} id="send">
      <SegmentedControl mb="sm" aria-label={t("send.token")} value={token} onChange={setToken} data={["ENT", "EUR"]} />
      <TokenForm key={token} token={token} who={who} />
    </Card>
  );
}

function TokenForm({ token, who }: { token: TokenName; who: Who }) {
  const t = useT();
  const format = useFormat();
  const { all, knownName } = useNames();
  const balances = useBalances();
  const form = useForm({ resolver: zodResolver(schemas[token]), defaultValues: { to: "", amount: "" } });
  const review = useFormReview(form, {
    LedgerInsufficientEnt: "amount",
    LedgerInsufficientEur: "amount",
    ERC20InvalidReceiver: "to",
  });
  const text = token === "ENT" ? format.ent : format.eur;
  const available = token === "ENT" ? who.account?.ent.available : who.account?.eur.available;

  const submit = form.handleSubmit(async ({ to, amount: units }) => {
    await review(async () => {
      const mine = await balances();
      const commands = token === "ENT" ? entCommands : eurCommands;
      const stranger = knownName(to) === undefined;
      const similar = stranger
        ? similarAddress(
            to,
            all.map(({ address }) => address),
          )
        : undefined;
      return {
        command: commands.transfer({ to, amount: units }),
        title: t("send.review.title", { amount: text(units), name: format.name(to) }),
        sentences: [t("send.review", { amount: text(units), name: format.name(to) }), t("send.final")],
        changes: [
          balanceChange(
            t("tokens.yourAvailable", { token }),
            mine,
            { name: token === "ENT" ? "entAvailable" : "eurAvailable", by: -units },
            format,
          ),
        ],
        warnings: [
          ...(similar === undefined ? [] : [t("form.similar", { name: knownName(similar) ?? "" })]),
          ...(stranger ? [t("send.stranger", { address: to })] : []),
        ],
        done: t("send.done", { amount: text(units), name: format.name(to) }),
      };
    });
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        <AddressField control={form.control} name="to" label={t("send.to")} />
        <AmountField
          control={form.control}
          name="amount"
          label={t("send.amount")}
          unit={token}
          decimals={token === "ENT" ? decimals.ent : decimals.eur}
          all={available === undefined ? undefined : BigInt(available)}
        />
        <RootError errors={form.formState.errors} />
        <div>
          <SubmitButton label={t("form.review")} busy={form.formState.isSubmitting} />
        </div>
      </Stack>
    </form>
  );
}
