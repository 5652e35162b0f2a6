import { useBallots } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { List } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useBallotText } from "../../shared/ui/useBallotText.ts";

/** What was decided, and what came to nothing. */
export function PastBallots() {
  const t = useT();
  const ballotText = useBallotText();
  const ballots = useBallots("past");
  return (
    <Card title={t("voting.past")}>
      <List of={ballots} empty={t("voting.past.none")}>
        {(items) => (
          <ul className="rows">
            {items.map((ballot) => (
              <li key={ballot.id}>
                {ballotText(ballot)}
                <br />
                <small className="quiet">
                  <span className={ballot.state === "executed" ? "buy" : undefined}>
                    {ballot.state === "executed" ? "✓ " : ""}
                    {t(`ballot.state.${ballot.state}`)}
                  </span>{" "}
                  · {t("ballot.count", { positive: ballot.positive, negative: ballot.negative })} ·{" "}
                  <Since at={ballot.closedAt ?? ballot.endsAt} />
                </small>
              </li>
            ))}
          </ul>
        )}
      </List>
    </Card>
  );
}
