import { createRoute, z } from "@hono/zod-openapi";
import { communityParams } from "../schemas/common.ts";
import { refusals } from "./define.ts";

export const topics = ["blocks", "trades", "depth", "ballots", "energy"] as const;

/** Which topics a stream carries: a list of the above, and `account:0x…` for one account's balances, orders and sessions. */
export const eventsQuery = z.strictObject({
  topics: z
    .string()
    .regex(
      /^(blocks|trades|depth|ballots|energy|account:0x[0-9a-fA-F]{40})(,(blocks|trades|depth|ballots|energy|account:0x[0-9a-fA-F]{40})){0,19}$/,
      `must be a list of ${topics.join(", ")} and account:0x…`,
    )
    .default("blocks")
    .openapi({ example: "blocks,trades,account:0x70997970c51812dc3a010c7d01b50e0d17dc79c8" }),
});

export const events = createRoute({
  method: "get",
  path: "/v1/{community}/events",
  tags: ["Live"],
  summary: "Server-sent events: what changes, as it is indexed",
  description:
    "`event:` is hello (the state on connecting: refetch what you show), block, trade, depth, ballot, energy, account or reorg (blocks were replaced: refetch); `data:` is JSON. See docs/api.md for each.",
  request: { params: communityParams, query: eventsQuery },
  responses: {
    200: { description: "A stream that stays open", content: { "text/event-stream": { schema: z.string() } } },
    ...refusals([400, 404, 429, 503]),
  },
});
