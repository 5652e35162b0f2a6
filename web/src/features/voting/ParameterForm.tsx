import { NativeSelect, Stack, Text } from "@mantine/core";
import {
  formatParameter,
  governanceCommands,
  type ParameterName,
  parameterNames,
  parameters,
  parseParameter,
  UnitsError,
} from "@powerchain/sdk";
import { useForm, useWatch } from "react-hook-form";
import { useParameters } from "../../shared/api/queries.ts";
import { RootError, sentenceOf, WordField } from "../../shared/form/fields.tsx";
import { SubmitButton } from "../../shared/form/SubmitButton.tsx";
import type { MessageId } from "../../shared/i18n/i18n.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { useFormReview } from "../../shared/tx/plan.ts";
import { useParameterText } from "../../shared/ui/useParameterText.ts";
import { useProposal } from "./useProposal.ts";

interface Values {
  name: ParameterName;
  value: string;
}

/** Another value for a parameter, within its bounds. */
export function ParameterForm() {
  const t = useT();
  const parameterText = useParameterText();
  const { data } = useParameters();
  const proposal = useProposal();
  const form = useForm<Values>({ defaultValues: { name: "F", value: "" } });
  const review = useFormReview(form, { GovernanceOutOfBounds: "value", GovernanceParameterUnchanged: "value" }, () =>
    form.resetField("value"),
  );
  const name = useWatch({ control: form.control, name: "name" });
  const current = data?.items.find((one) => one.name === name);
  const { kind, least, most } = parameters[name];

  const submit = form.handleSubmit(async (values) => {
    const parsed = readValue(values.name, values.value);
    if (typeof parsed === "string") return form.setError("value", { message: parsed });
    const now = current?.value ?? null;
    const subject = {
      kind: "setParameter",
      current: now,
      command: { parameter: values.name, value: parsed.toString() },
    } as const;
    await review(proposal(governanceCommands.setParameter({ name: values.name, value: parsed }), subject));
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        <NativeSelect
          {...form.register("name")}
          label={t("propose.parameter")}
          data={parameterNames.map((one) => ({ value: one, label: t(`parameter.${one}`) }))}
        />
        <Text size="sm" c="dimmed">
          {current !== undefined && t("propose.now", { value: parameterText(name, current.value) })}{" "}
          {kind !== "pricing" &&
            most < 2n ** 100n &&
            t("propose.bounds", { least: parameterText(name, least), most: parameterText(name, most) })}
        </Text>
        {kind === "pricing" ? (
          <NativeSelect
            {...form.register("value")}
            label={t("propose.value")}
            error={sentenceOf(form.formState.errors.value?.message)}
            data={[
              { value: "", label: t("propose.choose") },
              { value: "maker", label: t("pricing.maker") },
              { value: "midpoint", label: t("pricing.midpoint") },
            ]}
          />
        ) : (
          <WordField
            control={form.control}
            name="value"
            label={t("propose.value")}
            hint={t(`propose.example.${kind}`, { value: formatParameter(name, parameters[name].initial) })}
          />
        )}
        <RootError errors={form.formState.errors} />
        <div>
          <SubmitButton label={t("form.review")} busy={form.formState.isSubmitting} />
        </div>
      </Stack>
    </form>
  );
}

/** The value in the parameter's unit, or what is wrong with the text. Percent is meant for shares, with or without the sign. */
export function readValue(name: ParameterName, text: string): bigint | MessageId {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return "form.empty";
  try {
    return parseParameter(name, parameters[name].kind === "fraction" && !plain.endsWith("%") ? `${plain}%` : plain);
  } catch (error) {
    return error instanceof UnitsError && error.code === "TooManyDecimals" ? "form.tooManyDecimals" : "form.notANumber";
  }
}
