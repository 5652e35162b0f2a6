// One mapper for everything that can go wrong between a button and a block: a sentence, and what to do next.
import { findContractError } from "@powerchain/sdk";
import { translate } from "../i18n/i18n.ts";
import { contractProblem } from "./contract.ts";
import type { Outcome } from "./problem.ts";
import { shortMessage, troubleText, walletOutcome } from "./wallet.ts";

export function outcomeOf(error: unknown): Outcome {
  const contractError = findContractError(error);
  if (contractError !== undefined) return { kind: "problem", problem: contractProblem(contractError) };
  if (error instanceof Error && error.name === "OtherChainError") return problem("chainReset");
  if (error instanceof Error && error.name === "NotConnectedError") return problem("walletGone");
  const known = walletOutcome(error);
  if (known !== undefined) return known;
  const sentence = translate("trouble.unknown.sentence", { message: shortMessage(error) });
  return { kind: "problem", problem: { sentence, next: translate("trouble.unknown.next"), retry: true } };
}

function problem(trouble: "chainReset" | "walletGone"): Outcome {
  return { kind: "problem", problem: troubleText(trouble) };
}
