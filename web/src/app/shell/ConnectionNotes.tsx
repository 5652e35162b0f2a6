import { Alert, Button, Group } from "@mantine/core";
import { IconAlertTriangle, IconFlask } from "@tabler/icons-react";
import { useLive } from "../../shared/api/live.tsx";
import { useNetwork } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useAddChain } from "../../shared/wallet/useAddChain.ts";
import { useWho } from "../../shared/wallet/useWho.ts";

/** What stands between the reader and live figures, as a sentence with its remedy. */
export function ConnectionNotes() {
  const t = useT();
  const who = useWho();
  const live = useLive();
  const { data: network } = useNetwork();
  return (
    <>
      {live === "lost" && (
        <Alert mb="md" color="yellow" icon={<IconAlertTriangle aria-hidden />} title={t("note.stale.title")}>
          {t("note.stale.text")} {network !== undefined && <Since at={network.block.at} />}
        </Alert>
      )}
      {who.wrongChain && !who.demo && <WrongChain />}
      {who.demo && (
        <p className="demo-note">
          <IconFlask size={16} aria-hidden /> {t("note.demo")}
        </p>
      )}
    </>
  );
}

function WrongChain() {
  const t = useT();
  const { add, busy, problem } = useAddChain();
  return (
    <Alert mb="md" color="yellow" icon={<IconAlertTriangle aria-hidden />} title={t("note.chain.title")}>
      <Group justify="space-between">
        <span>{problem?.sentence ?? t("note.chain.text")}</span>
        <Button size="compact-md" loading={busy} onClick={() => void add()}>
          {t("note.chain.action")}
        </Button>
      </Group>
    </Alert>
  );
}
