import { z } from "@hono/zod-openapi";
import { account, block, pageOf, seconds } from "./common.ts";

export const blockItem = z
  .object({
    number: block,
    hash: z.string(),
    at: seconds,
    sealer: account
      .nullable()
      .openapi({ description: "the validator that sealed it; null where blocks carry no seal" }),
    transactions: z.number().int(),
    gasUsed: z.number().int(),
    gasLimit: z.number().int(),
  })
  .openapi("BlockItem");
export const blocks = pageOf(blockItem, "Blocks");

export const transactionItem = z
  .object({
    hash: z.string(),
    block,
    at: seconds,
    from: account,
    to: account.nullable(),
    command: z
      .string()
      .nullable()
      .openapi({ example: "startConsumptionSession", description: "the protocol's command; null: not one of ours" }),
    args: z.record(z.string(), z.string()).nullable().openapi({
      description:
        "the command's arguments; of readings that are not the asker's only how many there are; null: not one of ours",
    }),
    text: z.string().openapi({ example: "Ann opens a session with U1 for 2 ENT." }),
  })
  .openapi("TransactionItem");

export const blockView = blockItem.extend({ parentHash: z.string(), items: z.array(transactionItem) }).openapi("Block");

export const explorerEvent = z
  .object({
    index: z.number().int(),
    contract: z.string().nullable().openapi({ example: "market" }),
    address: account,
    name: z.string().nullable().openapi({ example: "Transfer" }),
    text: z.string(),
    args: z.record(z.string(), z.string()).nullable().openapi({ description: "null: not one of ours, or private" }),
    raw: z.object({ topics: z.array(z.string()), data: z.string() }).nullable(),
    private: z
      .boolean()
      .openapi({ description: "true: a resident's reading; sign in as the resident or the unit's owner to see it" }),
  })
  .openapi("TransactionEvent");

export const transaction = transactionItem
  .extend({
    status: z.enum(["done", "failed", "pending"]),
    error: z.string().nullable().openapi({ description: "why it failed, as a sentence" }),
    gasUsed: z.number().int().nullable(),
    nonce: z.number().int(),
    value: z.string(),
    input: z.string().nullable().openapi({ description: "null: holds readings, which are private" }),
    confirmations: z.number().int(),
    events: z.array(explorerEvent),
  })
  .openapi("Transaction");

export const searchQuery = z.strictObject({ q: z.string().trim().min(1).max(100) });
export const found = z
  .object({
    items: z.array(
      z.object({ kind: z.enum(["block", "transaction", "account", "unit"]), id: z.string(), text: z.string() }),
    ),
  })
  .openapi("Found");
