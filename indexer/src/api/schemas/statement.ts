import { z } from "@hono/zod-openapi";
import { account, accountParams, address, block, ent, eur, rate, seconds, share, ticks, wh } from "./common.ts";

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "must be a month like 2026-02");

export const statementParams = accountParams.extend({
  month: month.openapi({ param: { name: "month", in: "path" }, example: "2026-02" }),
});
export const statementQuery = z.strictObject({
  format: z.enum(["json", "csv", "pdf"]).default("json"),
  language: z.enum(["en", "el", "pt"]).default("en").openapi({ description: "of the PDF" }),
});

const money = z.object({ openingEnt: ent, closingEnt: ent, openingEur: eur, closingEur: eur });

export const statement = z
  .object({
    community: z.string(),
    title: z.string(),
    chainId: z.number().int(),
    account,
    label: z.string().nullable(),
    month: z.string(),
    timeZone: z.string(),
    from: seconds,
    to: seconds,
    final: z.boolean().openapi({ description: "false: the month is not over" }),
    asOf: z.object({ block, hash: z.string(), at: seconds }),
    balances: money,
    energy: z.object({
      producedWh: wh,
      consumedWh: wh,
      coveredWh: wh,
      uncoveredWh: wh.openapi({ description: "drawn without a session" }),
      renewableShare: share.nullable(),
      byUnit: z.array(
        z.object({
          unit: account,
          label: z.string().nullable(),
          producedWh: wh,
          consumedWh: wh,
          coveredWh: wh,
          mintedEnt: ent,
          burnedEnt: ent,
          fees: z.object({
            providerEnt: ent.openapi({ description: "the storage provider's share of what you stored" }),
            balancingEnt: ent.openapi({ description: "what R cost in minting and burning" }),
          }),
        }),
      ),
    }),
    market: z.object({
      boughtWh: wh,
      spentEur: eur,
      averageBuyTicks: ticks.nullable(),
      soldWh: wh,
      earnedEur: eur,
      averageSellTicks: ticks.nullable(),
      trades: z.array(
        z.object({
          at: seconds,
          side: z.enum(["buy", "sell"]),
          energyWh: wh,
          priceTicks: ticks,
          amountEur: eur,
          counterparty: account,
          transaction: z.string(),
        }),
      ),
    }),
    lines: z
      .array(z.object({ token: z.enum(["ENT", "EUR"]), kind: z.string(), count: z.number().int(), amount: z.string() }))
      .openapi({ description: "sums of all movements by kind: opening + lines = closing, to the unit" }),
    owed: z.object({ incurredEnt: ent, paidEnt: ent, closingEnt: ent }),
    rates: z.object({ lowest: rate, highest: rate }),
    tariff: z
      .object({ retailTicks: ticks, savedEur: eur })
      .nullable()
      .openapi({ description: "against the supplier's price for what was bought; null: none stated" }),
    code: z.string().openapi({ example: "PC1-3A7F-9K2M-…", description: "./powerchain verify checks it" }),
  })
  .openapi("Statement");

export const verifyQuery = z.strictObject({
  account: address,
  month,
  code: z.string().regex(/^[A-Za-z0-9-]{8,60}$/, "must be a code as printed on a statement"),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits")
    .optional()
    .openapi({ description: "digest of a PDF or CSV file, to see whether it is as this server made it" }),
});
export const verified = z
  .object({
    valid: z.boolean().openapi({ description: "account, month and code belong to what the chain holds" }),
    file: z.enum(["unaltered", "different"]).nullable().openapi({
      description: "different: a figure was altered, or a name has changed since; null: no file was given",
    }),
    reason: z.string().openapi({ example: "The figures of this statement are what the chain holds at block 12431." }),
  })
  .openapi("Verified");
