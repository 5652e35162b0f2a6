import { decimals, formatDecimal, parseDecimal } from "@powerchain/sdk";
import { ScenarioFileError, type Text } from "./document.ts";

/** What a figure of a scenario is: a number with so many decimals on chain, a yes or no, or a word. */
export type Kind = "ent" | "eur" | "kwh" | "kw" | "lots" | "price" | "rate" | "fraction" | "count" | "flag" | "word";

/** A figure as the chain has it. */
export type Value = bigint | boolean | string;

export interface Figure {
  kind: Kind;
  value: Value;
}

/** One figure that is not what the file says. */
export interface Difference {
  line: number;
  what: string;
  expected: string;
  found: string;
}

/** Enough to hold any number that a file may expect, exactly. */
const FINEST = 60;
const HUGE = 10n ** 200n;

function decimalsOf(kind: Kind): number {
  return kind === "count" || kind === "flag" || kind === "word" ? 0 : decimals[kind];
}

/** A figure as the file would write it. */
export function show({ kind, value }: Figure): string {
  return typeof value === "bigint" ? formatDecimal(value, decimalsOf(kind)) : String(value);
}

/**
 * Holds a figure against the text in the file; numbers exactly, whatever their decimals.
 * @throws ScenarioFileError when the file has no number, or no yes or no, where one belongs
 */
export function compare(what: string, expected: Text, found: Figure): Difference | undefined {
  if (isEqual(expected, found)) return undefined;
  return { line: expected.line, what, expected: expected.text, found: show(found) };
}

function isEqual(expected: Text, { kind, value }: Figure): boolean {
  if (typeof value === "boolean") return readFlag(expected) === value;
  if (typeof value === "string") return expected.text === value;
  return readExact(expected) === value * 10n ** BigInt(FINEST - decimalsOf(kind));
}

/** @throws ScenarioFileError */
export function checkKind(kind: Kind, text: Text): void {
  if (kind === "flag") readFlag(text);
  else if (kind !== "word") readExact(text);
}

export function readFlag({ text, line }: Text): boolean {
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  throw new ScenarioFileError(line, `"${text}" is neither true nor false.`, "Write true or false.");
}

function readExact({ text, line }: Text): bigint {
  try {
    return parseDecimal(text, { unit: "", decimals: FINEST, least: -HUGE, most: HUGE });
  } catch {
    throw new ScenarioFileError(line, `"${text}" is not a number.`, "Write it like 12.5, with a point and no unit.");
  }
}
