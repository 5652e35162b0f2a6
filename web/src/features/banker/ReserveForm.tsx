import { Button, Group, Stack, Text } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { decimals } from "@powerchain/sdk";
import { useForm } from "react-hook-form";
import { z } from "zod/mini";
import type { Bank } from "../../shared/api/types.ts";
import { useChange } from "../../shared/api/useChange.ts";
import { AmountField, WordField } from "../../shared/form/fields.tsx";
import { amount } from "../../shared/form/schema.ts";
import { ServerRefusal } from "../../shared/form/ServerRefusal.tsx";
import { note } from "../../shared/form/words.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { SignInGate } from "../../shared/ui/SignInGate.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";

const schema = z.object({ stated: amount(decimals.eur, { zero: true }), note });
type Statement = z.output<typeof schema>;

/** The banker says what he holds for the euros in circulation: a word for everyone to read, not a booking on the chain. */
export function ReserveForm() {
  const t = useT();
  const format = useFormat();
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { stated: "", note: "" } });
  const state = useChange<Statement, Bank>(
    ({ stated, note: remark }) => ({
      method: "PUT",
      path: "/bank/reserve",
      body: { statedEur: stated.toString(), ...(remark === "" ? {} : { note: remark }) },
    }),
    ["/bank"],
  );
  const submit = form.handleSubmit((values) => state.mutate(values, { onSuccess: () => form.reset() }));
  return (
    <Card title={t("reserve.title")} note={t("reserve.note")}>
      <SignInGate text={t("reserve.signIn")}>
        <form onSubmit={(event) => void submit(event)} noValidate>
          <Stack gap="sm">
            <AmountField
              control={form.control}
              name="stated"
              label={t("reserve.stated")}
              hint={t("reserve.stated.hint")}
              unit="EUR"
              decimals={decimals.eur}
            />
            <WordField control={form.control} name="note" label={t("reserve.remark")} hint={t("reserve.remark.hint")} />
            <ServerRefusal error={state.error} />
            <Group gap="xs">
              <Button type="submit" loading={state.isPending}>
                {t("reserve.action")}
              </Button>
              {state.isSuccess && (
                <Text size="sm" c="dimmed" role="status">
                  {t("reserve.done", { amount: format.eur(state.variables.stated) })}
                </Text>
              )}
            </Group>
          </Stack>
        </form>
      </SignInGate>
    </Card>
  );
}
