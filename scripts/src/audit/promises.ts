import type { Promised } from "../lib/output.ts";

/** A promise whose figure must be 0. */
export function none(promise: string, evidence: string, value: number, unit: string): Promised {
  return { promise, evidence, value, unit, limit: "0", ok: value === 0 };
}
