import { type Socket, connect } from "node:net";

export interface RpcCall {
  method: string;
  params?: unknown[];
}

/** An error that a node answered. */
export class RpcError extends Error {
  readonly code: number;
  constructor(message: string, code: number) {
    super(message);
    this.name = "RpcError";
    this.code = code;
  }
}

/** What one call of a batch came to. */
export type RpcOutcome = { result: unknown } | { error: RpcError };

interface Waiting {
  resolve: (outcome: RpcOutcome) => void;
  reject: (error: Error) => void;
}

interface Answer {
  id: number | null;
  result?: unknown;
  error?: { code: number; message: string };
}

/** JSON-RPC over a node's IPC socket, single calls and batches. Answers come in any order. */
export class IpcClient {
  #socket: Socket;
  #nextId = 1;
  #waiting = new Map<number, Waiting>();
  #parts: string[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => this.#receive(chunk));
    socket.on("close", () => this.#fail(new Error("the node closed the connection")));
    socket.on("error", (error) => this.#fail(error));
  }

  /** @throws Error when nothing listens there */
  static async connect(file: string): Promise<IpcClient> {
    const socket = connect(file);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new IpcClient(socket);
  }

  /** @throws RpcError when the node answers an error; Error when it does not answer in `timeoutMs` */
  async request<Result>(method: string, params: unknown[] = [], timeoutMs = 10_000): Promise<Result> {
    const [outcome] = await this.batch([{ method, params }], timeoutMs);
    if (outcome === undefined) throw new Error("no answer");
    if ("error" in outcome) throw outcome.error;
    return outcome.result as Result;
  }

  /** Sends all calls as one message; answers stand in the order of the calls. */
  async batch(calls: readonly RpcCall[], timeoutMs = 60_000): Promise<RpcOutcome[]> {
    if (calls.length === 0) return [];
    const first = this.#nextId;
    this.#nextId += calls.length;
    const messages = calls.map(({ method, params }, i) => ({
      jsonrpc: "2.0",
      id: first + i,
      method,
      params: params ?? [],
    }));
    const answers = Promise.all(
      messages.map(
        ({ id }) => new Promise<RpcOutcome>((resolve, reject) => this.#waiting.set(id, { resolve, reject })),
      ),
    );
    this.#socket.write(`${JSON.stringify(messages.length === 1 ? messages[0] : messages)}\n`);
    return await this.#within(
      answers,
      messages.map(({ id }) => id),
      timeoutMs,
    );
  }

  close(): void {
    this.#socket.destroy();
  }

  async #within<Value>(answers: Promise<Value>, ids: number[], timeoutMs: number): Promise<Value> {
    const timer = setTimeout(() => {
      for (const id of ids) this.#take(id)?.reject(new Error(`the node did not answer within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    try {
      return await answers;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Geth ends each message with a line feed and uses none inside. */
  #receive(chunk: string): void {
    const lines = chunk.split("\n");
    const rest = lines.pop() ?? "";
    for (const line of lines) {
      const text = this.#parts.join("") + line;
      this.#parts = [];
      if (text.trim() !== "") this.#settle(JSON.parse(text) as Answer | Answer[]);
    }
    if (rest !== "") this.#parts.push(rest);
  }

  #settle(message: Answer | Answer[]): void {
    for (const { id, result, error } of Array.isArray(message) ? message : [message]) {
      if (id === null) continue;
      const outcome = error === undefined ? { result } : { error: new RpcError(error.message, error.code) };
      this.#take(id)?.resolve(outcome);
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #fail(error: Error): void {
    for (const id of [...this.#waiting.keys()]) this.#take(id)?.reject(error);
  }
}
