import { z } from "zod";
import { allowedMethods, allowedSubscriptions, subscriptionMethods } from "./methods.ts";
import { type TransactionRules, TransactionRefused, checkTransaction } from "./transaction.ts";

/** One JSON-RPC call as it is passed on. */
export interface Call {
  jsonrpc: "2.0";
  id: string | number | null;
  method: string;
  params: unknown[];
}

export interface Failure {
  jsonrpc: "2.0";
  id: string | number | null;
  error: { code: number; message: string };
}

/** A call that may go on, or the answer to give instead. */
export type Verdict = { call: Call } | { failure: Failure; reason: string };

export interface Rules {
  maxBatch: number;
  /** Blocks that one eth_getLogs may span. */
  maxLogBlocks: number;
  webSocket: boolean;
}

const MAX_ID = 128;
const callSchema = z.object({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.string().max(MAX_ID), z.number(), z.null()]).default(null),
  method: z.string().max(64),
  params: z.array(z.unknown()).max(16).default([]),
});

export const codes = {
  parse: -32700,
  request: -32600,
  method: -32601,
  params: -32602,
  internal: -32603,
  limit: -32005,
  transaction: -32000,
} as const;

export function failure(id: Call["id"], code: number, message: string): Failure {
  return { jsonrpc: "2.0", id, error: { code, message } };
}

/** A request's body: the calls in it, or one failure for all of it. `head` is the newest block, for the span of a log query. */
export function judgeBody(
  text: string,
  rules: Rules,
  head: number,
): { batch: boolean; verdicts: Verdict[] } | { failure: Failure; reason: string } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { failure: failure(null, codes.parse, "The body is not JSON."), reason: "json" };
  }
  const calls: unknown[] = Array.isArray(body) ? body : [body];
  if (calls.length === 0) return { failure: failure(null, codes.request, "The batch is empty."), reason: "batch" };
  if (calls.length > rules.maxBatch) {
    return {
      failure: failure(null, codes.limit, `A batch may hold ${rules.maxBatch} calls; this one has ${calls.length}.`),
      reason: "batch",
    };
  }
  return { batch: Array.isArray(body), verdicts: calls.map((call) => judgeCall(call, rules, head)) };
}

function judgeCall(value: unknown, rules: Rules, head: number): Verdict {
  const parsed = callSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const message = `Not a JSON-RPC 2.0 call: ${issue?.path.join(".") || "the call"}: ${issue?.message ?? "wrong"}.`;
    return { failure: failure(null, codes.request, message), reason: "call" };
  }
  const call: Call = parsed.data;
  const refuse = (code: number, message: string, reason: string): Verdict => ({
    failure: failure(call.id, code, message),
    reason,
  });
  const known = allowedMethods.has(call.method) || (rules.webSocket && subscriptionMethods.has(call.method));
  if (!known) return refuse(codes.method, `The method ${printable(call.method)} is not available here.`, "method");
  const wrong = wrongParams(call, rules, head);
  if (wrong !== undefined) return refuse(codes.params, wrong, "params");
  return { call };
}

/** Who sent a transaction, or the answer to give instead. Apart from judgeBody, since looking at signatures is dear. */
export function judgeTransaction(call: Call, rules: TransactionRules): { sender: string } | Verdict {
  try {
    return { sender: checkTransaction(call.params[0], rules) };
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error;
    return { failure: failure(call.id, codes.transaction, error.message), reason: `transaction ${error.reason}` };
  }
}

function printable(text: string): string {
  return text.replace(/[^\w.-]/g, "?");
}

function wrongParams({ method, params }: Call, rules: Rules, head: number): string | undefined {
  switch (method) {
    case "eth_call":
    case "eth_estimateGas":
      // The third and fourth replace state and block: work for the node that no resident needs.
      return params.length > 2 ? `${method} takes two parameters here.` : undefined;
    case "eth_sendRawTransaction":
      return params.length === 1 ? undefined : "eth_sendRawTransaction takes one signed transaction.";
    case "eth_subscribe":
      return allowedSubscriptions.has(String(params[0]))
        ? undefined
        : `Subscriptions here are: ${[...allowedSubscriptions].join(", ")}.`;
    case "eth_getLogs":
      return wrongLogs(params[0], rules.maxLogBlocks, head);
    default:
      return undefined;
  }
}

const MAX_ADDRESSES = 100;

function wrongLogs(filter: unknown, maxBlocks: number, head: number): string | undefined {
  if (typeof filter !== "object" || filter === null || Array.isArray(filter)) return "eth_getLogs takes a filter.";
  const { fromBlock, toBlock, blockHash, address } = filter as Record<string, unknown>;
  if (Array.isArray(address) && address.length > MAX_ADDRESSES) return `A filter may name ${MAX_ADDRESSES} addresses.`;
  if (blockHash !== undefined) return undefined;
  const [from, to] = [blockNumber(fromBlock, head), blockNumber(toBlock, head)];
  if (from === undefined || to === undefined) return "fromBlock and toBlock are block numbers or tags.";
  const span = to - from + 1;
  return span > maxBlocks
    ? `A log query may span ${maxBlocks} blocks; this one spans ${span}. Ask in parts.`
    : undefined;
}

function blockNumber(value: unknown, head: number): number | undefined {
  if (value === undefined || value === "latest" || value === "pending" || value === "safe" || value === "finalized")
    return head;
  if (value === "earliest") return 0;
  if (typeof value !== "string" || !/^0x[0-9a-f]{1,12}$/i.test(value)) return undefined;
  return Number(value);
}
