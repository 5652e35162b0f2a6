import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { portError } from "../lib/errors.ts";
import type { Provider, SubscriptionMessage } from "./provider.ts";

export interface RpcServer {
  url: string;
  close(): Promise<void>;
}

interface RpcRequest {
  id?: unknown;
  method?: unknown;
  params?: unknown;
}

type RpcAnswer = { jsonrpc: "2.0"; id: unknown } & ({ result: unknown } | { error: object });

/** As on a public node: reading and sending. Moving the clock or another's account is for this process only. */
const openMethods = /^(eth|net|web3|debug)_/;
const largestBody = 32 * 1024 * 1024;

/** Serves the provider as JSON-RPC on 127.0.0.1, over HTTP (single and batch) and WebSocket (with subscriptions). */
export async function serveRpc(provider: Provider, port: number): Promise<RpcServer> {
  const http = createServer((request, response) => void answerHttp(provider, request, response));
  const sockets = new WebSocketServer({ noServer: true });
  http.on("upgrade", (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (client) => attachSocket(provider, client));
  });
  await listen(http, port);
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(portError(error, port, "the chain's RPC", "--rpc-port")));
    server.listen(port, "127.0.0.1", resolve);
  });
}

async function answerHttp(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Access-Control-Allow-Methods", "POST, OPTIONS");
  response.setHeader("Access-Control-Allow-Headers", "content-type");
  if (request.method === "OPTIONS") return void response.writeHead(204).end();
  if (request.method !== "POST") return void response.writeHead(405).end("JSON-RPC: send a POST request.\n");
  const text = await readBody(request).catch(() => undefined);
  if (text === undefined) return void response.writeHead(413).end();
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(await answerText(provider, text)));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new RangeError("body too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function attachSocket(provider: Provider, client: WebSocket): void {
  const subscriptions = new Set<unknown>();
  const send = (value: unknown): void => client.send(JSON.stringify(value));
  const forward = (message: SubscriptionMessage): void => {
    if (!subscriptions.has(message.data.subscription)) return;
    send({ jsonrpc: "2.0", method: "eth_subscription", params: message.data });
  };
  const watched: Provider = {
    ...provider,
    request: async (call) => {
      const result = await provider.request(call);
      if (call.method === "eth_subscribe") subscriptions.add(result);
      return result;
    },
  };
  provider.on("message", forward);
  client.on("message", (data: Buffer) => void answerText(watched, data.toString("utf8")).then(send));
  client.on("close", () => {
    provider.removeListener("message", forward);
    for (const id of subscriptions) {
      // A chain that was stopped meanwhile has forgotten it already.
      provider.request({ method: "eth_unsubscribe", params: [id] }).catch(() => undefined);
    }
  });
}

async function answerText(provider: Provider, text: string): Promise<RpcAnswer | RpcAnswer[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return failure(null, -32700, "not JSON");
  }
  if (!Array.isArray(parsed)) return await answer(provider, parsed as RpcRequest | null);
  return await Promise.all(parsed.map((item: RpcRequest | null) => answer(provider, item)));
}

async function answer(provider: Provider, request: RpcRequest | null): Promise<RpcAnswer> {
  const id = request?.id ?? null;
  const method = request?.method;
  if (typeof method !== "string") return failure(id, -32600, "a request needs a method");
  if (!openMethods.test(method)) return failure(id, -32601, `the method ${method} is not offered here`);
  try {
    return { jsonrpc: "2.0", id, result: await provider.request({ method, params: request?.params ?? [] }) };
  } catch (error) {
    const { code, message, data } = error as { code?: unknown; message?: string; data?: unknown };
    const inner = (data as { data?: unknown } | undefined)?.data;
    return failure(
      id,
      typeof code === "number" ? code : -32603,
      message ?? String(error),
      code === 3 ? (inner ?? data) : data,
    );
  }
}

function failure(id: unknown, code: number, message: string, data?: unknown): RpcAnswer {
  return { jsonrpc: "2.0", id, error: { code, message, ...(data === undefined ? {} : { data }) } };
}
