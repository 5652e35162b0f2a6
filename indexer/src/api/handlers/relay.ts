import { decodeContractError } from "@powerchain/sdk";
import { type Hex, keccak256, parseTransaction } from "viem";
import { RpcError } from "../../chain/rpc.ts";
import { findData } from "../../queries/explorer.ts";
import type { App, Community } from "../context.ts";
import { ApiProblem } from "../problem.ts";
import * as routes from "../routes/personal.ts";

export function relayRoutes(app: App): void {
  app.openapi(routes.relay, async (c) => {
    const { transaction } = c.req.valid("json");
    return c.json({ hash: await relay(c.get("community"), transaction as Hex) }, 200);
  });
}

/** Passes a signed transaction on. @throws ApiProblem when it is none, is for another chain, or the chain refuses it */
async function relay(community: Community, transaction: Hex): Promise<string> {
  checkTransaction(community, transaction);
  try {
    return (await community.gateway.request({ method: "eth_sendRawTransaction", params: [transaction] })) as string;
  } catch (error) {
    if (!(error instanceof RpcError) || !error.retry) throw refused(error, transaction);
    throw new ApiProblem(
      503,
      "The chain's node does not answer just now; the transaction was not passed on.",
      "Try again in a moment.",
    );
  }
}

function checkTransaction({ chainId, title }: Community, transaction: Hex): void {
  let parsed: { chainId?: number | undefined; r?: unknown };
  try {
    parsed = parseTransaction(transaction);
  } catch {
    throw new ApiProblem(
      400,
      "This is no transaction.",
      "Send it signed and RLP-encoded, as eth_sendRawTransaction takes it.",
    );
  }
  if (parsed.r === undefined)
    throw new ApiProblem(400, "The transaction is not signed.", "Sign it first: this server holds no key.");
  if (parsed.chainId !== chainId) {
    throw new ApiProblem(
      400,
      `The transaction is for chain ${parsed.chainId ?? "any"}, not for ${title} (${chainId}).`,
      "Switch the wallet to this network.",
    );
  }
}

function refused(error: unknown, transaction: Hex): ApiProblem {
  const message = error instanceof Error ? error.message : String(error);
  if (/already known|known transaction/i.test(message)) {
    return new ApiProblem(
      409,
      "The chain has this transaction already.",
      `Look it up: /transactions/${keccak256(transaction)}`,
    );
  }
  const data = findData(error);
  const named = data === undefined ? undefined : decodeContractError(data);
  if (named === undefined)
    return new ApiProblem(
      422,
      `The chain refuses the transaction: ${message}`,
      "Check the nonce, the gas limit and that the gas price is 0.",
    );
  const args = Object.fromEntries(
    Object.entries(named.args as Record<string, unknown>).map(([name, value]) => [name, String(value)]),
  );
  return new ApiProblem(422, named.sentence, named.next, { error: { name: named.errorName, args } });
}
