import { z } from "@hono/zod-openapi";
import { communityParams, paging } from "../schemas/common.ts";
import * as schema from "../schemas/governance.ts";
import { define } from "./define.ts";

const tag = "Governance";
const id = z.coerce
  .number()
  .int()
  .min(1)
  .max(1_000_000_000)
  .openapi({ param: { name: "ballot", in: "path" }, example: 1 });

export const ballots = define(
  {
    method: "get",
    path: "/v1/{community}/ballots",
    tag,
    summary: "Ballots open and past, newest first: what they would change, who voted what, what is missing",
    params: communityParams,
    query: z.strictObject({
      ...paging,
      state: z.enum(["open", "past", "all"]).default("all"),
      kind: z.enum(schema.commandKinds).optional(),
    }),
  },
  schema.ballots,
);

export const ballot = define(
  {
    method: "get",
    path: "/v1/{community}/ballots/{ballot}",
    tag,
    summary: "One ballot",
    params: communityParams.extend({ ballot: id }),
  },
  schema.ballot,
);

export const voters = define(
  { method: "get", path: "/v1/{community}/voters", tag, summary: "Voters in office", params: communityParams },
  schema.voters,
);
