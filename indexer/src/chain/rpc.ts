/** What any JSON-RPC endpoint of an Ethereum node answers to; an EIP-1193 provider fits. */
export interface Rpc {
  request(call: { method: string; params?: unknown[] }): Promise<unknown>;
  /** Several calls in one round trip, where the transport can. */
  batch?(calls: { method: string; params: unknown[] }[]): Promise<unknown[]>;
  /** The logs that a filter finds, some at a time, where the transport can. */
  logs?(filter: object): AsyncIterable<unknown[]>;
  /** Calls back whenever a block comes, until `stop`; `lost` when no more will come. Absent: ask again and again. */
  watchHeads?(onHead: () => void, lost: () => void): { stop(): void };
}

/** The node answered with an error, or did not answer. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number | undefined;
  readonly data: unknown;
  /** Whether asking again may help: the node was not reached. */
  readonly retry: boolean;
  readonly hint: string;

  constructor(message: string, options: { code?: number; data?: unknown; retry?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.data = options.data;
    this.retry = options.retry ?? false;
    this.hint = this.retry ? "Check that the node runs and that its address is right." : "See what the node says.";
  }
}

/** Whether the node was not reached, and may be later. */
export const isAway = (error: unknown): boolean => error instanceof RpcError && error.retry;

interface Answer {
  id: number;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

const MOST_A_BATCH = 200;
/** How a node begins an answer that can be read while it comes. */
const BEFORE_LIST = /^\{(?:"jsonrpc":"2\.0",|"id":\d+,)*"result":\[/;

/** JSON-RPC over HTTP; over WebSocket too when `wsUrl` is given, for news of blocks. */
export class HttpRpc implements Rpc {
  readonly url: string;
  readonly #wsUrl: string | undefined;
  readonly #timeoutMs: number;
  #id = 0;

  constructor(url: string, options: { wsUrl?: string | undefined; timeoutMs?: number } = {}) {
    this.url = url.replace(/^ws/, "http");
    this.#wsUrl = options.wsUrl ?? (url.startsWith("ws") ? url : undefined);
    this.#timeoutMs = options.timeoutMs ?? 30_000;
  }

  async request({ method, params = [] }: { method: string; params?: unknown[] }): Promise<unknown> {
    const answer = (await this.#post({ jsonrpc: "2.0", id: ++this.#id, method, params })) as Answer;
    return resultOf(answer, method);
  }

  async batch(calls: { method: string; params: unknown[] }[]): Promise<unknown[]> {
    const results: unknown[] = [];
    for (let at = 0; at < calls.length; at += MOST_A_BATCH) {
      const part = calls.slice(at, at + MOST_A_BATCH);
      const first = this.#id + 1;
      this.#id += part.length;
      const body = part.map((call, i) => ({ jsonrpc: "2.0", id: first + i, ...call }));
      const answers = (await this.#post(body)) as Answer[];
      if (!Array.isArray(answers)) throw new RpcError(`The node at ${this.url} does not answer batches.`);
      const byId = new Map(answers.map((answer) => [answer.id, answer]));
      results.push(...part.map(({ method }, i) => resultOf(byId.get(first + i), method)));
    }
    return results;
  }

  /** A full block's logs are tens of megabytes: they are taken apart as they come, and never held as one. */
  async *logs(filter: object): AsyncGenerator<unknown[]> {
    const method = "eth_getLogs";
    let [text, inList] = ["", false];
    try {
      const { body } = await this.#send({ jsonrpc: "2.0", id: ++this.#id, method, params: [filter] });
      for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += piece;
        const start = inList ? 0 : BEFORE_LIST.exec(text)?.[0].length;
        if (start === undefined) continue;
        inList = true;
        // Logs hold no objects, and nothing but hexadecimal texts: this is only ever found between two of them.
        const end = Math.max(start, text.lastIndexOf("},") + 1);
        if (end > start) yield JSON.parse(`[${text.slice(start, end)}]`) as unknown[];
        text = text.slice(end > start ? end + 1 : end);
      }
      if (inList) yield JSON.parse(`[${text.slice(0, text.lastIndexOf("]") + 1)}`) as unknown[];
      else yield resultOf(JSON.parse(text) as Answer, method) as unknown[];
    } catch (cause) {
      throw cause instanceof RpcError ? cause : this.#away(cause);
    }
  }

  watchHeads(onHead: () => void, lost: () => void): { stop(): void } {
    if (this.#wsUrl === undefined) {
      queueMicrotask(lost);
      return { stop: () => undefined };
    }
    const socket = new WebSocket(this.#wsUrl);
    let over = false;
    const end = (): void => {
      if (!over) lost();
      over = true;
    };
    socket.onopen = () =>
      socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_subscribe", params: ["newHeads"] }));
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as { method?: string; error?: unknown };
      if (message.method === "eth_subscription") onHead();
      else if (message.error !== undefined) socket.close();
    };
    socket.onerror = end;
    socket.onclose = end;
    return {
      stop: () => {
        over = true;
        socket.close();
      },
    };
  }

  async #post(body: unknown): Promise<unknown> {
    try {
      return await (await this.#send(body)).json();
    } catch (cause) {
      throw this.#away(cause);
    }
  }

  async #send(body: unknown): Promise<Response> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: { "content-type": "application/json", "accept-encoding": "identity" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(this.#timeoutMs),
    });
    if (!response.ok && !isJson(response)) throw new Error(`HTTP ${response.status}`);
    return response;
  }

  #away(cause: unknown): RpcError {
    return new RpcError(`The node at ${this.url} cannot be reached: ${reasonOf(cause)}.`, { retry: true, cause });
  }
}

function isJson(response: Response): boolean {
  return response.headers.get("content-type")?.includes("json") ?? false;
}

function resultOf(answer: Answer | undefined, method: string): unknown {
  if (answer === undefined) throw new RpcError(`The node left ${method} without an answer.`, { retry: true });
  const { error } = answer;
  if (error !== undefined) throw new RpcError(`The node refused ${method}: ${error.message}`, error);
  return answer.result;
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}

/** Several calls, in one round trip where that is possible. */
export async function callAll(rpc: Rpc, calls: { method: string; params: unknown[] }[]): Promise<unknown[]> {
  if (rpc.batch !== undefined && calls.length > 1) return rpc.batch(calls);
  const results: unknown[] = [];
  for (const call of calls) results.push(await rpc.request(call));
  return results;
}

export function toHex(number: number): string {
  return `0x${number.toString(16)}`;
}
