import { once } from "node:events";
import { type IncomingMessage, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { MonthsBlock, MonthsOfReadings } from "./months.ts";

interface Call {
  id: number;
  method: string;
  params: [never, ...unknown[]];
}
interface Filter {
  fromBlock: string;
  toBlock: string;
  blockHash?: string;
}

/** Blocks kept made: those of a span are asked for once as headers, and once as logs. */
const KEPT = 256;

/** A node of the chain of months, reached by JSON-RPC over HTTP like any other. */
export class MonthsNode {
  readonly url: string;
  readonly #close: () => void;

  private constructor(url: string, close: () => void) {
    this.url = url;
    this.#close = close;
  }

  static async start(months: MonthsOfReadings): Promise<MonthsNode> {
    const answers = new Answers(months);
    const server = createServer((request, response) => {
      void bodyOf(request).then((text) => {
        const calls = JSON.parse(text) as Call | Call[];
        const answer = Array.isArray(calls) ? calls.map((call) => answers.to(call)) : answers.to(calls);
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(answer));
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const close = (): void => {
      server.close();
      server.closeAllConnections();
    };
    return new MonthsNode(`http://127.0.0.1:${port}`, close);
  }

  stop(): void {
    this.#close();
  }
}

class Answers {
  readonly #months: MonthsOfReadings;
  readonly #made = new Map<number, MonthsBlock>();

  constructor(months: MonthsOfReadings) {
    this.#months = months;
  }

  to({ id, method, params }: Call): object {
    return { jsonrpc: "2.0", id, result: this.#result(method, params) };
  }

  #result(method: string, [first]: [never, ...unknown[]]): unknown {
    if (method === "eth_chainId") return `0x${this.#months.manifest.chainId.toString(16)}`;
    if (method === "eth_blockNumber") return `0x${this.#months.head.toString(16)}`;
    if (method === "eth_getBlockByNumber") {
      const number = Number(first);
      return number > this.#months.head ? null : this.#block(number).header;
    }
    if (method === "eth_getTransactionReceipt") return this.#receipt(first);
    if (method === "eth_getLogs") return this.#logs(first);
    throw new RangeError(`The chain of months has no ${method}.`);
  }

  #logs({ fromBlock, toBlock, blockHash }: Filter): unknown {
    if (blockHash !== undefined) {
      return [...this.#made.values()].find(({ header }) => header.hash === blockHash)?.logs ?? [];
    }
    const [from, to] = [Number(fromBlock), Number(toBlock)];
    return Array.from({ length: to - from + 1 }, (_, i) => this.#block(from + i).logs).flat();
  }

  #receipt(transaction: string): unknown {
    for (const { header, logs } of this.#made.values()) {
      if (!header.transactions.includes(transaction)) continue;
      return { blockHash: header.hash, logs: logs.filter(({ transactionHash }) => transactionHash === transaction) };
    }
    return null;
  }

  #block(number: number): MonthsBlock {
    let block = this.#made.get(number);
    if (block === undefined) {
      this.#made.set(number, (block = this.#months.block(number)));
      if (this.#made.size > KEPT) this.#made.delete(this.#made.keys().next().value as number);
    }
    return block;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
