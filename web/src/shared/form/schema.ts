// Checks of what people type, before the chain is asked. A message is an id of the catalogue; the field shows its sentence.
import { isAddress } from "viem";
import { z } from "zod/mini";
import { parseDecimal } from "../format/numbers.ts";
import type { MessageId } from "../i18n/i18n.ts";

/** A positive amount, as the whole number of the chain's smallest units. */
export function amount(decimals: number, { zero = false }: { zero?: boolean } = {}) {
  return z.pipe(
    z.string(),
    z.transform((text, context): bigint => {
      const parsed = parseDecimal(text, decimals);
      const wrong: MessageId | undefined = !parsed.ok
        ? `form.${parsed.reason}`
        : parsed.value === 0n && !zero
          ? "form.zero"
          : undefined;
      if (parsed.ok && wrong === undefined) return parsed.value;
      context.issues.push({ code: "custom", message: wrong, input: text });
      return z.NEVER;
    }),
  );
}

/** An account's address, checksummed or in one case. */
export const accountAddress = z.pipe(
  z.string(),
  z.transform((text, context): `0x${string}` => {
    const trimmed = text.trim();
    if (isAddress(trimmed, { strict: false })) {
      const mixed =
        trimmed.slice(2) !== trimmed.slice(2).toLowerCase() && trimmed.slice(2) !== trimmed.slice(2).toUpperCase();
      if (!mixed || isAddress(trimmed)) return trimmed;
    }
    const wrong: MessageId = trimmed === "" ? "form.noAddress" : "form.notAnAddress";
    context.issues.push({ code: "custom", message: wrong, input: text });
    return z.NEVER;
  }),
);

const MOST_REFERENCE = 140;

/** The reference of a bank transfer. */
export const reference = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, "form.noReference" satisfies MessageId),
    z.maxLength(MOST_REFERENCE, "form.longReference" satisfies MessageId),
  );
