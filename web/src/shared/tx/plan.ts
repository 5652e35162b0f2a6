import { type Command, encodeCommand } from "@powerchain/sdk";
import { useCallback, useEffect, useRef } from "react";
import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import { lazyOutcome } from "../errors/lazyOutcome.ts";
import { useRuntimeConfig } from "../config/useRuntimeConfig.ts";
import { useFlow } from "./FlowProvider.tsx";
import type { Plan } from "./machine.ts";

/** An action with the sdk's command in it. */
export type Action = Omit<Plan, "call"> & { command: Command };

type Problems = ReturnType<ReturnType<typeof useFlow>["review"]>;

/** Opens the review of an action (which may have to read the chain first), or says what stands against it. */
export function useReview(): (action: Action | (() => Action | Promise<Action>)) => Problems {
  const { contracts } = useRuntimeConfig();
  const { review } = useFlow();
  return useCallback(
    async (action) => {
      try {
        const { command, ...told } = typeof action === "function" ? await action() : action;
        return await review({ ...told, call: encodeCommand(contracts, command) });
      } catch (error) {
        const outcome = await lazyOutcome(error);
        return outcome.kind === "problem" ? outcome.problem : undefined;
      }
    },
    [contracts, review],
  );
}

/**
 * For forms: what the contract would refuse stands next to the field that caused it (`fields`: error name → field), or at the
 * form's foot. Resolves to whether the review has opened. `sent` is called once the wallet has sent it, to clear the form; until then nothing typed is lost.
 */
export function useFormReview<Values extends FieldValues, Output>(
  form: UseFormReturn<Values, unknown, Output>,
  fields: Partial<Record<string, Path<Values>>> = {},
  sent: () => void = () => form.reset(),
): (action: Action | (() => Action | Promise<Action>)) => Promise<boolean> {
  const review = useReview();
  const expectSent = useSent(sent);
  return async (action) => {
    const problem = await review(action);
    if (problem === undefined) {
      expectSent();
      return true;
    }
    const field = problem.name === undefined ? undefined : fields[problem.name];
    const message = problem.next === undefined ? problem.sentence : `${problem.sentence} ${problem.next}`;
    form.setError(field ?? "root", { type: problem.name ?? "refused", message }, { shouldFocus: field !== undefined });
    return false;
  };
}

/** Calls back when the action under review is sent; one that is given up is forgotten. */
function useSent(tell: () => void): () => void {
  const { step } = useFlow().flow;
  const expected = useRef(false);
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
  });
  useEffect(() => {
    if (step === "pending" && expected.current) latest.current();
    if (step === "pending" || step === "idle") expected.current = false;
  }, [step]);
  return useCallback(() => {
    expected.current = true;
  }, []);
}
