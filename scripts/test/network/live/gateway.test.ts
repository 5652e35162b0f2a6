import { connect } from "node:net";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { WebSocket } from "ws";
import { loadAccounts, signLegacy } from "../../../src/network/bench/signing.ts";
import { seeded } from "../../../src/network/bench/run.ts";
import { allowedMethods } from "../../../src/gateway/methods.ts";
import { parseGatewayOptions } from "../../../src/gateway/options.ts";
import { type RunningGateway, openGateway } from "../../../src/gateway/run.ts";
import { initNetwork, resolveNetwork, startNetwork } from "../../../src/network/index.ts";
import type { Network } from "../../../src/network/model.ts";
import { pidOf } from "../../../src/network/node.ts";
import { ask, blocksAbove, eventually, head, node, useOwnNetworks } from "./fixture.ts";

const NAME = "door";
const V = "validator-1";

describe("The gateway in front of a real node", function () {
  this.timeout(60_000);
  useOwnNetworks();
  let network: Network;
  let gateway: RunningGateway;
  let recorder: Recorder;

  before(async () => {
    network = await initNetwork({ name: NAME, validators: 1, basePort: 20_300 });
    await startNetwork(NAME, { bare: true });
    const { rpcUrl, wsUrl } = await resolveNetwork(NAME);
    recorder = await Recorder.open(rpcUrl);
    gateway = await openGateway(
      parseGatewayOptions({
        upstream: recorder.url,
        upstreamWs: wsUrl,
        port: 0,
        callsPerSecond: 5_000,
        transactionsPerSecond: 2,
        maxSubscriptions: 2,
        maxSocketsPerAddress: 3,
        maxBodyBytes: 50_000,
      }),
    );
  });

  after(async () => {
    await gateway.close();
    await recorder.close();
  });

  const post = async (body: string, headers: Record<string, string> = { "content-type": "application/json" }) =>
    await fetch(gateway.url, { method: "POST", headers, body });
  const call = async (
    method: string,
    params: unknown[] = [],
  ): Promise<{ result?: unknown; error?: { code: number; message: string } }> =>
    (await (await post(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }))).json()) as never;

  describe("what residents need", () => {
    it("passes: a transaction is mined and its receipt read", async () => {
      const account = loadAccounts("door", 1)[0]!;
      const { raw, hash } = signLegacy(account, {
        chainId: network.chainId,
        nonce: 0,
        gas: 21_000n,
        to: account.address,
      });
      expect((await call("eth_sendRawTransaction", [raw])).result).to.equal(hash);
      await eventually("a receipt", async () => (await call("eth_getTransactionReceipt", [hash])).result ?? undefined);
    });

    it("answers a batch in its order, with the ids it was given, also twice the same", async () => {
      const body = JSON.stringify(
        ["eth_chainId", "admin_nodeInfo", "eth_gasPrice"].map((method) => ({
          jsonrpc: "2.0",
          id: "same",
          method,
          params: [],
        })),
      );
      const answers = (await (await post(body)).json()) as { id: string; result?: string; error?: { code: number } }[];
      expect(answers.map(({ id }) => id)).to.deep.equal(["same", "same", "same"]);
      expect([Number(answers[0]?.result), answers[1]?.error?.code, answers[2]?.result]).to.deep.equal([
        network.chainId,
        -32601,
        "0x0",
      ]);
    });

    it("is open to web pages (CORS), alive, ready, and counts what it does", async () => {
      const preflight = await fetch(gateway.url, {
        method: "OPTIONS",
        headers: { origin: "https://panel.example", "access-control-request-method": "POST" },
      });
      expect(preflight.headers.get("access-control-allow-origin")).to.equal("*");
      expect((await fetch(`${gateway.url}/healthz`)).status).to.equal(200);
      expect((await fetch(`${gateway.url}/readyz`)).status).to.equal(200);
      expect(await (await fetch(`${gateway.url}/metrics`)).text()).to.contain(
        'powerchain_gateway_calls_total{method="eth_chainId"}',
      );
    });

    it("tells of new blocks over WebSocket, and of nothing else; so many subscriptions and connections", async () => {
      const socket = await Socket.open(gateway.port);
      const id = (await socket.ask("eth_subscribe", ["newHeads"])).result;
      expect(id).to.match(/^0x/);
      const notice = await eventually("a new block", () => socket.notices[0]);
      expect(notice).to.have.nested.property("params.subscription", id);
      expect((await socket.ask("eth_subscribe", ["newPendingTransactions"])).error?.code).to.equal(-32602);
      expect((await socket.ask("debug_setHead", ["0x1"])).error?.code).to.equal(-32601);
      expect((await socket.ask("eth_subscribe", ["logs", {}])).result).to.match(/^0x/);
      expect((await socket.ask("eth_subscribe", ["newHeads"])).error?.code).to.equal(-32005);
      const others = [await Socket.open(gateway.port), await Socket.open(gateway.port)];
      expect(await Socket.open(gateway.port).catch((error: Error) => error.message)).to.contain("429");
      for (const item of [socket, ...others]) item.close();
    });

    it("limits what one account sends", async () => {
      const account = loadAccounts("spammer", 1)[0]!;
      const calls = Array.from({ length: 30 }, (_, nonce) => {
        const { raw } = signLegacy(account, { chainId: network.chainId, nonce, gas: 21_000n, to: account.address });
        return { jsonrpc: "2.0", id: nonce, method: "eth_sendRawTransaction", params: [raw] };
      });
      // In one request, so that no time passes between them on a slow machine.
      const answers = (await (await post(JSON.stringify(calls))).json()) as { error?: object }[];
      const outcomes = answers.map(({ error }) => error === undefined);
      expect(outcomes.slice(0, 20)).to.not.include(false);
      expect(outcomes.slice(20)).to.include(false);
    });

    it("limits what one address calls, and says when to try again", async () => {
      const { rpcUrl } = await resolveNetwork(NAME);
      const strict = await openGateway(parseGatewayOptions({ upstream: rpcUrl, port: 0, callsPerSecond: 1 }));
      try {
        const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
        const replies = await Promise.all(
          Array.from({ length: 40 }, () =>
            fetch(strict.url, { method: "POST", headers: { "content-type": "application/json" }, body }),
          ),
        );
        const limited = replies.filter(({ status }) => status === 429);
        // Five at once, and one more a second while they come in.
        expect(limited.length).to.be.greaterThan(0).and.at.most(35);
        expect(Number(limited[0]?.headers.get("retry-after"))).to.be.at.least(1);
      } finally {
        await strict.close();
      }
    });

    it("limits messages over WebSocket, also those that are no calls", async () => {
      const { rpcUrl, wsUrl } = await resolveNetwork(NAME);
      const strict = await openGateway(
        parseGatewayOptions({ upstream: rpcUrl, upstreamWs: wsUrl, port: 0, callsPerSecond: 1 }),
      );
      try {
        const socket = await Socket.open(strict.port);
        const codes = await socket.talk(Array<string>(40).fill("{"));
        expect(codes.filter((code) => code === -32_700).length).to.be.within(1, 10);
        expect(codes.filter((code) => code === -32_005).length).to.be.at.least(30);
        socket.close();
      } finally {
        await strict.close();
      }
    });

    it("says so while the node is away, and serves again when it is back", async () => {
      recorder.down = true;
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
      expect((await post(body)).status).to.equal(503);
      await eventually("not ready", async () =>
        (await fetch(`${gateway.url}/readyz`)).status === 503 ? true : undefined,
      );
      recorder.down = false;
      await eventually("ready", async () => ((await fetch(`${gateway.url}/readyz`)).status === 200 ? true : undefined));
      expect((await post(body)).status).to.equal(200);
    });
  });

  describe("a thousand hostile requests", () => {
    it("of thirty kinds: none reaches a forbidden method, all are answered or cut off, and the node stays up", async function () {
      this.timeout(120_000);
      const attacks = await hostileRequests(network, post, gateway.port);
      expect(attacks).to.have.length(30);
      const before = await head(network);
      const pid = pidOf(network, node(network, V), "geth");
      recorder.methods.clear();
      recorder.transactions.clear();
      const random = seeded(5);
      const order = Array.from({ length: 1_000 }, (_, i) => attacks[i % attacks.length]!).sort(() => random() - 0.5);
      const passed: string[] = [];
      for (let i = 0; i < order.length; i += 20) {
        const group = order.slice(i, i + 20);
        const outcomes = await Promise.all(group.map(async ({ run }) => await run()));
        outcomes.forEach((outcome, k) => outcome === "passed" && passed.push(group[k]!.name));
      }
      expect(passed, "requests that were let through").to.deep.equal([]);
      expect([...recorder.methods].filter((method) => !allowedMethods.has(method))).to.deep.equal([]);
      expect([...recorder.transactions]).to.deep.equal([]);
      expect(pidOf(network, node(network, V), "geth")).to.equal(pid);
      await blocksAbove(network, before);
      expect(Number((await call("eth_chainId")).result)).to.equal(network.chainId);
      expect(await ask(network, V, "eth_gasPrice")).to.equal("0x0");
    });
  });
});

