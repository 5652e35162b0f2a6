import { Stack } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { decimals, governanceCommands } from "@powerchain/sdk";
import { useForm } from "react-hook-form";
import { z } from "zod/mini";
import { AddressField, AmountField, RootError } from "../../shared/form/fields.tsx";
import { accountAddress, amount } from "../../shared/form/schema.ts";
import { SubmitButton } from "../../shared/form/SubmitButton.tsx";
import { useT } from "../../shared/i18n/useT.tsx";
import { useFormReview } from "../../shared/tx/plan.ts";
import { useProposal } from "./useProposal.ts";

const schema = z.object({
  unit: accountAddress,
  owner: accountAddress,
  capacity: amount(decimals.kwh, { zero: true }),
  power: amount(decimals.kw, { zero: true }),
});

/** A new storage unit: its meter's address, who owns it, what it can hold and move. */
export function UnitForm() {
  const t = useT();
  const proposal = useProposal();
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { unit: "", owner: "", capacity: "0", power: "0" },
  });
  const review = useFormReview(form, {
    GovernanceAlreadyAUnit: "unit",
    EnergyPoolAlreadyAUnit: "unit",
    GovernanceZeroAddress: "owner",
    GovernanceTooLarge: "capacity",
  });
  const submit = form.handleSubmit(async ({ unit, owner, capacity, power }) => {
    const command = governanceCommands.registerStorageUnit({ unit, owner, capacityWh: capacity, powerW: power });
    const given = { subject: unit, owner, capacityWh: capacity.toString(), powerW: power.toString() };
    await review(proposal(command, { kind: "registerStorageUnit", current: null, command: given }));
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        <AddressField control={form.control} name="unit" label={t("propose.unit.meter")} />
        <AddressField control={form.control} name="owner" label={t("propose.unit.owner")} />
        <AmountField
          control={form.control}
          name="capacity"
          label={t("propose.unit.capacity")}
          hint={t("propose.undeclared")}
          unit="kWh"
          decimals={decimals.kwh}
        />
        <AmountField
          control={form.control}
          name="power"
          label={t("propose.unit.power")}
          hint={t("propose.undeclared")}
          unit="kW"
          decimals={decimals.kw}
        />
        <RootError errors={form.formState.errors} />
        <div>
          <SubmitButton label={t("form.review")} busy={form.formState.isSubmitting} />
        </div>
      </Stack>
    </form>
  );
}
