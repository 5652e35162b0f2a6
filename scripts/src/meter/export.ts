import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { openDatabase, readConfig } from "@powerchain/smart-meter";
import { CommandError } from "../lib/errors.ts";
import { outboxFile } from "./open.ts";

interface Row {
  unit: string;
  sequence: number;
  kind: number;
  resident: string;
  wh: number;
  interval_end: number;
  channel: string;
  state: string;
  hash: string | null;
  block: number | null;
}

const KINDS = ["produced", "consumed", "actual"];

/** `powerchain meter export`: everything reported and still kept, with its transaction, as CSV; oldest first. */
export async function exportReadings(file: string, out: string | undefined): Promise<void> {
  const db = openDatabase(outboxFile(readConfig(file)), { readOnly: true });
  const stream = out === undefined ? process.stdout : createWriteStream(out);
  stream.on("error", () => undefined);
  try {
    const rows = db
      .prepare(
        `SELECT u.address AS unit, sequence, kind, resident, wh, interval_end, channel,
          CASE WHEN r.tx IS NULL THEN 'waiting' ELSE COALESCE(outcome, 'booked') END AS state, t.hash, t.block
        FROM reading r JOIN unit u ON u.id = r.unit LEFT JOIN tx t ON t.id = r.tx ORDER BY r.id`,
      )
      .iterate() as IterableIterator<Row>;
    await put(stream, "unit,sequence,kind,resident,wh,interval_end,channel,state,transaction,block\n");
    let count = 0;
    for (const row of rows) {
      count++;
      await put(stream, `${line(row)}\n`);
    }
    if (out !== undefined) {
      await new Promise<void>((resolve) => void stream.end(() => resolve()));
      process.stdout.write(`${count} readings written to ${out}.\n`);
    }
  } catch (cause) {
    throw new CommandError(`The readings could not be written: ${(cause as Error).message}.`, { cause });
  } finally {
    db.close();
  }
}

function line({ unit, sequence, kind, resident, wh, interval_end: end, channel, state, hash, block }: Row): string {
  const time = new Date(end * 1000).toISOString();
  const quoted = /[",]/.test(state) ? `"${state.replaceAll('"', '""')}"` : state;
  return [unit, sequence, KINDS[kind], resident, wh, time, channel, quoted, hash ?? "", block ?? ""].join(",");
}

async function put(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, "drain");
}
