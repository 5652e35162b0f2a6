import { Button, Group, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "../i18n/useT.tsx";

/** By name, address, block number or transaction. */
export function Search({ initial = "" }: { initial?: string }) {
  const t = useT();
  const navigate = useNavigate();
  const [text, setText] = useState(initial);
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") void navigate(`/explorer/search?q=${encodeURIComponent(text.trim())}`);
      }}
    >
      <Group gap="xs" wrap="nowrap">
        <TextInput
          style={{ flex: 1, maxWidth: 560 }}
          aria-label={t("search.label")}
          placeholder={t("search.label")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t("search.action")}
        </Button>
      </Group>
    </form>
  );
}
