import { z } from "@hono/zod-openapi";
import * as schema from "../schemas/accounts.ts";
import { accountParams, address, paging, span } from "../schemas/common.ts";
import { define } from "./define.ts";

const tag = "Accounts";
const path = "/v1/{community}/accounts/{address}" as const;
const privacy =
  "Private: needs a token of the account, or of the owner of a storage unit, who sees what went through his units only.";

export const account = define(
  {
    method: "get",
    path,
    tag,
    summary: "Balances, what is locked, why and until when, roles, debt",
    params: accountParams,
  },
  schema.accountView,
);

export const movements = define(
  {
    method: "get",
    path: `${path}/movements`,
    tag,
    summary: "Every change of a balance with its reason in words, newest first",
    description: "Private: needs a token of the account.",
    params: accountParams,
    query: z.strictObject({
      ...paging,
      ...span,
      token: z.enum(["ENT", "EUR"]).optional(),
      kind: z.enum(schema.movementKinds).optional(),
    }),
    token: "required",
    fails: [403],
  },
  schema.movements,
);

export const sessions = define(
  {
    method: "get",
    path: `${path}/sessions`,
    tag,
    summary: "Consumption sessions of a resident (or, for a storage unit, with it), newest first",
    params: accountParams,
    query: z.strictObject({ ...paging, state: z.enum(["open", "closed", "all"]).default("all") }),
  },
  schema.sessions,
);

export const orders = define(
  {
    method: "get",
    path: `${path}/orders`,
    tag,
    summary: "Orders that rested in the book, newest first",
    params: accountParams,
    query: z.strictObject({ ...paging, state: z.enum(["open", "ended", "all"]).default("open") }),
  },
  schema.orders,
);

export const trades = define(
  {
    method: "get",
    path: `${path}/trades`,
    tag,
    summary: "Trades as maker or taker, newest first",
    params: accountParams,
    query: z.strictObject({ ...paging, ...span }),
  },
  schema.trades,
);

export const energy = define(
  {
    method: "get",
    path: `${path}/energy`,
    tag,
    summary: "Energy by quarter-hour, hour, day, week or month, with the span before it",
    description: `${privacy} A reading counts where its interval ends. At most 3,000 points; without \`from\` and \`to\`: today (quarter, hour), this month (day), the last 12 weeks or months.`,
    params: accountParams,
    query: schema.energyQuery,
    token: "required",
    fails: [403],
  },
  schema.energySeries,
);

export const readings = define(
  {
    method: "get",
    path: `${path}/readings`,
    tag,
    summary: "Single readings of a resident or of a storage unit, newest first",
    description: privacy,
    params: accountParams,
    query: z.strictObject({ ...paging, ...span, unit: address.optional() }),
    token: "required",
    fails: [403],
  },
  schema.readings,
);

export const rank = define(
  {
    method: "get",
    path: `${path}/rank`,
    tag,
    summary: "Where a resident stands in the community by renewable share, for one week",
    description: "Private: needs a token of the account. Others appear without their names.",
    params: accountParams,
    query: z.strictObject({
      week: z
        .string()
        .regex(/^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/, "must be a week like 2026-W09")
        .optional()
        .openapi({ description: "ISO week in the community's time zone; default: this one" }),
    }),
    token: "required",
    fails: [403],
  },
  schema.rank,
);
