import type { Address } from "viem";
import { type PowerChainEvent, eventsNamed } from "../events.ts";
import type { Batch } from "../reports.ts";
import { type Done, command } from "./command.ts";

export const rejections = [
  "None",
  "UnknownKind",
  "ZeroResident",
  "UnitItself",
  "IntervalTooOld",
  "AboveCapacity",
  "AbovePower",
  "TooLarge",
] as const;
export type Rejection = (typeof rejections)[number];

export const stops = ["None", "NotAUnit", "BadSignature", "SequenceGap", "AheadOfTime"] as const;
export type Stop = (typeof stops)[number];

/** What became of one reading. */
export interface ReadingOutcome {
  sequence: bigint;
  /** `unread`: the batch had stopped before it. */
  outcome: "accepted" | "skipped" | "rejected" | "unread";
  reason?: Rejection;
}

/** What became of one batch. */
export interface BatchOutcome {
  unit: Address;
  accepted: bigint;
  skipped: bigint;
  rejected: bigint;
  /** Why it went no further; undefined when it was read to its end. */
  stop: Exclude<Stop, "None"> | undefined;
  /** The sequence number that it stopped at. */
  stoppedAt: bigint | undefined;
  readings: ReadingOutcome[];
}

export const gatewayCommands = {
  /** Delivers signed batches of any number of units; one's fault never touches another's. */
  submitReports: ({ batches }: { batches: readonly Batch[] }) =>
    command(
      "meterGateway",
      "submitReports",
      [batches.map((batch) => ({ ...batch, readings: [...batch.readings] }))],
      (done) => ({
        batches: outcomes(batches, done),
      }),
    ),
};

interface Mark {
  sequence: bigint;
  outcome: "accepted" | "rejected" | "stopped";
  reason?: number;
}

/** Follows the batches through the events that they left: a reading without one was known already, and skipped. */
function outcomes(batches: readonly Batch[], { events }: Done): BatchOutcome[] {
  const marks = new Map<string, Mark[]>();
  for (const { unit, mark } of marksOf(events)) marks.set(unit, [...(marks.get(unit) ?? []), mark]);
  return batches.map((batch) => follow(batch, marks.get(batch.unit.toLowerCase()) ?? []));
}

function marksOf(events: PowerChainEvent[]): { unit: string; mark: Mark }[] {
  const accepted = (["EnergyProduced", "EnergyConsumed", "ActualEnergyReported"] as const).flatMap((name) =>
    eventsNamed(events, "energyPool", name).map((event) => ({
      event,
      outcome: "accepted" as const,
      reason: undefined,
    })),
  );
  const rejected = eventsNamed(events, "energyPool", "ReadingRejected").map((event) => ({
    event,
    outcome: "rejected" as const,
    reason: event.args.reason,
  }));
  const stopped = eventsNamed(events, "meterGateway", "BatchStopped").map((event) => ({
    event,
    outcome: "stopped" as const,
    reason: event.args.reason,
  }));
  return [...accepted, ...rejected, ...stopped]
    .sort((a, b) => a.event.logIndex - b.event.logIndex)
    .map(({ event, outcome, reason }) => ({
      unit: event.args.unit.toLowerCase(),
      mark: { sequence: event.args.sequence, outcome, reason },
    }));
}

/** Takes this batch's marks off the front of its unit's. */
function follow(batch: Batch, marks: Mark[]): BatchOutcome {
  const readings: ReadingOutcome[] = [];
  let stop: Mark | undefined;
  const unsigned =
    marks[0]?.outcome === "stopped" && ["NotAUnit", "BadSignature"].includes(stops[marks[0].reason ?? 0] ?? "");
  if (unsigned) stop = marks.shift();
  for (const { sequence } of batch.readings) {
    const mark = stop === undefined && marks[0]?.sequence === sequence ? marks.shift() : undefined;
    if (mark?.outcome === "stopped") stop = mark;
    if (stop !== undefined) readings.push({ sequence, outcome: "unread" });
    else if (mark === undefined) readings.push({ sequence, outcome: "skipped" });
    else if (mark.outcome === "rejected")
      readings.push({ sequence, outcome: "rejected", reason: rejections[mark.reason ?? 0] });
    else readings.push({ sequence, outcome: "accepted" });
  }
  const count = (outcome: ReadingOutcome["outcome"]): bigint =>
    BigInt(readings.filter((reading) => reading.outcome === outcome).length);
  return {
    unit: batch.unit,
    accepted: count("accepted"),
    skipped: count("skipped"),
    rejected: count("rejected"),
    stop: stop === undefined ? undefined : (stops[stop.reason ?? 0] as BatchOutcome["stop"]),
    stoppedAt: stop?.sequence,
    readings,
  };
}
