import { expect } from "chai";
import { parseTransaction } from "viem";
import { openApiDocument } from "../src/api/document.ts";
import * as routeGroups from "../src/api/routes/index.ts";
import { RpcError } from "../src/chain/rpc.ts";
import { Served, walletAt } from "./helpers/served.ts";

interface Route {
  method: string;
  path: string;
  responses: Record<string, { content?: Record<string, { schema: any }> }>;
  request?: { query?: any; body?: any };
}

const routes = Object.values(routeGroups)
  .flatMap((group) => Object.values(group) as unknown[])
  .filter((item): item is Route => typeof item === "object" && item !== null && "getRoutingPath" in item);

/** Every answer that the document promises is reached here, and has the shape that it promises. */
describe("API's document", function () {
  this.timeout(240_000);
  const reached = new Set<string>();
  const a = walletAt(0).address.toLowerCase();
  const b = walletAt(1).address.toLowerCase();
  let served: Served;
  let token: string;
  let other: string;
  let banker: string;
  let samples: Record<string, string>;

  before(async () => {
    served = await Served.start(1, 300);
    [token, other] = [await served.signIn(0), await served.signIn(9)];
    const { tables } = served.index;
    const wallets = Array.from({ length: 20 }, (_, i) => walletAt(i).address.toLowerCase());
    banker = await served.signIn(Math.max(0, wallets.indexOf(tables.network.get(1)?.banker ?? a)));
    const [trade] = await served.api.server.store.all<{ tx: string }>("SELECT tx FROM trades LIMIT 1");
    const calendar = [...served.api.server.communities.values()][0]!.calendar;
    samples = {
      community: "story",
      address: a,
      ballot: "1",
      block: "latest",
      hash: trade!.tx,
      contact: b,
      month: calendar.nameOfMonth(served.index.cursor.at),
    };
  });
  after(() => served.stop());

  const unit = (): string => [...served.index.tables.units.rows.keys()][0]!;
  const fill = (path: string, change: Record<string, string> = {}): string => {
    const values: Record<string, string> = {
      ...samples,
      ...(path.includes("/units/") ? { address: unit() } : {}),
      ...change,
    };
    return path.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!);
  };

  const good: Record<string, { query?: string; body?: () => Promise<unknown> }> = {
    "/v1/{community}/sign-in": { query: `?address=${a}`, body: signedMessage },
    "/v1/{community}/search": { query: "?q=Ann" },
    "/v1/{community}/statements/verify": { query: `?account=${a}&month=2026-01&code=PC1-1-AAAA-AAAA-AAAA-AAAA-AAAA` },
    "/v1/{community}/bank/reserve": { body: async () => ({ statedEur: "5000", note: "cash" }) },
    "/v1/{community}/accounts/{address}/label": { body: async () => ({ name: "Ann" }) },
    "/v1/{community}/address-book/{contact}": { body: async () => ({ name: "Ben" }) },
    "/v1/{community}/relay": { body: signedTransaction },
  };

  async function signedMessage(): Promise<unknown> {
    const { json } = await served.ask(`sign-in?address=${a}`);
    return { message: json.message, signature: await walletAt(0).signMessage(json.message) };
  }

  async function signedTransaction(): Promise<unknown> {
    const nonce = Number(await served.story.rpc.request({ method: "eth_getTransactionCount", params: [a, "latest"] }));
    const { chainId } = served.story.manifest;
    const transaction = await walletAt(0).signTransaction({
      type: 0,
      to: b,
      nonce,
      gasPrice: 0,
      gasLimit: 21_000,
      chainId,
    });
    expect(parseTransaction(transaction as `0x${string}`).chainId).to.equal(chainId);
    return { transaction };
  }

  async function call(
    route: Route,
    options: { path?: string; token?: string | undefined; body?: unknown; query?: string } = {},
  ) {
    const sample = good[route.path];
    const isGet = route.method === "get" || route.method === "delete";
    const isCsv = route.request?.body?.content?.["text/csv"] !== undefined;
    const query = options.query ?? (isGet ? (sample?.query ?? "") : "");
    const body = options.body ?? (isCsv ? `address,name\n${b},Ben\n` : isGet ? undefined : await sample?.body?.());
    const headers = {
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(body === undefined ? {} : { "content-type": isCsv ? "text/csv" : "application/json" }),
    };
    const init = {
      method: route.method.toUpperCase(),
      headers,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    };
    const answer = await served.ask((options.path ?? fill(route.path)) + query, init);
    reached.add(`${route.method} ${route.path} ${answer.status}`);
    const kind = answer.headers.get("content-type")?.split(";")[0] ?? "";
    const schema = route.responses[answer.status]?.content?.[kind]?.schema;
    expect(
      schema,
      `${route.method} ${route.path} answers ${answer.status} ${kind}: ${answer.text.slice(0, 300)}`,
    ).to.not.equal(undefined);
    if (kind.includes("json"))
      expect(
        schema.safeParse(answer.json).error?.issues ?? [],
        `${route.path} ${answer.text.slice(0, 300)}`,
      ).to.deep.equal([]);
    return answer;
  }

  const streams = (route: Route): boolean => route.path.endsWith("/events");
  const tokenFor = (route: Route): string => (route.path.endsWith("/reserve") ? banker : token);
  const documented = (route: Route, status: number): boolean => status in route.responses;

  it("answers 200 in the promised shape", async () => {
    for (const route of routes.filter((one) => !streams(one))) {
      const { status, text } = await call(route, {
        token: route.path === "/v1/communities" ? undefined : tokenFor(route),
      });
      expect(status, `${route.method} ${route.path}: ${text.slice(0, 300)}`).to.equal(200);
    }
    const [events] = routes.filter(streams);
    const ending = new AbortController();
    const response = await served.api.app.request("http://localhost/v1/story/events?topics=blocks", {
      signal: ending.signal,
    });
    const { value } = await response.body!.getReader().read();
    expect(Buffer.from(value ?? new Uint8Array()).toString()).to.contain("event: hello");
    ending.abort();
    reached.add(`get ${events!.path} ${response.status}`);
  });

  it("refuses what it does not know with 400", async () => {
    for (const route of routes.filter((one) => documented(one, 400))) {
      const { status, text } = await call(route, { query: "?nonsense=1", token: tokenFor(route) });
      expect(status, `${route.method} ${route.path}: ${text.slice(0, 200)}`).to.equal(400);
    }
  });

  it("knows no other community: 404", async () => {
    for (const route of routes.filter((one) => documented(one, 404) && one.path.includes("{community}"))) {
      expect((await call(route, { path: fill(route.path, { community: "elsewhere" }) })).status).to.equal(404);
    }
  });

  it("asks for a token where one is needed: 401, and for the right one: 403", async () => {
    for (const route of routes.filter((one) => documented(one, 401))) {
      expect((await call(route, { token: "a.b.c" })).status).to.equal(401);
    }
    for (const route of routes.filter((one) => documented(one, 403) && !one.path.endsWith("/sign-in"))) {
      expect((await call(route, { token: other })).status, route.path).to.equal(403);
    }
    for (const route of routes.filter((one) => one.path.endsWith("/sign-in"))) {
      const query = route.method === "get" ? `?address=${a}` : "";
      const body =
        route.method === "get" ? undefined : JSON.stringify({ message: "x", signature: `0x${"1".repeat(130)}` });
      const headers = { origin: "https://elsewhere.example", "content-type": "application/json" };
      const answer = await served.ask(`sign-in${query}`, {
        method: route.method.toUpperCase(),
        headers,
        ...(body === undefined ? {} : { body }),
      });
      expect(answer.status).to.equal(403);
      reached.add(`${route.method} ${route.path} 403`);
    }
    const post = routes.find((one) => one.path.endsWith("/sign-in") && one.method === "post")!;
    expect(
      (await call(post, { body: { message: "not one of ours", signature: `0x${"1".repeat(130)}` } })).status,
    ).to.equal(401);
  });

  it("refuses a name that is taken, and a transaction that is known: 409", async () => {
    const label = routes.find((one) => one.path.endsWith("/label") && one.method === "put")!;
    const relay = routes.find((one) => one.path.endsWith("/relay"))!;
    await served.send("PUT", `accounts/${b}/label`, { name: "Ben" }, await served.signIn(1));
    expect((await call(label, { token, body: { name: "BEN" } })).status).to.equal(409);
    const body = await signedTransaction();
    await refusing(
      new RpcError("The node refused eth_sendRawTransaction: already known", { code: -32_000 }),
      async () => {
        expect((await call(relay, { body })).status).to.equal(409);
      },
    );
    await refusing(
      new RpcError("The node refused eth_sendRawTransaction: nonce too low", { code: -32_000 }),
      async () => {
        expect((await call(relay, { body })).status).to.equal(422);
      },
    );
  });

  it("takes no body of a megabyte: 413", async () => {
    for (const route of routes.filter((one) => documented(one, 413))) {
      expect((await call(route, { token, body: "x".repeat(1_000_000) })).status).to.equal(413);
    }
  });

  it("says 503 when the node is away", async () => {
    const body = await signedTransaction();
    await refusing(new RpcError("The node at nowhere cannot be reached: ECONNREFUSED.", { retry: true }), async () => {
      for (const route of routes.filter((one) => documented(one, 503) && !streams(one))) {
        const { status } = await call(route, route.path.endsWith("/relay") ? { body } : {});
        expect(status, route.path).to.equal(503);
      }
    });
    const { hub } = [...served.api.server.communities.values()][0]!;
    Object.defineProperty(hub, "listeners", { value: 1e6, configurable: true });
    expect((await call(routes.find(streams)!)).status).to.equal(503);
    Reflect.deleteProperty(hub, "listeners");
  });

  it("says 429 when one asks too much", async () => {
    const { createApp } = await import("../src/api/app.ts");
    const config = (await served.ask("/config.json")).json;
    const app = createApp(served.api.server, { config, limit: { perSecond: 0.001, burst: 1 }, trustProxy: false });
    await app.request("http://localhost/v1/communities");
    for (const route of routes) {
      const answer = await app.request(`http://localhost${fill(route.path)}`, { method: route.method.toUpperCase() });
      expect(answer.status, route.path).to.equal(429);
      expect(Number(answer.headers.get("retry-after"))).to.be.greaterThan(0);
      reached.add(`${route.method} ${route.path} 429`);
    }
  });

  it("promises nothing that was not reached above", () => {
    const promised = routes.flatMap(({ method, path, responses }) =>
      Object.keys(responses).map((status) => `${method} ${path} ${status}`),
    );
    // There is no wrong community in a path that names none.
    const missing = promised.filter((one) => !reached.has(one) && one !== "get /v1/communities 404");
    expect(missing).to.deep.equal([]);
  });

  it("is the document that the server gives", async () => {
    const { json } = await served.ask("/v1/openapi.json");
    expect(Object.keys(json.paths).sort()).to.deep.equal(Object.keys(openApiDocument().paths ?? {}).sort());
  });

  /** Has the node refuse everything while something is done. */
  async function refusing(error: Error, work: () => Promise<void>): Promise<void> {
    const { rpc } = served.index.reader;
    const request = rpc.request.bind(rpc);
    rpc.request = () => Promise.reject(error);
    try {
      await work();
    } finally {
      rpc.request = request;
    }
  }
});
