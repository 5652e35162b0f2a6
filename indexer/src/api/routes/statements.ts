import { createRoute, z } from "@hono/zod-openapi";
import { communityParams } from "../schemas/common.ts";
import * as schema from "../schemas/statement.ts";
import { define, refusals } from "./define.ts";

const tag = "Statements";

export const statement = createRoute({
  method: "get",
  path: "/v1/{community}/accounts/{address}/statements/{month}",
  tags: [tag],
  summary:
    "One resident's month: energy by source, trades, fees, balances, and a code to verify it by; JSON, CSV or PDF",
  description: "Private: needs a token of the account.",
  security: [{ token: [] }],
  request: { params: schema.statementParams, query: schema.statementQuery },
  responses: {
    200: {
      description: "The statement",
      content: {
        "application/json": { schema: schema.statement },
        "text/csv": { schema: z.string() },
        "application/pdf": { schema: z.string().openapi({ format: "binary" }) },
      },
    },
    ...refusals([400, 401, 403, 404, 429]),
  },
});

export const verify = define(
  {
    method: "get",
    path: "/v1/{community}/statements/verify",
    tag,
    summary: "Whether a printed statement says what the chain holds",
    params: communityParams,
    query: schema.verifyQuery,
    fails: [503],
  },
  schema.verified,
);
