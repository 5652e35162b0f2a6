/**
 * The meter's clock: the machine's, unless the chain shows that it is ahead. An interval that is signed too early would turn
 * later, honest readings away, so a clock that jumped forward is not followed.
 */
export interface MeterClock {
  /** Unix seconds: by this intervals end. */
  now(): number;
  /**
   * The machine's own time: by this a sample is in the future. A sample that carries its meter's own time is judged by no
   * chain's clock, or an honest one would be refused while validators' clocks are behind.
   */
  wall(): number;
  /** A block that was seen for the first time. */
  sawBlock(timestamp: number): void;
  /** Seconds that the machine's clock is ahead of the chain's, when that is too much; else 0. */
  ahead(): number;
}

/** Validators' clocks, block time and latency together stay under this. */
const TOLERANCE = 120;
/** A block that came so long ago says nothing of now. */
const FRESH_MS = 300_000;

export function meterClock(wall: () => number = Date.now, steady: () => number = () => performance.now()): MeterClock {
  let seen: { timestamp: number; at: number } | undefined;
  const chainNow = () =>
    seen && steady() - seen.at < FRESH_MS ? seen.timestamp + (steady() - seen.at) / 1000 : undefined;
  const ahead = () => {
    const chain = chainNow();
    const difference = chain === undefined ? 0 : wall() / 1000 - chain;
    return difference > TOLERANCE ? Math.floor(difference) : 0;
  };
  return {
    now: () => Math.floor(wall() / 1000) - ahead(),
    wall: () => Math.floor(wall() / 1000),
    sawBlock: (timestamp) => (seen = { timestamp, at: steady() }),
    ahead,
  };
}
