/** What goes through the meter: samples from a source become readings, which are numbered, signed and reported. */
export type Address = `0x${string}`;
export type Hex = `0x${string}`;

/** Kinds of a reading, as numbered on chain (ReadingKind). */
export const KINDS = ["produced", "consumed", "actual"] as const;
export type Kind = (typeof KINDS)[number];

/** Registers are in µWh, so that Wh, kWh with six decimals and scale factors are all whole numbers. */
export const MICRO = 1_000_000n;

/** What a source hands over. Times are Unix seconds. */
export type Sample =
  /** A meter's running total; differences count. */
  | { type: "register"; channel: string; at: number; microWh: bigint; serial?: string; rolloverAt?: bigint }
  /** Energy of one interval, by itself. */
  | { type: "interval"; channel: string; at: number; microWh: bigint }
  /** Energy that is stored now. */
  | { type: "level"; channel: string; at: number; microWh: bigint };

/** What the meter noticed and did about it; each has a name, so that it can be counted, shown and tested. */
export type NoticeKind =
  | "first" // the first value of a register: counting starts here
  | "gap" // intervals without a sample: what the register grew by is reported in one reading
  | "rollover" // the register passed its end and began again
  | "reset" // the register began at 0 again: what it shows counts
  | "backwards" // a lower value that is neither: refused
  | "jump" // more energy than the connection can carry: refused
  | "replaced" // refused values that went on consistently: counting starts anew there, nothing in between is invented
  | "identity" // another meter's serial number answers here: refused
  | "future" // a time ahead of the clock: refused
  | "late" // a time before what was already counted: refused (a register loses nothing by it)
  | "unknown-channel" // a sample for a channel that the configuration does not have
  | "malformed" // a message, telegram or row that cannot be read
  | "moved"; // a reading that came after a later one of its unit was signed: its interval end is that one's

export interface Notice {
  kind: NoticeKind;
  channel: string;
  at: number;
  text: string;
}
