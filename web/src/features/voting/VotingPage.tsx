import { useBallots, useVoters } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { List } from "../../shared/ui/Answer.tsx";
import { Card, Page } from "../../shared/ui/Page.tsx";
import { UNKNOWN } from "../../shared/ui/Quantity.tsx";
import { useWho } from "../../shared/wallet/useWho.ts";
import { BallotCard } from "./BallotCard.tsx";
import { PastBallots } from "./PastBallots.tsx";
import { Propose } from "./Propose.tsx";
import { VoterList } from "./VoterList.tsx";

/** What is being decided, and is my vote asked for? */
export default function VotingPage() {
  const t = useT();
  const who = useWho();
  const ballots = useBallots("open");
  const { data: voters } = useVoters();
  const me = who.address?.toLowerCase() ?? "";
  const asked = ballots.items?.filter(({ waiting }) => waiting.includes(me)).length ?? 0;
  const answer =
    ballots.items === undefined
      ? UNKNOWN
      : asked > 0
        ? t("voting.answer.asked", { open: ballots.items.length, asked })
        : t("voting.answer.open", { open: ballots.items.length });
  return (
    <Page name={t("nav.voting")} answer={answer}>
      <div className="split">
        <div>
          <Card
            title={t("voting.open")}
            note={voters !== undefined && t("voting.rule", { needed: voters.needed, count: voters.items.length })}
          >
            <List of={ballots} empty={t("voting.none")}>
              {(items) => (
                <ul className="rows" data-testid="ballots">
                  {items.map((ballot) => (
                    <li key={ballot.id}>
                      <BallotCard ballot={ballot} who={who} />
                    </li>
                  ))}
                </ul>
              )}
            </List>
          </Card>
        </div>
        <div className="split-side stack">
          <Propose who={who} />
          <VoterList who={who} />
        </div>
        <PastBallots />
      </div>
    </Page>
  );
}
