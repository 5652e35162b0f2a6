import { ensureCompiled } from "../../deploy/compile.ts";
import { CommandError } from "../../lib/errors.ts";
import { printTable, reportResults } from "../../lib/output.ts";
import { withProgress } from "../../lib/progress.ts";
import { checkNetwork, checkResults } from "./run.ts";

export interface CheckFlags {
  minutes: string;
  seed: string;
  validators: string;
  basePort?: string;
  json?: string;
}

const RESIDENTS = 40;
const TRANSFERS_PER_SECOND = 20;
/** A fault lasts from a few seconds to two minutes. */
const LASTS_MS = [3_000, 120_000] as const;

export async function runCheckNetwork(flags: CheckFlags): Promise<void> {
  const minutes = number("--minutes", flags.minutes, 0.5, 10_000);
  const validators = number("--validators", flags.validators, 3, 21);
  const seed = number("--seed", flags.seed, 0, 2 ** 32 - 1);
  const basePort = flags.basePort === undefined ? undefined : number("--base-port", flags.basePort, 1024, 65_000);
  const checked = await withProgress(
    `Put a network of ${validators} validators through faults for ${minutes} minutes`,
    async (say) => {
      await ensureCompiled(say);
      return await checkNetwork({
        name: "check",
        validators,
        seed,
        basePort,
        residents: RESIDENTS,
        transfersPerSecond: TRANSFERS_PER_SECOND,
        forMs: minutes * 60_000,
        // A short check has short faults, so that each kind comes at least once.
        lastsMs: [LASTS_MS[0], Math.min(LASTS_MS[1], Math.max(5_000, minutes * 6_000))],
        say,
      });
    },
  );
  printTable(
    [
      "fault",
      "node",
      ...["lasted s", "level after s", "blocks gone"].map((title) => ({ title, align: "right" as const })),
      "seen",
    ],
    checked.recoveries.map(({ fault, seconds, blocksBack, seen }) => [
      fault.kind,
      fault.node || "all",
      (fault.lastsMs / 1000).toFixed(0),
      seconds.toFixed(1),
      String(blocksBack),
      seen.join("; "),
    ]),
  );
  process.stdout.write("\n");
  reportResults(checkResults(checked, validators), {
    json: flags.json,
    more: { seed, minutes, validators, ...checked },
  });
}

function number(flag: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= low && value <= high) return value;
  throw new CommandError(`${flag} takes a number from ${low} to ${high}, not ${text}.`);
}
