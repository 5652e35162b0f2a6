import type { Promised } from "../lib/output.ts";
import type { Recovery } from "../network/faults/faults.ts";
import { quorumOf } from "../network/quorum.ts";
import type { Check } from "../replay/reconcile.ts";
import type { Books } from "./books.ts";
import type { Mishap } from "./mishaps.ts";
import type { Lived, Soak } from "./run.ts";
import { distance } from "./statements.ts";

const VALIDATORS = 3;

/** What a soak is held to, and what it came to. */
export function promisesOf(soak: Soak, lived: Lived, books: Books): Promised[] {
  return [...bookPromises(soak, books), ...healingPromises(soak, lived), ...told(soak, lived)];
}

function bookPromises({ meters }: Soak, books: Books): Promised[] {
  const { readings, delivery, transactions, totals, statements, index } = books;
  const units = "units";
  return [
    difference(
      "What meters read is what the outbox keeps and the chain books",
      readings,
      "by unit, resident, kind",
      "Wh",
    ),
    difference(
      "Each reading is delivered once",
      delivery,
      `${meters.readings} readings; numbers of each unit`,
      "readings",
    ),
    difference("No transaction is lost, none doubled", transactions, "numbers and balances on every node", "events"),
    difference("Tokens are what energy and the bank made", totals, "supplies, imbalance, trades", units),
    difference("Statements say what the chain holds", statements, "every home's figures, by its own sign-in", units),
    {
      promise: "The index is the chain",
      evidence: `${index.rows} rows at ${index.blocks} blocks; all tables against a fresh reading`,
      value: index.differences.length,
      unit: "differences",
      limit: "exactly 0",
      ok: index.differences.length === 0,
    },
  ];
}

/** Checks that hold nothing would prove nothing. */
function difference(promise: string, checks: readonly Check[], evidence: string, unit: string): Promised {
  const sum = checks.reduce((all, { expected, found }) => all + distance(expected, found), 0n);
  return {
    promise,
    evidence: `${checks.length} sums: ${evidence}`,
    value: sum.toString(),
    unit: `${unit} apart`,
    limit: "exactly 0",
    ok: sum === 0n && checks.length > 0,
  };
}

/** The sums that differ, in words. */
export function differing(books: Books): string[] {
  const { index, ...sums } = books;
  const apart = Object.values(sums)
    .flat()
    .filter(({ expected, found }) => expected !== found)
    .map(({ name, expected, found, unit }) => `${name}: ${expected} expected, ${found} found (${unit})`);
  return [...apart, ...index.differences];
}

function healingPromises({ misfortune, around }: Soak, { level, drained }: Lived): Promised[] {
  const { recoveries, mishaps } = misfortune;
  const { confirmations } = quorumOf(VALIDATORS);
  const gone = Math.max(0, ...recoveries.map(({ blocksBack }) => blocksBack));
  const fell = around.meter.fell + around.api.fell;
  const row = (
    promise: string,
    evidence: string,
    value: number | string,
    unit: string,
    limit: string,
    ok: boolean,
  ) => ({
    promise,
    evidence,
    value,
    unit,
    limit,
    ok,
  });
  return [
    ...groups(recoveries, ({ fault }) => fault.kind).map(([kind, of]) => healed(kind, of, isLevel)),
    ...groups(mishaps, ({ kind }) => kind).map(([kind, of]) => healed(kind, of, (mishap: Mishap) => mishap.healed)),
    row(
      "Settled blocks stay",
      "blocks of a node's head gone after a fault, at most",
      gone,
      "blocks",
      `at most ${confirmations}`,
      gone <= confirmations,
    ),
    row(
      "No program ends by itself",
      "meter service and API, ends that nobody caused",
      fell,
      "ends",
      "exactly 0",
      fell === 0,
    ),
    row("All nodes are on one chain in the end", "same recent block, and a new one", yes(level), "", "yes", level),
    row("Nothing waits in the end", "outbox empty, index at the chain's head", yes(drained), "", "yes", drained),
  ];
}

const yes = (value: boolean): string => (value ? "yes" : "no");
const isLevel = ({ level }: Recovery): boolean => level;

function groups<Item>(items: readonly Item[], key: (item: Item) => string): [string, Item[]][] {
  return [...Map.groupBy(items, key)];
}

function healed<Item extends { seconds: number }>(
  kind: string,
  of: Item[],
  isHealed: (item: Item) => boolean,
): Promised {
  const slowest = Math.max(...of.map(({ seconds }) => seconds));
  return {
    promise: `Recovers from: ${kind}`,
    evidence: `${of.length} time${of.length === 1 ? "" : "s"}; slowest`,
    value: Math.round(slowest * 10) / 10,
    unit: "s",
    limit: "within 3 minutes",
    ok: of.every(isHealed),
  };
}

/** What was lived through: without it the rest would say little. */
function told({ meters, load, misfortune }: Soak, { seconds, rounds, trades, played }: Lived): Promised[] {
  const refused = Object.entries(played.refused).map(([name, count]) => `${count} × ${name}`);
  const some = (promise: string, evidence: string, value: number, unit: string): Promised => ({
    promise,
    evidence,
    value,
    unit,
    limit: "at least 1",
    ok: value > 0,
  });
  const faults = misfortune.recoveries.length + misfortune.mishaps.length;
  return [
    some("Lived", `${rounds} rounds of two hours of the homes' time`, Math.round(seconds / 6) / 10, "minutes"),
    some("Faults", "kills, freezes, cuts, a wrong clock", faults, "faults"),
    some("Readings", `signed and delivered; pushed again ${meters.pushedAgain} times`, meters.readings, "readings"),
    some("Trades", `between homes; refused: ${refused.join(", ") || "none"}`, trades, "trades"),
    some("Transfers", `sent again ${load.resent} times`, load.settled, "transfers"),
  ];
}
