import { NativeSelect, Stack, Text } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { type Command, decimals, poolCommands } from "@powerchain/sdk";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod/mini";
import { AddressField, AmountField, RootError } from "../../shared/form/fields.tsx";
import { accountAddress, amount } from "../../shared/form/schema.ts";
import { SubmitButton } from "../../shared/form/SubmitButton.tsx";
import { useT } from "../../shared/i18n/useT.tsx";
import { useFormReview } from "../../shared/tx/plan.ts";
import { Card } from "../../shared/ui/Page.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";

const kinds = ["produced", "consumed", "actual"] as const;
type Kind = (typeof kinds)[number];

const energy = amount(decimals.kwh, { zero: true });
const withResident = z.object({ resident: accountAddress, energy });
const alone = z.object({ resident: z.string(), energy });

/** Readings by hand, for a meter's own key that has never sent a signed report. */
export function UnitCommands() {
  const t = useT();
  const [kind, setKind] = useState<Kind>("produced");
  return (
    <Card title={t("unit.title")} note={t("unit.note")}>
      <NativeSelect
        mb="sm"
        label={t("unit.kind")}
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value as Kind)}
        data={kinds.map((one) => ({ value: one, label: t(`unit.kind.${one}`) }))}
      />
      <ReadingForm key={kind} kind={kind} />
    </Card>
  );
}

function commandOf(kind: Kind, resident: `0x${string}`, energyWh: bigint): Command {
  if (kind === "produced") return poolCommands.energyProduced({ producer: resident, energyWh });
  if (kind === "consumed") return poolCommands.energyConsumed({ consumer: resident, energyWh });
  return poolCommands.reportActualEnergy({ energyWh });
}

function ReadingForm({ kind }: { kind: Kind }) {
  const t = useT();
  const format = useFormat();
  const form = useForm({
    resolver: zodResolver(kind === "actual" ? alone : withResident),
    defaultValues: { resident: "", energy: "" },
  });
  const review = useFormReview(form, {
    EnergyPoolUnitItself: "resident",
    EnergyPoolZeroAddress: "resident",
    EnergyPoolAboveCapacity: "energy",
    EnergyPoolAbovePower: "energy",
    EnergyPoolTooLarge: "energy",
  });
  const submit = form.handleSubmit(async (values) => {
    const words = { energy: format.energy(values.energy), name: format.name(values.resident) };
    await review({
      command: commandOf(kind, values.resident as `0x${string}`, values.energy),
      title: t(`unit.kind.${kind}`),
      sentences: [t(`unit.review.${kind}`, words)],
      changes: [],
      done: t("unit.done"),
    });
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        {kind !== "actual" && <AddressField control={form.control} name="resident" label={t(`unit.who.${kind}`)} />}
        <AmountField
          control={form.control}
          name="energy"
          label={t("ticket.amount")}
          unit="kWh"
          decimals={decimals.kwh}
        />
        <Text size="sm" c="dimmed">
          {t("unit.once")}
        </Text>
        <RootError errors={form.formState.errors} />
        <div>
          <SubmitButton label={t("form.review")} busy={form.formState.isSubmitting} />
        </div>
      </Stack>
    </form>
  );
}
