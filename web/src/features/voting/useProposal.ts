import { type Command, governanceCommands } from "@powerchain/sdk";
import { useConnection } from "wagmi";
import { useBallots, useVoters } from "../../shared/api/queries.ts";
import type { Ballot } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import type { Action } from "../../shared/tx/plan.ts";
import { useBallotText } from "../../shared/ui/useBallotText.ts";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { nothing, sameCommand } from "./sameCommand.ts";
import { useEffectText } from "./useEffectText.ts";

type Subject = Pick<Ballot, "kind" | "current"> & { command: Partial<Ballot["command"]> };

/**
 * A proposal as an action: in words what it would do, and that it is the first vote. Where the same is open already it becomes
 * a vote for that ballot; sent as the command again it would turn an earlier vote around.
 */
export function useProposal(): (command: Command, subject: Subject) => Action {
  const t = useT();
  const format = useFormat();
  const ballotText = useBallotText();
  const effectText = useEffectText();
  const { data: voters } = useVoters();
  const { items: open = [] } = useBallots("open");
  const me = useConnection().address?.toLowerCase();
  return (command, { kind, current, command: given }) => {
    const ballot = { kind, current, command: { ...nothing, ...given } };
    const same = open.find((one) => sameCommand(one, ballot));
    const mine = same?.votes.some(({ voter, support, counts }) => voter === me && support && counts) ?? false;
    const positive = same?.positive ?? 0;
    const passes = same === undefined ? voters?.needed === 1 : !mine && same.missing <= 1;
    const effect = effectText(ballot);
    return {
      command: same === undefined ? command : governanceCommands.vote({ ballot: BigInt(same.id), support: true }),
      title: t("propose.review.title"),
      sentences: [
        t(same === undefined ? "propose.review" : "propose.review.open", { text: ballotText(ballot) }),
        ...(effect === "" ? [] : [effect]),
        ...(mine ? [t("vote.mine.for")] : []),
        passes
          ? t(same === undefined ? "propose.alone" : "vote.passes")
          : t("propose.needed", { needed: voters?.needed ?? 0 }),
      ],
      changes: [
        {
          label: t("vote.positive"),
          before: format.integer(positive),
          after: format.integer(positive + (mine ? 0 : 1)),
        },
      ],
      done: t(passes ? "propose.done.executed" : "propose.done"),
    };
  };
}
