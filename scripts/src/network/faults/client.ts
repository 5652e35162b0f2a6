import type { Hex } from "viem";

/** The number of a call's answer that says the node is away, not that the call was wrong. */
const AWAY = new Set([429, 502, 503]);
const ANSWER_MS = 5_000;

/** A resident's program: asks over HTTP, and takes no answer for an answer. */
export class ResidentClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** The result; undefined when the node is away or does not have it. */
  async ask<Result>(method: string, params: unknown[]): Promise<Result | undefined> {
    return (await this.#post(method, params))?.result as Result | undefined;
  }

  /** Sends a transaction; what was sent before may be sent again. Answers false when the node is away. */
  async send(raw: Hex): Promise<boolean> {
    return (await this.#post("eth_sendRawTransaction", [raw])) !== undefined;
  }

  async #post(method: string, params: unknown[]): Promise<{ result?: unknown; error?: unknown } | undefined> {
    try {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      return AWAY.has(response.status) ? undefined : ((await response.json()) as { result?: unknown; error?: unknown });
    } catch {
      return undefined;
    }
  }
}
