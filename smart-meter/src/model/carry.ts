/**
 * Turns power or register steps into whole watt-hours without losing any: what does not fill a Wh stays for the next
 * interval. Sum of all results = floor of the exact sum, at every point in time.
 */
export interface Carry {
  /** Adds `amount` (in 1/denominator Wh, not negative); returns the whole Wh that are now complete. */
  add(amount: bigint): bigint;
  /** What waits for the next interval, in 1/denominator Wh. */
  rest(): bigint;
}

export function carry(denominator: bigint, rest = 0n): Carry {
  if (denominator <= 0n) throw new RangeError(`carry: denominator ${denominator} must be above 0`);
  return {
    add(amount) {
      if (amount < 0n) throw new RangeError(`carry: amount ${amount} must not be negative`);
      rest += amount;
      const whole = rest / denominator;
      rest %= denominator;
      return whole;
    },
    rest: () => rest,
  };
}

/** Seconds of one metering interval (a quarter of an hour) and how many there are in a day. */
export const INTERVAL = 900;
export const INTERVALS_A_DAY = 96;

/** Carries mean power over one interval (W, rounded to mW) into whole Wh: mW × ¼ h = 1/4000 Wh. */
export function wattCarry(): (watts: number) => bigint {
  const remainder = carry(4000n);
  return (watts) => {
    if (!Number.isFinite(watts) || watts < 0) throw new RangeError(`wattCarry: ${watts} W is not a power`);
    return remainder.add(BigInt(Math.round(watts * 1000)));
  };
}
