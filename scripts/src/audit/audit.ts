import { CommandError } from "../lib/errors.ts";
import { type Promised, reportPromises } from "../lib/output.ts";
import { accessPromises } from "./access.ts";
import { coveragePromises } from "./coverage.ts";
import { dependencyPromises } from "./dependencies.ts";
import { invariantPromises } from "./invariants.ts";
import { mutationPromises } from "./mutation/mutation.ts";
import { proofPromises } from "./proofs.ts";
import { slitherPromises } from "./slither.ts";
import { strykerPromises } from "./stryker.ts";

export interface AuditOptions {
  json?: string;
  runs: number;
  sample: number;
  seed: number;
  jobs: number;
  source?: string;
  write?: boolean;
}

type Part = (options: AuditOptions, say: (text: string) => void) => Promised[] | Promise<Promised[]>;

/** Some minutes together, and what stands when no part is named. */
const quick: Record<string, Part> = {
  slither: (_, say) => slitherPromises(say),
  dependencies: (_, say) => dependencyPromises(say),
  access: ({ write }) => accessPromises(write === true),
  proofs: (_, say) => proofPromises(say),
};
/** An hour and more. */
const long: Record<string, Part> = {
  coverage: (_, say) => coveragePromises(say),
  invariants: ({ runs, seed }, say) => invariantPromises({ runs, seed }, say),
  mutation: (options, say) => mutationPromises(options, say),
  cores: (options, say) => strykerPromises(options, say),
};
const parts = { ...quick, ...long };

export const partNames = Object.keys(parts);

/** Prints what each part has found as one table: promise, evidence, figure; fails when a promise is not kept. */
export async function audit(names: string[], options: AuditOptions): Promise<void> {
  const unknown = names.filter((name) => name !== "all" && !(name in parts));
  if (unknown.length > 0) {
    throw new CommandError(`There is no part called ${unknown.join(", ")}.`, {
      hint: `The parts are ${partNames.join(", ")}, and all.`,
    });
  }
  const chosen = names.includes("all") ? partNames : names.length > 0 ? names : Object.keys(quick);
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const promises: Promised[] = [];
  for (const name of chosen) promises.push(...(await parts[name]!(options, say)));
  reportPromises(promises, { json: options.json });
}
