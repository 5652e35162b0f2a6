import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import { type Call, type Verdict, codes, failure } from "./calls.ts";
import { callerKey } from "./caller.ts";
import type { Gateway } from "./gateway.ts";

/** A slow reader is cut off before his unread messages fill our memory. */
const MAX_UNREAD_BYTES = 8_000_000;
const PING_MS = 30_000;
/** Messages that wait until the node's side is open, which takes a moment. */
const MAX_EARLY = 50;

/**
 * WebSocket connections of residents: the same rules as over HTTP, and subscriptions. Each has a connection of its own to the
 * account node, so a subscription ends with the connection that made it.
 */
export class WebSocketSide {
  readonly #gateway: Gateway;
  readonly #server: WebSocketServer;
  readonly #perCaller = new Map<string, number>();

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.#server = new WebSocketServer({ noServer: true, maxPayload: gateway.options.maxBodyBytes });
  }

  /** Takes an HTTP upgrade, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { options, upstream, metrics } = this.#gateway;
    const caller = callerKey(this.#callerOf(request));
    const refuse = (status: string, reason: string): void => {
      metrics.refused.inc({ reason });
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
    };
    if (options.upstreamWs === undefined || !upstream.answers(Date.now()))
      return refuse("503 Service Unavailable", "no upstream");
    if (!this.#allowsOrigin(request.headers.origin)) return refuse("403 Forbidden", "origin");
    const open = this.#perCaller.get(caller) ?? 0;
    if (open >= options.maxSocketsPerAddress || this.#server.clients.size >= options.maxSockets)
      return refuse("429 Too Many Requests", "sockets");
    this.#server.handleUpgrade(request, socket, head, (client) => this.#open(client, caller));
  }

  close(): void {
    for (const client of this.#server.clients) client.close(1001, "the gateway stops");
    this.#server.close();
  }

  #callerOf(request: IncomingMessage): string {
    const forwarded = this.#gateway.options.trustProxy
      ? String(request.headers["x-forwarded-for"] ?? "")
          .split(",")
          .at(-1)
          ?.trim()
      : undefined;
    return forwarded || (request.socket.remoteAddress ?? "unknown");
  }

  /** Programs send no origin; a page must be of those allowed. */
  #allowsOrigin(origin: string | undefined): boolean {
    const { origins } = this.#gateway.options;
    return origin === undefined || origins === "*" || origins.split(",").some((item) => item.trim() === origin);
  }

  #open(client: WebSocket, caller: string): void {
    this.#perCaller.set(caller, (this.#perCaller.get(caller) ?? 0) + 1);
    this.#gateway.metrics.sockets.inc();
    const node = new WebSocket(this.#gateway.options.upstreamWs as string);
    const session = new Session(this.#gateway, client, node, caller);
    const ping = setInterval(() => client.ping(), PING_MS);
    client.on("message", (data) => session.fromClient(data));
    node.on("message", (data) => session.fromNode(data));
    node.on("open", () => session.nodeIsOpen());
    node.on("close", () => client.close(1013, "the community's node is away; try again"));
    node.on("error", () => client.close(1013, "the community's node is away; try again"));
    client.on("error", () => client.terminate());
    client.on("close", () => {
      clearInterval(ping);
      node.close();
      this.#gateway.metrics.sockets.dec();
      const left = (this.#perCaller.get(caller) ?? 1) - 1;
      if (left > 0) this.#perCaller.set(caller, left);
      else this.#perCaller.delete(caller);
    });
  }
}

class Session {
  readonly #gateway: Gateway;
  readonly #client: WebSocket;
  readonly #node: WebSocket;
  readonly #caller: string;
  /** Messages that came before the node's side was open. */
  #early: string[] = [];
  #subscriptions = 0;

  constructor(gateway: Gateway, client: WebSocket, node: WebSocket, caller: string) {
    this.#gateway = gateway;
    this.#client = client;
    this.#node = node;
    this.#caller = caller;
  }

  fromClient(data: RawData): void {
    if (this.#gateway.enter(this.#caller) !== undefined) return this.#tooMany(null);
    const judged = this.#gateway.judge(textOf(data), true);
    if (judged === undefined)
      return this.#answer(failure(null, codes.internal, "The community's node does not answer just now."));
    if ("failure" in judged) {
      this.#gateway.metrics.refused.inc({ reason: judged.reason });
      return this.#answer(judged.failure);
    }
    if (!this.#gateway.allows(this.#caller, judged.verdicts)) {
      for (const verdict of judged.verdicts) this.#tooMany("call" in verdict ? verdict.call.id : verdict.failure.id);
      return;
    }
    for (const verdict of judged.verdicts) this.#pass(verdict);
  }

  #tooMany(id: Call["id"]): void {
    this.#answer(failure(id, codes.limit, `Too many calls from ${this.#caller}.`));
  }

  #pass(verdict: Verdict): void {
    const admitted = this.#gateway.admit(verdict);
    if ("failure" in admitted) return this.#answer(admitted.failure);
    if (!this.#countSubscription(admitted.call)) return;
    const text = JSON.stringify(admitted.call);
    if (this.#node.readyState === WebSocket.OPEN) this.#node.send(text);
    else if (this.#early.length < MAX_EARLY) this.#early.push(text);
    else this.#client.close(1013, "the community's node is away; try again");
  }

  #countSubscription({ method, id }: Call): boolean {
    if (method === "eth_unsubscribe") this.#subscriptions = Math.max(0, this.#subscriptions - 1);
    if (method !== "eth_subscribe") return true;
    const { maxSubscriptions } = this.#gateway.options;
    if (this.#subscriptions >= maxSubscriptions) {
      this.#answer(failure(id, codes.limit, `A connection may hold ${maxSubscriptions} subscriptions.`));
      return false;
    }
    this.#subscriptions++;
    return true;
  }

  nodeIsOpen(): void {
    for (const text of this.#early) this.#node.send(text);
    this.#early = [];
  }

  fromNode(data: RawData): void {
    this.#send(textOf(data));
  }

  #answer(message: object): void {
    this.#send(JSON.stringify(message));
  }

  #send(text: string): void {
    if (this.#client.bufferedAmount > MAX_UNREAD_BYTES) return this.#client.terminate();
    this.#client.send(text);
  }
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString("utf8");
}
