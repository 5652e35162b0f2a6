import { reportResults } from "../lib/output.ts";
import { dependencyResults } from "./dependencies.ts";
import { slitherResults } from "./slither.ts";

/** Prints what static analysis and the lock file say, and fails when anything is unexplained. */
export async function audit({ json }: { json?: string }): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  reportResults([...(await slitherResults(say)), ...(await dependencyResults(say))], { json });
}
