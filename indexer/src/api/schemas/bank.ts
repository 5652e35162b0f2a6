import { z } from "@hono/zod-openapi";
import { account, eur, pageOf, place, seconds, share } from "./common.ts";

export const reserve = z
  .object({ statedEur: eur, at: seconds, note: z.string().nullable() })
  .openapi("Reserve", { description: "What the banker says to hold for the eEuro in circulation." });

export const bank = z
  .object({
    banker: account.nullable(),
    bankerLabel: z.string().nullable(),
    totalEur: eur.openapi({ description: "all eEuro there is" }),
    lockedForWithdrawalEur: eur,
    mintedTodayEur: eur,
    mintCapEur: eur,
    leftTodayEur: eur,
    dayEndsAt: seconds.openapi({ description: "when the cap starts anew (00:00 UTC)" }),
    depositedEur: eur.openapi({ description: "all ever minted" }),
    withdrawnEur: eur.openapi({ description: "all ever burned" }),
    reserve: reserve.nullable(),
    coverage: share
      .nullable()
      .openapi({ description: "stated reserve over outstanding eEuro; null: not stated, or none outstanding" }),
  })
  .openapi("Bank");

export const payment = z
  .object({
    id: z.string(),
    ...place,
    account,
    label: z.string().nullable(),
    amountEur: eur,
    reference: z.string().nullable().openapi({ description: "shown to the resident and the banker only" }),
  })
  .openapi("Payment");
export const payments = pageOf(payment, "Payments");

export const withdrawal = z
  .object({
    account,
    label: z.string().nullable(),
    amountEur: eur,
    since: seconds.openapi({ description: "when the first of it was locked" }),
  })
  .openapi("PendingWithdrawal");
export const withdrawals = pageOf(withdrawal, "PendingWithdrawals");

export const reserveBody = z.strictObject({
  statedEur: z.string().regex(/^\d{1,30}$/, "must be eEuro in units of 1e-8, digits only"),
  note: z.string().max(300).optional(),
});
