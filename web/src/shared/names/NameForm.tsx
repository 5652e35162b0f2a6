import { Button, Group, Stack, Text } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { z } from "zod/mini";
import { useChange } from "../api/useChange.ts";
import { WordField } from "../form/fields.tsx";
import { ServerRefusal } from "../form/ServerRefusal.tsx";
import { givenName } from "../form/words.ts";
import { useT } from "../i18n/useT.tsx";

const schema = z.object({ name: givenName });
const touched = ["/labels", "/accounts", "/units", "/participants"];

interface Props {
  address: string;
  /** The name it goes by now. */
  current: string | undefined;
  label: string;
}

/** The name that everyone in the community sees: a resident's own, or a unit's, given by its owner. */
export function NameForm({ address, current, label }: Props) {
  const t = useT();
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { name: current ?? "" } });
  const path = `/accounts/${address.toLowerCase()}/label`;
  const set = useChange<string>((name) => ({ method: "PUT", path, body: { name } }), touched);
  const remove = useChange<void>(() => ({ method: "DELETE", path }), touched);
  const submit = form.handleSubmit(async ({ name }) => {
    remove.reset();
    await set.mutateAsync(name).catch((error: { status?: number }) => {
      if (error.status === 409) form.setError("name", { message: "names.taken" }, { shouldFocus: true });
    });
  });
  const refused = set.error?.status === 409 ? null : (set.error ?? remove.error);
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        <WordField control={form.control} name="name" label={label} />
        <ServerRefusal error={refused} />
        <Group gap="xs">
          <Button type="submit" loading={set.isPending}>
            {t("action.save")}
          </Button>
          {current !== undefined && (
            <Button
              variant="default"
              loading={remove.isPending}
              onClick={() => {
                set.reset();
                remove.mutate(undefined, { onSuccess: () => form.reset({ name: "" }) });
              }}
            >
              {t("names.without")}
            </Button>
          )}
          <Text size="sm" c="dimmed" role="status">
            {set.isSuccess && t("names.saved", { name: set.variables })}
            {remove.isSuccess && t("names.removed")}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
