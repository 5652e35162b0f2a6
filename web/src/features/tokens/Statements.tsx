import { Button, Group, NativeSelect } from "@mantine/core";
import { IconFileTypeCsv, IconFileTypePdf } from "@tabler/icons-react";
import { useState } from "react";
import { useDownload } from "../../shared/api/useDownload.ts";
import { useRuntimeConfig } from "../../shared/config/useRuntimeConfig.ts";
import { ServerRefusal } from "../../shared/form/ServerRefusal.tsx";
import { monthName, monthsSince } from "../../shared/format/months.ts";
import { useLocale, useT } from "../../shared/i18n/useT.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { SignInGate } from "../../shared/ui/SignInGate.tsx";
import { useNow } from "../../shared/ui/useNow.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

/** A month on paper: energy by source, trades, fees, balances, and a code by which anyone can check it. */
export function Statements({ who }: { who: Who }) {
  const t = useT();
  const locale = useLocale();
  const { timeZone, community } = useRuntimeConfig();
  const download = useDownload();
  const since = who.account?.firstSeen ?? null;
  const months = monthsSince(since, useNow(3600), timeZone);
  const [chosen, setChosen] = useState<string>();
  const month = chosen ?? months[0] ?? "";
  const get = (format: "pdf" | "csv"): void =>
    download.mutate({
      path: `/accounts/${who.address?.toLowerCase()}/statements/${month}`,
      query: { format, language: locale.slice(0, 2) },
      name: `${community}-${month}.${format}`,
    });
  return (
    <Card title={t("statement.title")} note={t("statement.note")}>
      <SignInGate text={t("statement.signIn")}>
        <Group gap="sm" align="flex-end">
          <NativeSelect
            label={t("statement.month")}
            value={month}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={months.map((value, i) => ({
              value,
              label: i === 0 ? t("statement.soFar", { month: monthName(value, locale) }) : monthName(value, locale),
            }))}
          />
          <Button
            variant="default"
            leftSection={<IconFileTypePdf size={18} aria-hidden />}
            loading={download.isPending && download.variables.query?.["format"] === "pdf"}
            onClick={() => get("pdf")}
          >
            {t("statement.pdf")}
          </Button>
          <Button
            variant="default"
            leftSection={<IconFileTypeCsv size={18} aria-hidden />}
            loading={download.isPending && download.variables.query?.["format"] === "csv"}
            onClick={() => get("csv")}
          >
            {t("statement.csv")}
          </Button>
        </Group>
        <ServerRefusal error={download.error} />
      </SignInGate>
    </Card>
  );
}
