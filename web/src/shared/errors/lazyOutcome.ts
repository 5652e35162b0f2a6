import type { Outcome } from "./problem.ts";

/** The mapper with its sentences is loaded when something went wrong for the first time: the first view needs none of it. */
export async function lazyOutcome(error: unknown): Promise<Outcome> {
  const { outcomeOf } = await import("./outcome.ts");
  return outcomeOf(error);
}
