import { InputError } from "../errors.ts";

const DECIMAL = /^\s*([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/;

/**
 * A decimal number as an integer of 10^-places, exactly; digits beyond are rounded half up (0.0124999999999999 with
 * 9 places is 12,500,000). Binary floating point never comes in. `undefined` if the text is not a number.
 */
export function scaledDecimal(text: string, places: number): bigint | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const shift = places - fraction.length + Number(exponent);
  let value = BigInt(whole + fraction);
  if (shift >= 0) value *= 10n ** BigInt(shift);
  else {
    const unit = 10n ** BigInt(-shift);
    value = (value + unit / 2n) / unit;
  }
  return sign === "-" ? -value : value;
}

/** As scaledDecimal, for a number that must be there. */
export function readDecimal(where: string, name: string, text: string, places: number): bigint {
  const value = scaledDecimal(text, places);
  if (value === undefined) throw new InputError(where, `${name} is "${text.trim()}", which is not a number`);
  return value;
}
