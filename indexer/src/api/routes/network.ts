import { z } from "@hono/zod-openapi";
import { energyQuery, energySeries } from "../schemas/accounts.ts";
import { address, communityParams, paging } from "../schemas/common.ts";
import * as schema from "../schemas/network.ts";
import { define } from "./define.ts";

const tag = "Network";

export const communities = define(
  { method: "get", path: "/v1/communities", tag, summary: "The communities that this server follows" },
  z.object({ items: z.array(schema.community) }).openapi("Communities"),
);

export const network = define(
  {
    method: "get",
    path: "/v1/{community}/network",
    tag,
    summary: "The network now: totals, imbalance, rates, and how far the index is",
    params: communityParams,
  },
  schema.network,
);

export const parameters = define(
  {
    method: "get",
    path: "/v1/{community}/network/parameters",
    tag,
    summary: "What voters can set, with bounds and every value it ever had, newest first",
    params: communityParams,
  },
  schema.parameters,
);

export const history = define(
  {
    method: "get",
    path: "/v1/{community}/network/history",
    tag,
    summary: "ENT, stored energy, imbalance and R over time",
    description:
      "At most 3,000 points; without `from` and `to` the last 24 hours (quarter, hour), 30 days (day) or year (week, month).",
    params: communityParams,
    query: schema.historyQuery,
  },
  schema.networkHistory,
);

export const energy = define(
  {
    method: "get",
    path: "/v1/{community}/network/energy",
    tag,
    summary: "What the whole community produced, consumed and traded over time",
    params: communityParams,
    query: energyQuery,
  },
  energySeries,
);

export const validators = define(
  {
    method: "get",
    path: "/v1/{community}/network/validators",
    tag,
    summary: "Who seals blocks, and whether enough of them do",
    params: communityParams,
    fails: [503],
  },
  schema.validators,
);

export const units = define(
  {
    method: "get",
    path: "/v1/{community}/units",
    tag,
    summary: "Storage units with free and locked energy",
    params: communityParams,
    query: z.strictObject({
      ...paging,
      owner: address.optional().openapi({ description: "only those of this storage provider" }),
      registered: z.enum(["true", "false"]).optional().openapi({ description: "only those (not) in office" }),
    }),
  },
  schema.units,
);

export const unit = define(
  {
    method: "get",
    path: "/v1/{community}/units/{address}",
    tag,
    summary: "One storage unit",
    params: communityParams.extend({ address: address.openapi({ param: { name: "address", in: "path" } }) }),
  },
  schema.unit,
);

export const participants = define(
  {
    method: "get",
    path: "/v1/{community}/participants",
    tag,
    summary: "Everyone who ever took part; searched by name or address, sorted, paged",
    params: communityParams,
    query: z.strictObject({
      ...paging,
      search: z.string().trim().min(1).max(60).optional(),
      role: z.enum(["voter", "storageUnit", "storageProvider"]).optional(),
      sort: z.enum(schema.participantSorts).default("seen"),
      order: z.enum(["up", "down"]).default("up"),
    }),
  },
  schema.participants,
);
