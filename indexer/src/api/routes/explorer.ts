import { z } from "@hono/zod-openapi";
import { communityParams, hash, paging } from "../schemas/common.ts";
import * as schema from "../schemas/explorer.ts";
import { define } from "./define.ts";

const tag = "Explorer";

export const blocks = define(
  {
    method: "get",
    path: "/v1/{community}/blocks",
    tag,
    summary: "Blocks, newest first",
    params: communityParams,
    query: z.strictObject({ ...paging, limit: paging.limit.default(20) }),
    fails: [503],
  },
  schema.blocks,
);

export const block = define(
  {
    method: "get",
    path: "/v1/{community}/blocks/{block}",
    tag,
    summary: "One block, by number, hash or `latest`, with its transactions in words",
    params: communityParams.extend({
      block: z
        .union([
          z.literal("latest"),
          z.string().regex(/^(\d{1,15}|0x[0-9a-fA-F]{64})$/, "must be a number, a hash or latest"),
        ])
        .openapi({ param: { name: "block", in: "path" }, example: "latest" }),
    }),
    fails: [503],
  },
  schema.blockView,
);

export const transaction = define(
  {
    method: "get",
    path: "/v1/{community}/transactions/{hash}",
    tag,
    summary: "One transaction as a sentence, with its events; what is not PowerChain's is shown raw",
    description: "Readings of a resident in it are shown only to him and to the owner of the storage unit.",
    params: communityParams.extend({ hash: hash.openapi({ param: { name: "hash", in: "path" } }) }),
    token: "optional",
    fails: [503],
  },
  schema.transaction,
);

export const search = define(
  {
    method: "get",
    path: "/v1/{community}/search",
    tag,
    summary: "Finds a block, a transaction, an account or a unit by number, hash, address or name",
    params: communityParams,
    query: schema.searchQuery,
  },
  schema.found,
);
