import { Button, Group, Text } from "@mantine/core";
import { IconThumbDown, IconThumbUp } from "@tabler/icons-react";
import { governanceCommands } from "@powerchain/sdk";
import { useState } from "react";
import type { Ballot } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { useReview } from "../../shared/tx/plan.ts";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { Clock, Countdown } from "../../shared/ui/Time.tsx";
import { useBallotText } from "../../shared/ui/useBallotText.ts";
import { useFormat } from "../../shared/ui/useFormat.ts";
import type { Who } from "../../shared/wallet/useWho.ts";
import { useEffectText } from "./useEffectText.ts";

/** One open ballot: what it would do, its effect, how far it is, who voted; and my vote. */
export function BallotCard({ ballot, who }: { ballot: Ballot; who: Who }) {
  const t = useT();
  const ballotText = useBallotText();
  const effect = useEffectText()(ballot);
  return (
    <article aria-label={ballotText(ballot)}>
      <Text fw={600}>{ballotText(ballot)}</Text>
      {effect !== "" && (
        <Text size="sm" c="dimmed">
          {effect}
        </Text>
      )}
      <Progress ballot={ballot} />
      <Text size="sm" c="dimmed" component="div">
        {t("ballot.by")} <AccountName address={ballot.opener} /> · {t("ballot.ends")} <Clock at={ballot.endsAt} /> (
        <Countdown until={ballot.endsAt} />)
      </Text>
      <Votes ballot={ballot} />
      <MyVote ballot={ballot} who={who} />
    </article>
  );
}

/** A box a voter: for, against, silent; a line where the majority is. */
function Progress({ ballot }: { ballot: Ballot }) {
  const t = useT();
  const { positive, negative, voters, missing } = ballot;
  const text =
    missing === 0 ? t("ballot.passed") : t("ballot.progress", { positive, needed: positive + missing, missing });
  const kinds = Array.from({ length: voters }, (_, i) =>
    i < positive ? "for" : i >= voters - negative ? "against" : "silent",
  );
  return (
    <>
      <div className="votes" role="img" aria-label={text}>
        {kinds.map((kind, i) => (
          <span key={i} data-kind={kind} data-needed={i === positive + missing - 1} />
        ))}
      </div>
      <Text size="sm" mb={4}>
        {text}
      </Text>
    </>
  );
}

function Votes({ ballot }: { ballot: Ballot }) {
  const t = useT();
  if (ballot.votes.length === 0) return null;
  return (
    <details className="more">
      <summary>{t("ballot.who", { count: ballot.votes.length })}</summary>
      <ul className="rows">
        {ballot.votes.map((vote) => (
          <li key={vote.voter} className="pair">
            <AccountName address={vote.voter} />
            <span className={vote.support ? "buy" : "sell"}>
              {t(vote.support ? "ballot.for" : "ballot.against")}
              {!vote.counts && <small className="quiet"> ({t("ballot.left")})</small>}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function MyVote({ ballot, who }: { ballot: Ballot; who: Who }) {
  const t = useT();
  const format = useFormat();
  const ballotText = useBallotText();
  const review = useReview();
  const [problem, setProblem] = useState<string>();
  const me = who.address?.toLowerCase();
  const mine = ballot.votes.find(({ voter, counts }) => voter === me && counts)?.support;
  if (!who.roles.includes("voter")) {
    return who.address === undefined ? null : (
      <Text size="sm" c="dimmed" mt={6}>
        {t("ballot.notVoter")}
      </Text>
    );
  }
  const passes = ballot.missing === 1 && mine !== true;

  const send = async (support: boolean): Promise<void> => {
    const text = ballotText(ballot);
    const sentences = [t(support ? "vote.for.review" : "vote.against.review", { text })];
    if (support && passes) sentences.push(t("vote.passes"));
    const change = mine === support ? 0 : support ? 1 : mine === true ? -1 : 0;
    const refused = await review({
      command: governanceCommands.vote({ ballot: BigInt(ballot.id), support }),
      title: t(support ? "vote.for.title" : "vote.against.title", { ballot: ballot.id }),
      sentences,
      changes: [
        {
          label: t("vote.positive"),
          before: format.integer(ballot.positive),
          after: format.integer(ballot.positive + change),
        },
      ],
      done: t(support && passes ? "vote.done.passed" : "vote.done"),
    });
    setProblem(refused?.sentence);
  };

  const execute = async (): Promise<void> => {
    const refused = await review({
      command: governanceCommands.executeBallot({ ballot: BigInt(ballot.id) }),
      title: t("ballot.execute.title", { ballot: ballot.id }),
      sentences: [t("ballot.execute.review", { text: ballotText(ballot) })],
      changes: [],
      done: t("ballot.execute.done"),
    });
    setProblem(refused?.sentence);
  };

  return (
    <Group mt="sm" gap="xs">
      {ballot.missing === 0 && <Button onClick={() => void execute()}>{t("ballot.execute")}</Button>}
      {mine !== true && (
        <Button leftSection={<IconThumbUp size={18} aria-hidden />} onClick={() => void send(true)}>
          {t(mine === undefined ? "vote.for" : "vote.forAgain")}
        </Button>
      )}
      {mine !== false && (
        <Button
          variant="default"
          leftSection={<IconThumbDown size={18} aria-hidden />}
          onClick={() => void send(false)}
        >
          {t(mine === undefined ? "vote.against" : "vote.revoke")}
        </Button>
      )}
      {mine !== undefined && (
        <Text size="sm" c="dimmed">
          {t(mine ? "vote.mine.for" : "vote.mine.against")}
        </Text>
      )}
      {problem !== undefined && (
        <Text size="sm" className="sell" role="alert">
          {problem}
        </Text>
      )}
    </Group>
  );
}
