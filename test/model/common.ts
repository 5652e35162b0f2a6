/** What the plain models share. They follow docs/protocol.md alone, know nothing of the contracts' code, and prefer being obvious to being fast. */

export type Address = string; // lower case

export const ZERO: Address = "0x0000000000000000000000000000000000000000";
/** ENT units in one Wh: 1 ENT = 1 kWh and has 9 decimals. */
export const PER_WH = 1_000_000n;
/** ENT units in one ENT. */
export const ENT = 1_000_000_000n;
/** eEuro units in one euro. */
export const EUR = 100_000_000n;
/** 100 % in millionths. */
export const WHOLE = 1_000_000n;
/** What one amount of the ledger can hold. */
export const MOST_AMOUNT = 2n ** 64n - 1n;

/** A command that the protocol refuses, with every error that would be a right answer: which of several faults is named is left open. */
export class Refused extends Error {
  readonly names: string[];
  constructor(names: string[]) {
    super(`refused: ${names.join(" or ")}`);
    this.names = names;
  }
}

/** Throws when there is any fault. Commands check first and change afterwards, so a refused one changes nothing. */
export function refuseIf(faults: string[]): void {
  if (faults.length > 0) throw new Refused(faults);
}

export function least(...values: bigint[]): bigint {
  return values.reduce((a, b) => (a < b ? a : b));
}

export function most(...values: bigint[]): bigint {
  return values.reduce((a, b) => (a > b ? a : b));
}

/** a / b, up to the next whole number; for a >= 0 and b > 0. */
export function divideUp(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}
