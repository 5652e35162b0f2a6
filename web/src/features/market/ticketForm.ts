import { decimals, type ErrorName, orderTypes } from "@powerchain/sdk";
import { z } from "zod/mini";
import { amount } from "../../shared/form/schema.ts";
import type { MessageId } from "../../shared/i18n/i18n.ts";

export const kinds = orderTypes;
export type TicketKind = (typeof kinds)[number];

/** A whole number above 0, or nothing. */
const optionalCount = z.pipe(
  z.string(),
  z.transform((text, context): number | undefined => {
    const trimmed = text.trim();
    if (trimmed === "") return undefined;
    if (/^[1-9]\d{0,8}$/.test(trimmed)) return Number(trimmed);
    context.issues.push({ code: "custom", message: "form.notACount" satisfies MessageId, input: text });
    return z.NEVER;
  }),
);

/** Empty: the best price there is. */
const price = z.pipe(
  z.string(),
  z.transform((text, context): bigint | undefined => {
    if (text.trim() === "") return undefined;
    const parsed = amount(decimals.price).safeParse(text);
    if (parsed.success) return parsed.data;
    context.issues.push({ code: "custom", message: parsed.error.issues[0]?.message, input: text });
    return z.NEVER;
  }),
);

export const ticketSchema = z.object({
  lots: amount(decimals.lots),
  price,
  kind: z.enum(kinds),
  hours: optionalCount,
  maxFills: z.pipe(
    optionalCount,
    z.transform((count): bigint | undefined => (count === undefined ? undefined : BigInt(count))),
  ),
});

export const ticketDefaults = { lots: "", price: "", kind: "limit" as TicketKind, hours: "", maxFills: "" };

/** The field that each refusal of the market is about. */
export const errorFields: Partial<Record<ErrorName, keyof typeof ticketDefaults>> = {
  MarketInsufficientEnt: "lots",
  MarketInsufficientEur: "lots",
  MarketOrderTooSmall: "lots",
  MarketOrderTooLarge: "lots",
  MarketPriceOutOfRange: "price",
  MarketWouldCross: "price",
  MarketNotFilled: "price",
  MarketExpiryPassed: "hours",
  MarketExpiryTooFar: "hours",
  MarketZeroMaxFills: "maxFills",
};
