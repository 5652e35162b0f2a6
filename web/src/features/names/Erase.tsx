import { Button, Group, Modal, Text } from "@mantine/core";
import { useState } from "react";
import { useChange } from "../../shared/api/useChange.ts";
import { ServerRefusal } from "../../shared/form/ServerRefusal.tsx";
import { useT } from "../../shared/i18n/useT.tsx";
import { Card } from "../../shared/ui/Page.tsx";

/** What the community's server keeps of a person beside the chain, and its end. */
export function Erase({ address }: { address: string }) {
  const t = useT();
  const [asked, setAsked] = useState(false);
  const erase = useChange<void, { labels: number; contacts: number }>(
    () => ({ method: "DELETE", path: `/accounts/${address}/personal-data` }),
    ["/labels", "/address-book", "/accounts", "/participants"],
  );
  return (
    <Card title={t("erase.title")} note={t("erase.note")}>
      <Button variant="default" onClick={() => setAsked(true)}>
        {t("erase.action")}
      </Button>
      {erase.isSuccess && (
        <Text size="sm" c="dimmed" role="status" mt="xs">
          {t("erase.done")}
        </Text>
      )}
      <Modal
        opened={asked}
        onClose={() => setAsked(false)}
        title={t("erase.title")}
        closeButtonProps={{ "aria-label": t("action.close") }}
      >
        <Text mb="md">{t("erase.review")}</Text>
        <ServerRefusal error={erase.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setAsked(false)}>
            {t("action.cancel")}
          </Button>
          <Button
            loading={erase.isPending}
            onClick={() => erase.mutate(undefined, { onSuccess: () => setAsked(false) })}
          >
            {t("erase.action")}
          </Button>
        </Group>
      </Modal>
    </Card>
  );
}
