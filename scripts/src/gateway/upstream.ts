import type { Call } from "./calls.ts";

const ANSWER_MS = 15_000;

export interface Answer {
  id: Call["id"];
  [key: string]: unknown;
}

/**
 * Passes calls on to the account node as one batch; answers in the order of the calls.
 * @throws Error when the node does not answer
 */
export async function forward(url: string, calls: readonly Call[]): Promise<Answer[]> {
  // The node sees our own numbers: what a resident calls his calls is his business, and may come twice.
  const numbered = calls.map((call, id) => ({ ...call, id }));
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(numbered),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (!response.ok) throw new Error(`the account node answered with HTTP status ${response.status}`);
  const answers = (await response.json()) as Answer[];
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  return calls.map((call, id) => {
    const answer = byId.get(id);
    if (answer === undefined) throw new Error("the account node left a call unanswered");
    return { ...answer, id: call.id };
  });
}

/** What a gateway knows of its account node, asked every second. */
export class UpstreamWatch {
  head = 0;
  /** The chain's id; undefined until the node has answered for the first time. */
  chainId: number | undefined;
  #lastAnswerMs = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #url: string;
  readonly #onHead: (head: number) => void;

  constructor(url: string, onHead: (head: number) => void) {
    this.#url = url;
    this.#onHead = onHead;
  }

  async start(): Promise<void> {
    await this.#ask();
    this.#timer = setInterval(() => void this.#ask(), 1_000);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Whether the node has answered within the last seconds. */
  answers(nowMs: number): boolean {
    return this.chainId !== undefined && nowMs - this.#lastAnswerMs < 5_000;
  }

  async #ask(): Promise<void> {
    const call = (method: string): Call => ({ jsonrpc: "2.0", id: 0, method, params: [] });
    try {
      const [chain, head] = await forward(this.#url, [call("eth_chainId"), call("eth_blockNumber")]);
      this.chainId = Number(chain?.["result"]);
      this.head = Number(head?.["result"]);
      this.#lastAnswerMs = Date.now();
      this.#onHead(this.head);
    } catch {
      // Said by /readyz and by the answer to each call.
    }
  }
}
