import { Autocomplete, Button, Text, TextInput } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Controller, type Control, type FieldErrors, type FieldValues, type Path } from "react-hook-form";
import { isAddressText, shortAddress, similarAddress } from "../format/address.ts";
import { toInput } from "../format/numbers.ts";
import { i18n, type MessageId } from "../i18n/i18n.ts";
import { useLocale, useT } from "../i18n/useT.tsx";
import { useNames } from "../ui/useNames.ts";

interface FieldProps<Values extends FieldValues, Output> {
  control: Control<Values, unknown, Output>;
  name: Path<Values>;
  label: string;
  hint?: ReactNode;
}

/** A message of the schema is an id; one of the contract is a sentence already. */
export function sentenceOf(message: string | undefined): string | undefined {
  if (message === undefined || message === "") return undefined;
  const known: Record<string, unknown> = i18n.messages;
  return known[message] === undefined ? message : i18n._(message as MessageId);
}

/** An amount with its unit; `all` fills in everything there is. */
export function AmountField<Values extends FieldValues, Output>(
  props: FieldProps<Values, Output> & { unit: string; decimals: number; all?: bigint; autoFocus?: boolean },
) {
  const t = useT();
  const locale = useLocale();
  const { all } = props;
  return (
    <Controller
      control={props.control}
      name={props.name}
      render={({ field, fieldState }) => (
        <TextInput
          {...field}
          label={props.label}
          description={props.hint}
          inputMode="decimal"
          autoComplete="off"
          data-autofocus={props.autoFocus}
          error={sentenceOf(fieldState.error?.message)}
          className="num"
          rightSectionWidth={all === undefined ? 76 : 124}
          rightSection={
            <>
              <Text size="sm" c="dimmed" mr="xs">
                {props.unit}
              </Text>
              {all !== undefined && (
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => field.onChange(toInput(all, props.decimals, locale))}
                >
                  {t("form.all")}
                </Button>
              )}
            </>
          }
          rightSectionProps={{ style: { justifyContent: "flex-end", paddingRight: 8 } }}
        />
      )}
    />
  );
}

/** An account: chosen by name, pasted, or typed; warns of one that only looks like a known one. */
export function AddressField<Values extends FieldValues, Output>(
  props: FieldProps<Values, Output> & { only?: string[] },
) {
  const t = useT();
  const { all, knownName } = useNames();
  const options = all.filter(({ address }) => props.only === undefined || props.only.includes(address));
  const titled = options.map(({ address, name }) => ({ value: address, label: `${name} (${shortAddress(address)})` }));
  return (
    <Controller
      control={props.control}
      name={props.name}
      render={({ field, fieldState }) => {
        const value = String(field.value ?? "");
        const chosen = isAddressText(value) ? knownName(value) : undefined;
        const similar =
          isAddressText(value) && chosen === undefined
            ? similarAddress(
                value,
                all.map((one) => one.address),
              )
            : undefined;
        return (
          <>
            <Autocomplete
              {...field}
              onChange={(text) => field.onChange(titled.find(({ label }) => label === text)?.value ?? text)}
              value={chosen === undefined ? value : `${chosen} (${shortAddress(value)})`}
              onOptionSubmit={(address) => field.onChange(address)}
              data={titled.map(({ label }) => label)}
              label={props.label}
              description={props.hint}
              placeholder={t("form.addressExample")}
              leftSection={<IconUsers size={16} aria-hidden />}
              autoComplete="off"
              spellCheck={false}
              error={sentenceOf(fieldState.error?.message)}
            />
            {similar !== undefined && (
              <Text size="sm" className="sell" role="alert">
                {t("form.similar", { name: knownName(similar) ?? shortAddress(similar) })}
              </Text>
            )}
          </>
        );
      }}
    />
  );
}

export function WordField<Values extends FieldValues, Output>(props: FieldProps<Values, Output>) {
  return (
    <Controller
      control={props.control}
      name={props.name}
      render={({ field, fieldState }) => (
        <TextInput
          {...field}
          label={props.label}
          description={props.hint}
          autoComplete="off"
          error={sentenceOf(fieldState.error?.message)}
        />
      )}
    />
  );
}

/** What no single field is to blame for. */
export function RootError({ errors }: { errors: FieldErrors }) {
  const message = errors.root?.message;
  if (message === undefined) return null;
  return (
    <Text size="sm" className="sell" role="alert" data-error={errors.root?.type}>
      {sentenceOf(message)}
    </Text>
  );
}