type Outcome = "refused" | "passed";

interface Attack {
  name: string;
  run: () => Promise<Outcome>;
}

type Post = (body: string, headers?: Record<string, string>) => Promise<Response>;

/** One function a kind; each says whether anything of it was let through. */
async function hostileRequests(network: Network, post: Post, port: number): Promise<Attack[]> {
  const account = privateKeyToAccount(`0x${"42".repeat(32)}`);
  const sign = async (changes: object): Promise<Hex> =>
    await account.signTransaction({
      type: "legacy",
      chainId: network.chainId,
      nonce: 0,
      gas: 21_000n,
      gasPrice: 0n,
      to: account.address,
      ...changes,
    } as never);
  const good = await sign({});
  const send = (raw: unknown): object => ({ jsonrpc: "2.0", id: 1, method: "eth_sendRawTransaction", params: [raw] });
  const method = (name: string, ...params: unknown[]): object => ({ jsonrpc: "2.0", id: 1, method: name, params });
  /** Let through means: an answer with a result. */
  const json = (name: string, body: unknown): Attack => ({
    name,
    run: async () => await outcomeOf(await post(typeof body === "string" ? body : JSON.stringify(body))),
  });
  return [
    json("admin", method("admin_addPeer", "enode://00@1.2.3.4:1")),
    json("personal", method("personal_unlockAccount", account.address, "password", 0)),
    json("debug", method("debug_setHead", "0x1")),
    json("miner", method("miner_stop")),
    json("clique", method("clique_propose", account.address, true)),
    json("txpool", method("txpool_content")),
    json("engine", method("engine_forkchoiceUpdatedV1", {})),
    json("keys in the node", method("eth_sendTransaction", { from: account.address, to: account.address })),
    json("signing by the node", method("eth_sign", account.address, "0x00")),
    json("filters that stay", method("eth_newFilter", {})),
    json("a subscription by POST", method("eth_subscribe", "newHeads")),
    json("other letters", method("ADMIN_nodeInfo")),
    json("a method with a line break", method("eth_chainId\nadmin_peers")),
    json("a method of the object", method("__proto__")),
    json("a method that is no text", { jsonrpc: "2.0", id: 1, method: { toString: "admin_peers" }, params: [] }),
    json("forbidden ones in a batch", [method("admin_peers"), method("miner_start"), method("debug_freeOSMemory")]),
    json("a batch too long", Array(101).fill(method("eth_chainId"))),
    json("a batch in a batch", [[method("admin_peers")]]),
    json("deep nesting", `${"[".repeat(20_000)}${"]".repeat(20_000)}`),
    json("no JSON", '{"jsonrpc":"2.0","method":"admin_peers"'),
    json("too large", JSON.stringify(method("eth_call", { data: `0x${"00".repeat(60_000)}` }, "latest"))),
    json("another chain's transaction", send(await sign({ chainId: 1 }))),
    json("a transaction with a forged signature", send(good.replace(/.{64}$/, "f".repeat(64)))),
    json("a transaction of another type", send(await sign({ type: "eip1559", gasPrice: undefined, maxFeePerGas: 0n }))),
    json("a transaction with all the gas there is", send(await sign({ gas: 1_000_000_000n }))),
    json("half a transaction", send(good.slice(0, -20))),
    json("logs of the whole chain many times over", [
      method("eth_getLogs", { fromBlock: "0x0", toBlock: "0xffffffff" }),
      method("eth_getLogs", { fromBlock: "earliest", toBlock: "0x7fffffff" }),
    ]),
    json(
      "state put in place of the chain's",
      method("eth_call", { to: account.address }, "latest", { [account.address]: { balance: "0xff" } }),
    ),
    {
      name: "JSON as plain text (a page's simple request)",
      run: async () =>
        await outcomeOf(await post(JSON.stringify(method("eth_chainId")), { "content-type": "text/plain" })),
    },
    { name: "what is not HTTP", run: async () => await rawBytes(port) },
  ];
}

