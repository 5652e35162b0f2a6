import { NativeSelect, Stack, Text } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { decimals, poolCommands } from "@powerchain/sdk";
import { useForm, useWatch } from "react-hook-form";
import { z } from "zod/mini";
import { useParameters, useSessions, useUnits } from "../../shared/api/queries.ts";
import { AmountField, RootError, sentenceOf } from "../../shared/form/fields.tsx";
import { accountAddress, amount } from "../../shared/form/schema.ts";
import { SubmitButton } from "../../shared/form/SubmitButton.tsx";
import { parseDecimal } from "../../shared/format/numbers.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { balanceChange } from "../../shared/tx/changes.ts";
import { useFormReview } from "../../shared/tx/plan.ts";
import { useBalances } from "../../shared/tx/useBalances.ts";
import { Card } from "../../shared/ui/Page.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import type { Who } from "../../shared/wallet/useWho.ts";
import { type Quote, useQuote, useReadQuote } from "./useQuote.ts";

const schema = z.object({ unit: accountAddress, ent: amount(decimals.ent) });

/** Opens a session with a unit, or renews the one there is: so much ENT, so much energy, for so long. */
export function SessionForm({ who }: { who: Who }) {
  const t = useT();
  const format = useFormat();
  const { data: units } = useUnits();
  const { items: sessions } = useSessions(who.address?.toLowerCase());
  const balances = useBalances();
  const readQuote = useReadQuote();
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { unit: "", ent: "" } });
  const review = useFormReview(
    form,
    {
      LedgerInsufficientEnt: "ent",
      EnergyPoolInsufficientEnergy: "ent",
      EnergyPoolUnderOneWh: "ent",
      EnergyPoolNotAUnit: "unit",
      EnergyPoolUnitItself: "unit",
    },
    () => form.resetField("ent"),
  );
  const list = units?.items ?? [];
  const chosen = useWatch({ control: form.control, name: "unit" }) || list[0]?.unit;
  const typed = useWatch({ control: form.control, name: "ent" });
  const renewed = sessions?.find(({ unit }) => unit === chosen);
  const quote = useQuote(chosen, who.address, typed);

  const submit = form.handleSubmit(async ({ unit, ent }) => {
    await review(async () => {
      const [mine, quoted] = [await balances(), await readQuote(unit, ent)];
      const values = {
        ent: format.ent(ent),
        energy: format.energy(quoted.energyWh),
        unit: format.name(unit),
        until: format.clock(quoted.endsAt),
      };
      return {
        command: poolCommands.startConsumptionSession({ unit, ent }),
        title: t(renewed === undefined ? "session.start.title" : "session.renew.title", values),
        sentences: [
          t(renewed === undefined ? "session.start.review" : "session.renew.review", values),
          t("session.unused"),
        ],
        changes: [
          balanceChange(t("tokens.yourAvailable", { token: "ENT" }), mine, { name: "entAvailable", by: -ent }, format),
          balanceChange(t("tokens.yourLocked", { token: "ENT" }), mine, { name: "entLocked", by: ent }, format),
        ],
        done: t("session.done", values),
      };
    });
  });

  return (
    <Card title={t("session.title")} note={t("session.note")} id="session">
      <form
        noValidate
        onSubmit={(event) => {
          if (chosen !== undefined) form.setValue("unit", chosen);
          void submit(event);
        }}
      >
        <Stack gap="sm">
          <NativeSelect
            {...form.register("unit")}
            value={chosen ?? ""}
            label={t("session.unit")}
            error={sentenceOf(form.formState.errors.unit?.message)}
            data={list.map((unit) => ({
              value: unit.unit,
              label: t("session.unitOption", { unit: format.name(unit.unit), free: format.energy(unit.freeWh) }),
            }))}
          />
          <AmountField
            control={form.control}
            name="ent"
            label={t(renewed === undefined ? "session.amount" : "session.amountMore")}
            unit="ENT"
            decimals={decimals.ent}
            all={who.account === undefined ? undefined : BigInt(who.account.ent.available)}
          />
          <QuoteLines quote={quote} typed={typed} />
          <RootError errors={form.formState.errors} />
          <div>
            <SubmitButton label={t("form.review")} busy={form.formState.isSubmitting} />
          </div>
        </Stack>
      </form>
    </Card>
  );
}

/** How much energy for this ENT, and why not more. */
function QuoteLines({ quote, typed }: { quote: Quote | undefined; typed: string }) {
  const t = useT();
  const format = useFormat();
  const { data: parameters } = useParameters();
  const parsed = parseDecimal(typed, decimals.ent);
  const duration = parameters?.items.find(({ name }) => name === "H")?.value;
  if (quote === undefined || !parsed.ok || parsed.value === 0n) {
    return duration === undefined ? null : (
      <Text size="sm" c="dimmed">
        {t("session.duration", { duration: format.duration(Number(duration)) })}
      </Text>
    );
  }
  const cost = t(quote.rate === 0n ? "session.quote.even" : "session.quote.rate", {
    // Millionths of an ENT for a kWh, as an amount: "each kWh costs 0.05 ENT more".
    rate: format.ent(quote.rate * 1_000n),
  });
  return (
    <div className="inset" role="status" data-testid="quote">
      <strong>
        {t("session.quote", { energy: format.energy(quote.energyWh), until: format.clock(quote.endsAt) })}
      </strong>
      <br />
      <small>{cost}</small>
      {quote.energyWh > quote.freeWh && (
        <>
          <br />
          <small className="sell">{t("session.quote.tooMuch", { free: format.energy(quote.freeWh) })}</small>
        </>
      )}
    </div>
  );
}
