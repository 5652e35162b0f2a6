import { once } from "node:events";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { HttpRpc, RpcError } from "../src/chain/rpc.ts";

const logs = Array.from({ length: 40 }, (_, i) => ({ address: `0x${i}`, topics: ["0xaa", "0xbb"], data: "0x", i }));

/** A node that sends its answer in pieces of some characters. */
class Piecewise {
  answer = "";
  pieces = 7;
  /** Ends the connection in the middle. */
  breaks = false;
  /** What the last request said that it takes. */
  taken: string | undefined;
  readonly #server: Server = createServer((request, response) => {
    this.taken = request.headers["accept-encoding"];
    response.setHeader("content-type", "application/json");
    void (async () => {
      for (let at = 0; at < this.answer.length; at += this.pieces) {
        if (this.breaks && at > 200) return response.destroy();
        response.write(this.answer.slice(at, at + this.pieces));
        if (at % 11 === 0) await sleep(1);
      }
      response.end();
    })();
  });

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

describe("HttpRpc", () => {
  let node: Piecewise;
  let rpc: HttpRpc;

  beforeEach(async () => {
    node = new Piecewise();
    rpc = new HttpRpc(await node.start());
  });
  afterEach(() => node.stop());

  const collect = async (): Promise<unknown[]> => {
    const all: unknown[] = [];
    for await (const some of rpc.logs({})) all.push(...some);
    return all;
  };

  describe("logs", () => {
    const result = JSON.stringify(logs);
    const answers = {
      "as Geth writes them": `{"jsonrpc":"2.0","id":1,"result":${result}}\n`,
      "with their list before the rest": `{"result":${result},"id":1,"jsonrpc":"2.0"}`,
      "with spaces between": JSON.stringify({ jsonrpc: "2.0", id: 1, result: logs }, null, 2),
    };
    for (const [how, answer] of Object.entries(answers)) {
      for (const pieces of [1, 7, 100, 10_000]) {
        it(`gives all of them, ${how}, in pieces of ${pieces}`, async () => {
          [node.answer, node.pieces] = [answer, pieces];
          expect(await collect()).to.deep.equal(logs);
        });
      }
    }

    it("asks for them as they are: a node takes longer to compress them than to find them", async () => {
      node.answer = answers["as Geth writes them"];
      await collect();
      expect(node.taken).to.equal("identity");
    });

    it("gives none when there are none", async () => {
      node.answer = `{"jsonrpc":"2.0","id":1,"result":[]}`;
      expect(await collect()).to.deep.equal([]);
    });

    it("throws what the node says when it refuses", async () => {
      node.answer = `{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"query returned more than 10000 results"}}`;
      const error = (await collect().catch((thrown: unknown) => thrown)) as RpcError;
      expect([error.code, error.retry]).to.deep.equal([-32005, false]);
    });

    it("throws, and may be asked again, when the answer ends too early", async () => {
      [node.answer, node.breaks] = [answers["as Geth writes them"], true];
      const cut = (await collect().catch((thrown: unknown) => thrown)) as RpcError;
      expect([cut instanceof RpcError, cut.retry]).to.deep.equal([true, true]);
      const whole = answers["as Geth writes them"];
      for (const end of [300, whole.indexOf("},") + 1, whole.indexOf("},") + 2]) {
        [node.answer, node.breaks] = [whole.slice(0, end), false];
        const short = (await collect().catch((thrown: unknown) => thrown)) as RpcError;
        expect([short instanceof RpcError, short.retry]).to.deep.equal([true, true]);
      }
    });
  });
});
