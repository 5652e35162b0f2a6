import { z } from "@hono/zod-openapi";
import * as schema from "../schemas/bank.ts";
import { address, communityParams, paging, span } from "../schemas/common.ts";
import { define } from "./define.ts";

const tag = "Bank";
const payments = z.strictObject({ ...paging, ...span, account: address.optional() });

export const bank = define(
  {
    method: "get",
    path: "/v1/{community}/bank",
    tag,
    summary: "eEuro outstanding, the day's cap, the banker's stated reserve",
    params: communityParams,
  },
  schema.bank,
);

export const reserve = define(
  {
    method: "put",
    path: "/v1/{community}/bank/reserve",
    tag,
    summary: "The banker states what he holds for the eEuro in circulation",
    params: communityParams,
    body: schema.reserveBody,
    token: "required",
    fails: [403, 413],
  },
  schema.bank,
);

export const deposits = define(
  {
    method: "get",
    path: "/v1/{community}/bank/deposits",
    tag,
    summary: "What was minted, newest first",
    description: "References of bank transfers are shown to the banker and to the resident concerned.",
    params: communityParams,
    query: payments,
    token: "optional",
  },
  schema.payments,
);

export const withdrawals = define(
  {
    method: "get",
    path: "/v1/{community}/bank/withdrawals",
    tag,
    summary: "What was burned for a payment out, newest first",
    params: communityParams,
    query: payments,
    token: "optional",
  },
  schema.payments,
);

export const pending = define(
  {
    method: "get",
    path: "/v1/{community}/bank/withdrawals/pending",
    tag,
    summary: "Who has locked eEuro for withdrawal and waits to be paid, oldest first",
    params: communityParams,
    query: z.strictObject(paging),
  },
  schema.withdrawals,
);
