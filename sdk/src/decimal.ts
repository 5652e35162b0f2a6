/** A text that says no amount of a quantity: what was given, and what can be. */
export class UnitsError extends Error {
  override readonly name = "UnitsError";
  readonly code: "NotANumber" | "TooManyDecimals" | "Negative" | "OutOfRange";
  /** What was given. */
  readonly value: string;
  /** What to do, as a sentence. */
  readonly hint: string;

  constructor(code: UnitsError["code"], value: string, message: string, hint: string) {
    super(message);
    this.code = code;
    this.value = value;
    this.hint = hint;
  }
}

/** A quantity as people write it: how many decimals it has, how much of it there can be, and what it is called. */
export interface Quantity {
  /** How it is called in errors: "ENT", "kWh". */
  unit: string;
  /** Decimals that the chain keeps. */
  decimals: number;
  /** Bounds of the integer, both included; without `least` nothing below 0 is allowed. */
  least?: bigint;
  most?: bigint;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
/** No number that the chain can hold is longer; a text of a million digits is refused before it is read. */
const LONGEST = 200;

/**
 * The integer behind a decimal text, exactly: "1.5" with 3 decimals is 1500n. Nothing is rounded.
 * @throws UnitsError when it is no number, has more decimals than the quantity, or is out of its bounds
 */
export function parseDecimal(text: string, quantity: Quantity): bigint {
  const value = toInteger(text.trim(), quantity);
  const least = quantity.least ?? 0n;
  if (value < least) {
    const code = least === 0n ? "Negative" : "OutOfRange";
    throw new UnitsError(code, text, `${text} ${quantity.unit} is too little.`, rangeHint(quantity));
  }
  if (quantity.most !== undefined && value > quantity.most) {
    throw new UnitsError("OutOfRange", text, `${text} ${quantity.unit} is too much.`, rangeHint(quantity));
  }
  return value;
}

function toInteger(text: string, quantity: Quantity): bigint {
  const match = text.length <= LONGEST ? NUMBER.exec(text) : null;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match ?? [];
  if (match === null || whole + fraction === "") {
    const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
    throw new UnitsError(
      "NotANumber",
      text,
      `"${shown}" is not a number.`,
      "Write it like 12.5, with a point and no unit.",
    );
  }
  const shift = quantity.decimals + Number(exponent) - fraction.length;
  const digits = whole + fraction;
  const zeros = shift < 0 ? digits.slice(Math.max(0, digits.length + shift)) : "";
  if (/[1-9]/.test(shift < -digits.length ? digits : zeros)) {
    const most = quantity.decimals === 0 ? "Write a whole number." : `Write at most ${quantity.decimals} decimals.`;
    throw new UnitsError(
      "TooManyDecimals",
      text,
      `${text} ${quantity.unit} has more decimals than the chain keeps.`,
      most,
    );
  }
  const integer = shift < 0 ? digits.slice(0, Math.max(0, digits.length + shift)) : digits + "0".repeat(shift);
  return BigInt(`${integer === "" ? "0" : integer}`) * (sign === "-" ? -1n : 1n);
}

function rangeHint({ decimals, least = 0n, most, unit }: Quantity): string {
  const low = formatDecimal(least, decimals);
  return most === undefined
    ? `Write ${low} ${unit} or more.`
    : `Write a number from ${low} to ${formatDecimal(most, decimals)} ${unit}.`;
}

/** The shortest text of an integer with so many decimals: 1500n with 3 is "1.5". Exact; the inverse of `parseDecimal`. */
export function formatDecimal(value: bigint, decimals: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}
