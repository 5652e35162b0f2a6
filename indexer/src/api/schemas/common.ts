import { z } from "@hono/zod-openapi";

/** Accounts are written in lower case in every answer; requests may use any case. */
export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "must be 0x and 40 hexadecimal digits")
  .transform((text) => text.toLowerCase())
  .openapi({ type: "string", pattern: "^0x[0-9a-fA-F]{40}$", example: "0x70997970c51812dc3a010c7d01b50e0d17dc79c8" });

export const hash = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, "must be 0x and 64 hexadecimal digits")
  .openapi({ example: `0x${"5f".repeat(32)}` });

/** An account in an answer. */
export const account = z.string().openapi({ example: "0x70997970c51812dc3a010c7d01b50e0d17dc79c8" });

/** A token amount in base units, as text because it may exceed 2^53: ENT has 9 decimals, eEuro 8. */
export const ent = z
  .string()
  .regex(/^-?\d+$/)
  .openapi({ description: "ENT in units of 1e-9 ENT", example: "15600000000" });
export const eur = z
  .string()
  .regex(/^-?\d+$/)
  .openapi({ description: "eEuro in units of 1e-8 EUR", example: "842000000" });

export const wh = z.number().int().openapi({ description: "energy in Wh", example: 3100 });
export const seconds = z.number().int().openapi({ description: "Unix time in seconds", example: 1763800000 });
export const rate = z.number().int().openapi({ description: "millionths of an ENT per kWh", example: 50000 });
export const ticks = z.number().openapi({
  description: "price in ticks of 0.0001 eEuro per ENT; ends in .5 only for a trade at a midpoint",
  example: 1820,
});
export const share = z.number().openapi({ description: "a fraction of 1", example: 0.71 });
export const block = z.number().int().openapi({ description: "block number", example: 12431 });

/** Where in the chain something happened. */
export const place = { block, at: seconds, transaction: z.string().openapi({ example: `0x${"5f".repeat(32)}` }) };

export const communityParams = z.object({
  community: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "must be a community's name: small letters, digits and dashes")
    .openapi({ param: { name: "community", in: "path" }, example: "demo" }),
});

export const accountParams = communityParams.extend({
  address: address.openapi({ param: { name: "address", in: "path" } }),
});

export const MOST_ITEMS = 200;

/** What every list understands. A cursor is opaque: give back the `next` of the page before. */
export const paging = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST_ITEMS)
    .default(50)
    .openapi({ description: `items a page, at most ${MOST_ITEMS}` }),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,200}$/, "must be the `next` of an earlier page")
    .optional()
    .openapi({ description: "the `next` of the page before" }),
};

export function pageOf<T extends z.ZodType>(item: T, name: string) {
  return z
    .object({
      items: z.array(item),
      next: z.string().nullable().openapi({ description: "cursor of the next page; null: this was the last" }),
    })
    .openapi(name);
}

/** A span of time; `to` is not part of it. */
export const span = {
  from: z.coerce.number().int().min(0).max(4_102_444_800).optional().openapi({ description: "Unix seconds, included" }),
  to: z.coerce
    .number()
    .int()
    .min(0)
    .max(4_102_444_800)
    .optional()
    .openapi({ description: "Unix seconds, not included" }),
};

export const steps = ["quarter", "hour", "day", "week", "month"] as const;
export type Step = (typeof steps)[number];
export const step = z
  .enum(steps)
  .openapi({ description: "length of a point; days, weeks and months in the community's time zone" });

/** An error, as RFC 9457 has it, with the next step. */
export const problem = z
  .object({
    type: z.string().openapi({ example: "https://powerchain.example/problems/not-found" }),
    title: z.string().openapi({ example: "Not found" }),
    status: z.number().int().openapi({ example: 404 }),
    detail: z.string().openapi({ example: "There is no ballot 12 in demo." }),
    hint: z.string().optional().openapi({ description: "what to do next" }),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .openapi({ description: "every bad field of the request" }),
    error: z
      .object({ name: z.string(), args: z.record(z.string(), z.string()) })
      .optional()
      .openapi({ description: "the contract's error behind it, by name" }),
  })
  .openapi("Problem");
export type Problem = z.infer<typeof problem>;
