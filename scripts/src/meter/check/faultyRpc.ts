import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { random } from "@powerchain/smart-meter";

type Dice = ReturnType<typeof random>;

/** How often, of all requests, something goes wrong between the meter and its node. */
export interface Faults {
  /** No answer, and the node never saw it. */
  drop: number;
  /** The node did it, but the answer is lost. */
  dropAnswer: number;
  /** The node gets it twice. */
  duplicate: number;
  delay: number;
}

/** Stands between a meter and its node, and does to their talk what networks do. */
export class FaultyRpc {
  readonly #server: Server;
  readonly #dice: Dice;
  readonly #target: string;
  /** Undefined: nothing goes wrong. */
  faults: Faults | undefined;

  private constructor(server: Server, target: string, dice: Dice) {
    this.#server = server;
    this.#target = target;
    this.#dice = dice;
  }

  static async start(target: string, dice: Dice): Promise<FaultyRpc> {
    const server = createServer();
    const rpc = new FaultyRpc(server, target, dice);
    server.on("request", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        void rpc.#answer(Buffer.concat(chunks)).then(
          (text) => response.setHeader("content-type", "application/json").end(text),
          () => request.socket.destroy(),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return rpc;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #answer(body: Buffer): Promise<string> {
    const faults = this.faults;
    const happens = (share: number): boolean => faults !== undefined && this.#dice.chance(share);
    if (happens(faults?.drop ?? 0)) throw new Error("dropped");
    if (happens(faults?.delay ?? 0)) await sleep(this.#dice.between(20, 400));
    if (happens(faults?.duplicate ?? 0)) await this.#forward(body);
    const answer = await this.#forward(body);
    if (happens(faults?.dropAnswer ?? 0)) throw new Error("answer dropped");
    return answer;
  }

  async #forward(body: Buffer): Promise<string> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(this.#target, { method: "POST", headers, body: new Uint8Array(body) });
    return await response.text();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
