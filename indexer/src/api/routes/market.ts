import { z } from "@hono/zod-openapi";
import { orders as ordersPage, trades as tradesPage } from "../schemas/accounts.ts";
import { communityParams, paging, span } from "../schemas/common.ts";
import * as schema from "../schemas/market.ts";
import { define } from "./define.ts";

const tag = "Market";

export const statistics = define(
  {
    method: "get",
    path: "/v1/{community}/market",
    tag,
    summary: "Last and best prices, the last 24 hours, the supplier's prices beside",
    params: communityParams,
  },
  schema.statistics,
);

export const depth = define(
  {
    method: "get",
    path: "/v1/{community}/market/depth",
    tag,
    summary: "The book by level",
    params: communityParams,
    query: schema.depthQuery,
  },
  schema.depth,
);

export const trades = define(
  {
    method: "get",
    path: "/v1/{community}/market/trades",
    tag,
    summary: "Trades, newest first",
    params: communityParams,
    query: z.strictObject({ ...paging, ...span }),
  },
  tradesPage,
);

export const candles = define(
  {
    method: "get",
    path: "/v1/{community}/market/candles",
    tag,
    summary: "Open, high, low and close by interval; an interval without trades is left out",
    description: "At most 3,000 candles; without `from` and `to` the last 100 intervals.",
    params: communityParams,
    query: schema.candlesQuery,
  },
  schema.candles,
);

export const orders = define(
  {
    method: "get",
    path: "/v1/{community}/market/orders",
    tag,
    summary: "Open orders of everyone, newest first",
    params: communityParams,
    query: z.strictObject({ ...paging, side: z.enum(["buy", "sell"]).optional() }),
  },
  ordersPage,
);
