import { readFileSync } from "node:fs";
import { exportLabels, importLabels } from "@powerchain/indexer";
import { defaultDatabase } from "../index/run.ts";
import { CommandError } from "../lib/errors.ts";
import type { LabelFlags } from "./run.ts";

/** `powerchain api labels import FILE` and `export` */
export async function runLabels(flags: LabelFlags, file: string | undefined): Promise<void> {
  const database = flags.database ?? defaultDatabase;
  if (file === undefined) {
    process.stdout.write(await exportLabels(database, flags.network));
    return;
  }
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new CommandError(`${file} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  const count = await importLabels(database, flags.network, text);
  process.stdout.write(`${count} names were set. A running API shows them after its next start.\n`);
}
