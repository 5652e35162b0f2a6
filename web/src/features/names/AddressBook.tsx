import { ActionIcon, Button, FileButton, Group, Text, TextInput } from "@mantine/core";
import { IconDownload, IconPencil, IconSearch, IconTrash, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { useAddressBook } from "../../shared/api/queries.ts";
import type { Contact } from "../../shared/api/types.ts";
import { useChange } from "../../shared/api/useChange.ts";
import { useDownload } from "../../shared/api/useDownload.ts";
import { ServerRefusal } from "../../shared/form/ServerRefusal.tsx";
import { useT } from "../../shared/i18n/useT.tsx";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { List, Nothing } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { ContactForm } from "./ContactForm.tsx";

/** From so many entries on, one looks for a name instead of reading them all. */
const MANY = 8;

/** Names that only I see; they come before the community's wherever a name is shown. */
export function AddressBook() {
  const t = useT();
  const book = useAddressBook();
  const [edited, setEdited] = useState<Contact>();
  const [search, setSearch] = useState("");
  const remove = useChange<string>(
    (address) => ({ method: "DELETE", path: `/address-book/${address}` }),
    ["/address-book"],
  );
  const wanted = search.trim().toLowerCase();
  const fits = ({ name, address, note }: Contact): boolean =>
    [name, address, note ?? ""].some((text) => text.toLowerCase().includes(wanted));
  return (
    <Card title={t("contacts.title")} note={t("contacts.note")}>
      {(book.items?.length ?? 0) >= MANY && (
        <TextInput
          mb="sm"
          aria-label={t("contacts.search")}
          placeholder={t("contacts.search")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <List of={book} empty={t("contacts.empty")}>
        {(items) =>
          items.some(fits) ? (
            <ul className="rows" data-testid="contacts">
              {items.filter(fits).map((contact) => (
                <li key={contact.address} className="pair">
                  <span>
                    <AccountName address={contact.address} />
                    {contact.note !== null && (
                      <>
                        <br />
                        <small className="quiet">{contact.note}</small>
                      </>
                    )}
                  </span>
                  <Group gap={4} wrap="nowrap">
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t("contacts.change", { name: contact.name })}
                      onClick={() => setEdited(contact)}
                    >
                      <IconPencil size={18} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t("contacts.remove", { name: contact.name })}
                      loading={remove.isPending && remove.variables === contact.address}
                      onClick={() => remove.mutate(contact.address)}
                    >
                      <IconTrash size={18} aria-hidden />
                    </ActionIcon>
                  </Group>
                </li>
              ))}
            </ul>
          ) : (
            <Nothing>{t("contacts.none")}</Nothing>
          )
        }
      </List>
      <ServerRefusal error={remove.error} />
      <Files empty={book.items?.length === 0} />
      <ContactForm key={edited?.address ?? ""} edited={edited} onDone={() => setEdited(undefined)} />
    </Card>
  );
}

/** The whole book as a file, and entries from one: all of it or, on a bad line, none. */
function Files({ empty }: { empty: boolean }) {
  const t = useT();
  const download = useDownload();
  const take = useChange<string, { imported: number }>(
    (csv) => ({ method: "POST", path: "/address-book.csv", csv }),
    ["/address-book"],
  );
  return (
    <div>
      <Group gap={6} mt="sm">
        <FileButton
          accept=".csv,text/csv"
          onChange={(file) => void file?.text().then((csv) => take.mutate(csv))}
          inputProps={{ "aria-label": t("contacts.import.file") }}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="compact-sm"
              loading={take.isPending}
              leftSection={<IconUpload size={14} aria-hidden />}
            >
              {t("contacts.import")}
            </Button>
          )}
        </FileButton>
        {!empty && (
          <Button
            variant="default"
            size="compact-sm"
            loading={download.isPending}
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() => download.mutate({ path: "/address-book.csv", name: "address-book.csv" })}
          >
            {t("contacts.export")}
          </Button>
        )}
      </Group>
      <ServerRefusal error={take.error ?? download.error} />
      {take.isSuccess && (
        <Text size="sm" c="dimmed" role="status">
          {t("contacts.imported", { count: take.data.imported })}
        </Text>
      )}
    </div>
  );
}
