import { Text } from "@mantine/core";
import { governanceCommands } from "@powerchain/sdk";
import type { Address } from "viem";
import { useVoters } from "../../shared/api/queries.ts";
import type { Voters } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { ActionButton } from "../../shared/tx/ActionButton.tsx";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { Answer } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { useNow } from "../../shared/ui/useNow.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

/** Who votes; who has been silent for so long that anyone may retire him. */
export function VoterList({ who }: { who: Who }) {
  const t = useT();
  const now = useNow(60);
  return (
    <Card title={t("voters.title")}>
      <Answer of={useVoters()}>
        {({ items }) => (
          <ul className="rows">
            {items.map((voter) => (
              <li key={voter.address} className="pair">
                <span>
                  <AccountName address={voter.address} />
                  <br />
                  <Text span size="sm" c="dimmed">
                    {t("voters.last")} <Since at={voter.lastVoteAt} />
                  </Text>
                </span>
                {who.address !== undefined && items.length > 1 && voter.retirableFrom <= now && (
                  <Retire voter={voter} />
                )}
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Card>
  );
}

function Retire({ voter }: { voter: Voters["items"][number] }) {
  const t = useT();
  const format = useFormat();
  const values = { name: format.name(voter.address) };
  return (
    <ActionButton
      variant="default"
      size="compact-sm"
      action={() => ({
        command: governanceCommands.retireVoter({ voter: voter.address as Address }),
        title: t("voters.retire.title", values),
        sentences: [t("voters.retire.review", values)],
        changes: [],
        done: t("voters.retire.done", values),
      })}
    >
      {t("voters.retire")}
    </ActionButton>
  );
}