async function outcomeOf(response: Response): Promise<Outcome> {
  const body = (await response.json()) as { result?: unknown } | { result?: unknown }[];
  const answers = Array.isArray(body) ? body : [body];
  return answers.some((answer) => answer.result !== undefined) ? "passed" : "refused";
}

/** Bytes that are no request: the connection must be closed or answered with an error. */
async function rawBytes(port: number): Promise<Outcome> {
  const socket = connect(port, "127.0.0.1");
  let said = "";
  socket.on("data", (chunk) => (said += chunk.toString("latin1")));
  socket.on("error", () => undefined);
  socket.write(Buffer.concat([Buffer.from([0x16, 3, 1, 2, 0]), Buffer.from("POST / HTTP/9.9\r\n\u0000\r\n\r\n")]));
  await Promise.race([new Promise((resolve) => socket.on("close", resolve)), sleep(15_000)]);
  socket.destroy();
  return /^HTTP\/1\.1 2/.test(said) ? "passed" : "refused";
}

/** Stands between gateway and node and notes what reaches the node. */
class Recorder {
  readonly methods = new Set<string>();
  readonly transactions = new Set<unknown>();
  down = false;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(upstream: string): Promise<Recorder> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => void recorder.#pass(upstream, Buffer.concat(chunks).toString(), response));
    });
    const recorder = new Recorder(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    return recorder;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #pass(
    upstream: string,
    body: string,
    response: Parameters<Parameters<typeof createServer>[1] & object>[1],
  ): Promise<void> {
    if (this.down) return void response.destroy();
    const calls = JSON.parse(body) as { method: string; params: unknown[] }[];
    for (const { method, params } of calls) {
      this.methods.add(method);
      if (method === "eth_sendRawTransaction") this.transactions.add(params[0]);
    }
    const answer = await fetch(upstream, { method: "POST", headers: { "content-type": "application/json" }, body });
    response.setHeader("content-type", "application/json").end(await answer.text());
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

interface Answer {
  id?: number;
  result?: unknown;
  error?: { code: number };
}

class Socket {
  readonly notices: unknown[] = [];
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, Answer>();
  #id = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Answer;
      if (message.id === undefined) this.notices.push(message);
      else this.#answers.set(message.id, message);
    });
  }

  static async open(port: number): Promise<Socket> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    await new Promise<void>((resolve, reject) => socket.on("open", () => resolve()).on("error", reject));
    return new Socket(socket);
  }

  async ask(method: string, params: unknown[]): Promise<Answer> {
    const id = ++this.#id;
    this.#socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return await eventually(`an answer to ${method}`, () => this.#answers.get(id));
  }

  /** Sends texts as they are; answers the error codes of as many answers without a number. */
  async talk(texts: string[]): Promise<(number | undefined)[]> {
    const codes: (number | undefined)[] = [];
    this.#socket.on("message", (data: Buffer) => codes.push((JSON.parse(data.toString()) as Answer).error?.code));
    for (const text of texts) this.#socket.send(text);
    await eventually("as many answers", () => (codes.length >= texts.length ? true : undefined));
    return codes;
  }

  close(): void {
    this.#socket.close();
  }
}
