import { openDatabase, readConfig } from "@powerchain/smart-meter";
import { printTable, writeJson } from "../lib/output.ts";
import { outboxFile } from "./open.ts";

interface UnitStatus {
  unit: string;
  waiting: number;
  lastReading: string;
  lastNumber: number;
  confirmedNumber: number;
  lastConfirmed: string;
  held: string | null;
  refused: number;
}

const shown = (ms: number | null): string =>
  ms === null ? "–" : new Date(ms).toISOString().slice(0, 19).replace("T", " ");

/** `powerchain meter status`: reads the outbox beside the running service. */
export function showStatus(file: string, json: string | undefined): void {
  const db = openDatabase(outboxFile(readConfig(file)), { readOnly: true });
  try {
    const units = db
      .prepare(
        `SELECT address AS unit, next - 1 AS lastNumber, confirmed AS confirmedNumber, confirmed_at AS confirmedAt, held,
          (SELECT COUNT(*) FROM reading r WHERE r.unit = u.id AND tx IS NULL) AS waiting,
          (SELECT MAX(interval_end) FROM reading r WHERE r.unit = u.id) * 1000 AS lastReading,
          (SELECT COUNT(*) FROM reading r WHERE r.unit = u.id AND outcome IS NOT NULL) AS refused
        FROM unit u ORDER BY address`,
      )
      .all()
      .map((row): UnitStatus => {
        const { lastReading, confirmedAt, ...rest } = row as unknown as UnitStatus & {
          lastReading: number | null;
          confirmedAt: number | null;
        };
        return { ...rest, lastReading: shown(lastReading), lastConfirmed: shown(confirmedAt) };
      });
    const refused = db
      .prepare(
        "SELECT u.address AS unit, sequence, outcome FROM reading r JOIN unit u ON u.id = r.unit WHERE outcome IS NOT NULL ORDER BY r.id DESC LIMIT 20",
      )
      .all() as { unit: string; sequence: number; outcome: string }[];
    const notices = db
      .prepare(
        "SELECT kind, COUNT(*) AS count, MAX(at) * 1000 AS last, text FROM notice GROUP BY kind ORDER BY count DESC",
      )
      .all() as { kind: string; count: number; last: number; text: string }[];
    const open = db.prepare("SELECT COUNT(*) AS n FROM tx WHERE state = 'open'").get() as { n: number };
    print(units, refused, notices, open.n);
    if (json !== undefined) writeJson(json, { units, refused, notices, openTransactions: open.n });
  } finally {
    db.close();
  }
}

function print(
  units: UnitStatus[],
  refused: { unit: string; sequence: number; outcome: string }[],
  notices: { kind: string; count: number; last: number; text: string }[],
  open: number,
): void {
  const right = (title: string) => ({ title, align: "right" as const });
  printTable(
    [
      "unit",
      right("waiting"),
      "last interval",
      right("number"),
      right("settled"),
      "last settled",
      right("not booked"),
      "held",
    ],
    units.map((u) => [
      u.unit,
      String(u.waiting),
      u.lastReading,
      String(u.lastNumber),
      String(u.confirmedNumber),
      u.lastConfirmed,
      String(u.refused),
      u.held ?? "",
    ]),
  );
  process.stdout.write(`\n${open} open transaction(s). Times are UTC.\n`);
  if (refused.length > 0) {
    process.stdout.write("\nReadings that were not booked, newest first:\n");
    printTable(
      ["unit", right("number"), "why"],
      refused.map((r) => [r.unit, String(r.sequence), r.outcome]),
    );
  }
  if (notices.length > 0) {
    process.stdout.write("\nWhat the meter noticed:\n");
    printTable(
      ["kind", right("times"), "last", "for example"],
      notices.map((n) => [n.kind, String(n.count), shown(n.last), n.text]),
    );
  }
}
