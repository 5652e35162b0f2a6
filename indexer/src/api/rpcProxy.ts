import { bodyLimit } from "hono/body-limit";
import type { App } from "./context.ts";
import { ApiProblem, answerProblem } from "./problem.ts";

const OPEN =
  /^(eth_(blockNumber|call|chainId|estimateGas|feeHistory|gasPrice|getBalance|getBlock\w*|getCode|getLogs|getStorageAt|getTransaction\w*|sendRawTransaction|syncing)|net_version|web3_clientVersion)$/;
const MOST_BYTES = 1_000_000;
const MOST_CALLS = 100;

interface Call {
  id?: unknown;
  method?: unknown;
}

/** JSON-RPC for wallets and the panel under the panel's own address: reading, and sending what is signed. */
export function rpcProxy(app: App, target: string): void {
  const tooLarge = bodyLimit({
    maxSize: MOST_BYTES,
    onError: (c) => answerProblem(c, new ApiProblem(413, "The request is too large.")),
  });
  app.post("/rpc", tooLarge, async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const calls = (Array.isArray(body) ? body : [body]) as (Call | null | undefined)[];
    const closed = calls.find((call) => typeof call?.method !== "string" || !OPEN.test(call.method));
    if (closed !== undefined || calls.length === 0 || calls.length > MOST_CALLS || body === undefined) {
      const message =
        closed === undefined
          ? "not a JSON-RPC request"
          : `the method ${String(closed?.method).slice(0, 60)} is not offered here`;
      return c.json({ jsonrpc: "2.0", id: closed?.id ?? null, error: { code: -32601, message } });
    }
    try {
      const answer = await fetch(target, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return c.body(await answer.arrayBuffer(), answer.ok ? 200 : 502, { "content-type": "application/json" });
    } catch {
      return c.json(
        { jsonrpc: "2.0", id: null, error: { code: -32603, message: "the chain's node does not answer" } },
        503,
      );
    }
  });
}
