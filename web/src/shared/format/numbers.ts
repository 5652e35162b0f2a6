// Integers of the chain as people read them. Nothing here rounds up: what is shown is never more than what is there.

/** Narrow no-break space: groups digits without ever breaking a number over two lines. */
export const THIN = "\u202f";

/** No-break space: between a number and its unit, wide enough to tell them apart at any size. */
export const GAP = "\u00a0";

export interface NumberStyle {
  /** BCP 47 language; it gives the decimal sign. */
  locale: string;
  /** Always a sign, as for a change. */
  signed?: boolean;
}

/** The decimal sign of a language ("." or ","). */
export function decimalSign(locale: string): string {
  const part = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === "decimal");
  return part?.value ?? ".";
}

/**
 * A whole number of the smallest units as a decimal with `shown` places, cut towards zero. Something is never shown as nothing:
 * an amount too small to be seen reads "<0.001", and a change as small its first digit, "+0.0004".
 */
export function formatFixed(value: bigint, decimals: number, shown: number, style: NumberStyle): string {
  const negative = value < 0n;
  const magnitude = negative ? -value : value;
  const cut =
    shown >= decimals ? magnitude * 10n ** BigInt(shown - decimals) : magnitude / 10n ** BigInt(decimals - shown);
  const sign = negative ? "\u2212" : style.signed === true && magnitude > 0n ? "+" : "";
  if (cut === 0n && magnitude > 0n) {
    if (style.signed !== true) return `${sign}<${digits(1n, shown, style.locale)}`;
    const below = magnitude.toString().length - 1;
    return sign + digits(magnitude / 10n ** BigInt(below), decimals - below, style.locale);
  }
  return sign + digits(cut, shown, style.locale);
}

/** All digits there are, without trailing zeros: for the exact figure behind a shortened one. */
export function formatExact(value: bigint, decimals: number, locale: string): string {
  const negative = value < 0n;
  const text = digits(negative ? -value : value, decimals, locale);
  const sign = decimalSign(locale);
  const trimmed = text.includes(sign) ? text.replace(/0+$/, "") : text;
  return (negative ? "\u2212" : "") + (trimmed.endsWith(sign) ? trimmed.slice(0, -1) : trimmed);
}

export function formatInteger(value: bigint | number, locale: string): string {
  return formatFixed(BigInt(value), 0, 0, { locale });
}

function digits(value: bigint, shown: number, locale: string): string {
  const text = value.toString().padStart(shown + 1, "0");
  const whole = text.slice(0, text.length - shown).replace(/\B(?=(\d{3})+$)/g, THIN);
  return shown === 0 ? whole : `${whole}${decimalSign(locale)}${text.slice(text.length - shown)}`;
}

export type Parsed = { ok: true; value: bigint } | { ok: false; reason: "empty" | "notANumber" | "tooManyDecimals" };

/**
 * What somebody typed as a whole number of the smallest units. Takes "1.5", "1,5", "1 000,5" and "1,000.5" (where both signs
 * are used, the last one is the decimal sign); refuses more places than the unit has instead of rounding them away.
 */
export function parseDecimal(text: string, decimals: number): Parsed {
  const compact = text.replaceAll(/[\s\u202f\u00a0']/g, "");
  if (compact === "") return { ok: false, reason: "empty" };
  const plain = normaliseSigns(compact);
  const match = /^(\d*)(?:\.(\d*))?$/.exec(plain);
  if (match === null || plain === ".") return { ok: false, reason: "notANumber" };
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > decimals) return { ok: false, reason: "tooManyDecimals" };
  return { ok: true, value: BigInt((match[1] ?? "0") + fraction.padEnd(decimals, "0") || "0") };
}

function normaliseSigns(text: string): string {
  const last = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  if (last < 0) return text;
  const mark = text[last] ?? ".";
  const repeated = text.indexOf(mark) !== last;
  if (repeated) return text.replaceAll(mark, ""); // "1,000,000": groups only
  return text.slice(0, last).replaceAll(/[.,]/g, "") + "." + text.slice(last + 1);
}

/** The shortest text that `parseDecimal` reads back to the same value: for filling in a field. */
export function toInput(value: bigint, decimals: number, locale: string): string {
  return formatExact(value, decimals, locale).replaceAll(THIN, "");
}
