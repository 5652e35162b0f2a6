import { NativeSelect, Text } from "@mantine/core";
import { useState } from "react";
import type { CommandKind } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { JoinInvitation } from "../../shared/ui/JoinInvitation.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import type { Who } from "../../shared/wallet/useWho.ts";
import { ParameterForm } from "./ParameterForm.tsx";
import { BankerForm, RemoveUnitForm, VoterForm } from "./SubjectForms.tsx";
import { UnitForm } from "./UnitForm.tsx";

const kinds: CommandKind[] = [
  "setParameter",
  "addVoter",
  "removeVoter",
  "registerStorageUnit",
  "removeStorageUnit",
  "changeBanker",
];

/** A proposal is a first vote on a command: a form for each. */
export function Propose({ who }: { who: Who }) {
  const t = useT();
  const [kind, setKind] = useState<CommandKind>("setParameter");
  if (who.address === undefined) return <JoinInvitation text={t("propose.join")} />;
  return (
    <Card title={t("propose.title")} note={t("propose.note")}>
      {who.roles.includes("voter") ? (
        <>
          <NativeSelect
            mb="sm"
            label={t("propose.what")}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as CommandKind)}
            data={kinds.map((one) => ({ value: one, label: t(`propose.kind.${one}`) }))}
          />
          <FormFor key={kind} kind={kind} />
        </>
      ) : (
        <Text size="sm">{t("propose.notVoter")}</Text>
      )}
    </Card>
  );
}

function FormFor({ kind }: { kind: CommandKind }) {
  switch (kind) {
    case "setParameter":
      return <ParameterForm />;
    case "addVoter":
    case "removeVoter":
      return <VoterForm kind={kind} />;
    case "registerStorageUnit":
      return <UnitForm />;
    case "removeStorageUnit":
      return <RemoveUnitForm />;
    case "changeBanker":
      return <BankerForm />;
  }
}
