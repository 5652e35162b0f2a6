import { Button, Group, Stack, Title } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { z } from "zod/mini";
import type { Contact } from "../../shared/api/types.ts";
import { useChange } from "../../shared/api/useChange.ts";
import { AddressField, WordField } from "../../shared/form/fields.tsx";
import { accountAddress } from "../../shared/form/schema.ts";
import { ServerRefusal } from "../../shared/form/ServerRefusal.tsx";
import { givenName, note } from "../../shared/form/words.ts";
import { useT } from "../../shared/i18n/useT.tsx";

const schema = z.object({ address: accountAddress, name: givenName, note });
type Entry = z.output<typeof schema>;

/** A new entry, or another name and note for one. */
export function ContactForm({ edited, onDone }: { edited: Contact | undefined; onDone: () => void }) {
  const t = useT();
  const empty = { address: "", name: "", note: "" };
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: edited === undefined ? empty : { ...edited, note: edited.note ?? "" },
  });
  const save = useChange<Entry>(
    ({ address, name, note: remark }) => ({
      method: "PUT",
      path: `/address-book/${address.toLowerCase()}`,
      body: { name, ...(remark === "" ? {} : { note: remark }) },
    }),
    ["/address-book"],
  );
  const submit = form.handleSubmit((entry) =>
    save.mutate(entry, {
      onSuccess: () => {
        form.reset(empty);
        onDone();
      },
    }),
  );
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="below">
      <Title order={3} size="h5" mb="xs">
        {edited === undefined ? t("contacts.add") : t("contacts.change", { name: edited.name })}
      </Title>
      <Stack gap="sm">
        {edited === undefined && <AddressField control={form.control} name="address" label={t("contacts.address")} />}
        <WordField control={form.control} name="name" label={t("contacts.name")} />
        <WordField control={form.control} name="note" label={t("contacts.remark")} />
        <ServerRefusal error={save.error} />
        <Group gap="xs">
          <Button type="submit" loading={save.isPending}>
            {t("action.save")}
          </Button>
          {edited !== undefined && (
            <Button variant="default" onClick={onDone}>
              {t("action.cancel")}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
