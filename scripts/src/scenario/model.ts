import type { Text } from "./document.ts";
import type { CommandName } from "./table.ts";

/** A scenario file, checked: every name in it is known, every command has its arguments. */
export interface Scenario {
  name: string;
  /** Deploys the contracts and is the first voter. */
  voter: string;
  actors: string[];
  units: string[];
  steps: Step[];
}

export type Step = DoStep | WaitStep | ExpectStep;

export interface ReadingSpec {
  line: number;
  kind: Text;
  /** Absent for an actual figure. */
  resident: Text | undefined;
  energyKwh: Text;
  /** How long before the block the interval ended; default 0. */
  ago: Text | undefined;
  seq: Text | undefined;
}

export interface DoStep {
  kind: "do";
  line: number;
  command: CommandName;
  as: string;
  with: Map<string, Text>;
  /** Of submitReports only. */
  readings: ReadingSpec[];
  gives: Map<string, Text>;
  /** The error that must come; "*": any. */
  fails: string | undefined;
  label: string | undefined;
}

export interface WaitStep {
  kind: "wait";
  line: number;
  text: string;
  /** So many seconds, or until the next time of day (seconds after 00:00 UTC). */
  wait: { seconds: bigint } | { until: bigint };
}

export interface ExpectStep {
  kind: "expect";
  line: number;
  checks: Check[];
}

type Fields = Map<string, Text>;

export type Check = { line: number; title: string } & (
  | { on: "network" | "parameters"; fields: Fields }
  | { on: "account"; name: string; fields: Fields }
  | { on: "session"; unit: string; consumer: string; fields: Fields }
  | { on: "ballot"; ballot: Text; fields: Fields }
  | { on: "order"; label: string; fields: Fields }
  | { on: "banker"; banker: Text }
  | { on: "book"; sides: Map<"buy" | "sell", BookSide> }
);

export interface BookSide {
  line: number;
  levels: { price: Text; left: Text }[];
}
