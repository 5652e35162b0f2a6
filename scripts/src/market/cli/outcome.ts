import type { Side } from "@powerchain/sdk";
import { shown } from "../../call/show.ts";

/** What an order got, or would get. */
export interface Outcome {
  order?: bigint | undefined;
  filled: bigint;
  eur: bigint;
  rested: bigint;
  returned: bigint;
}

export function printOutcome(side: Side, { order, filled, eur, rested, returned }: Outcome): void {
  const lines = [`filled    ${shown("lots", filled)}`];
  if (filled > 0n) lines.push(`${side === "buy" ? "spent " : "earned"}    ${shown("eur", eur)}`);
  if (rested > 0n) lines.push(`rests     ${shown("lots", rested)}${order === undefined ? "" : `, as order ${order}`}`);
  if (returned > 0n) lines.push(`returned  ${shown("lots", returned)}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}
