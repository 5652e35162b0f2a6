import path from "node:path";
import { ensureCompiled } from "../deploy/compile.ts";
import { reportPromises } from "../lib/output.ts";
import { shownPath, stateFolder } from "../lib/paths.ts";
import { withProgress } from "../lib/progress.ts";
import { type Books, readAllBooks } from "./books.ts";
import { differing, promisesOf } from "./promises.ts";
import { type Lived, type Soak, live, withSoak } from "./run.ts";

export interface SoakFlags {
  hours: number;
  seed: number;
  basePort?: number;
  json?: string;
}

const HOUR = 3_600_000;
/** Differences shown; the report has all. */
const SHOWN = 20;

/** `powerchain check all` */
export async function checkAll({ hours, seed, basePort, json }: SoakFlags): Promise<void> {
  const folder = path.join(stateFolder, "soak");
  const report = json ?? path.join(folder, "report.json");
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once("SIGINT", end).once("SIGTERM", end);
  const title = `Let a community live for ${hours} hours while its parts are killed, frozen and cut off`;
  const work = async (say: (text: string) => void): Promise<{ soak: Soak; lived: Lived; books: Books }> => {
    await ensureCompiled(say);
    const options = { forMs: Math.round(hours * HOUR), seed, basePort, folder, signal: stop.signal, say };
    return await withSoak(options, async (open) => {
      const lifetime = await live(open);
      return { soak: open, lived: lifetime, books: await readAllBooks(open, lifetime, say) };
    });
  };
  const { soak, lived, books } = await withProgress(title, work, { ownSignals: true });
  process.off("SIGINT", end).off("SIGTERM", end);
  const apart = differing(books);
  for (const line of apart.slice(0, SHOWN)) process.stderr.write(`${line}\n`);
  if (apart.length > SHOWN) process.stderr.write(`and ${apart.length - SHOWN} more, all in the report\n`);
  const { recoveries, mishaps } = soak.misfortune;
  const more = {
    hours,
    seed,
    seconds: lived.seconds,
    refused: lived.played.refused,
    apart,
    recoveries,
    mishaps,
    books,
  };
  reportPromises(promisesOf(soak, lived, books), { json: report, more });
  process.stdout.write(`Report: ${shownPath(report)}\n`);
}
