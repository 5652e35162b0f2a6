import type { Command } from "@powerchain/sdk";
import { useVoters } from "../../shared/api/queries.ts";
import type { Ballot } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import type { Action } from "../../shared/tx/plan.ts";
import { useBallotText } from "../../shared/ui/useBallotText.ts";
import { useEffectText } from "./useEffectText.ts";

type Subject = Pick<Ballot, "kind" | "current"> & { command: Partial<Ballot["command"]> };

/** A proposal as an action: in words what it would do, and that it is the first vote. */
export function useProposal(): (command: Command, subject: Subject) => Action {
  const t = useT();
  const ballotText = useBallotText();
  const effectText = useEffectText();
  const { data: voters } = useVoters();
  return (command, { kind, current, command: given }) => {
    const empty = { subject: null, owner: null, capacityWh: null, powerW: null, parameter: null, value: null };
    const ballot = { kind, current, command: { ...empty, ...given } };
    const alone = voters?.needed === 1;
    const effect = effectText(ballot);
    return {
      command,
      title: t("propose.review.title"),
      sentences: [
        t("propose.review", { text: ballotText(ballot) }),
        ...(effect === "" ? [] : [effect]),
        alone ? t("propose.alone") : t("propose.needed", { needed: voters?.needed ?? 0 }),
      ],
      changes: [],
      done: t(alone ? "propose.done.executed" : "propose.done"),
    };
  };
}
