import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { ServerType } from "@hono/node-server";
import { moduleLog } from "../lib/log.ts";
import { createServer, listen } from "../network/serviceShell.ts";
import { Gateway } from "./gateway.ts";
import { createApp } from "./http.ts";
import type { GatewayOptions } from "./options.ts";
import { WebSocketSide } from "./webSocket.ts";

export interface RunningGateway {
  url: string;
  port: number;
  close(): Promise<void>;
}

/**
 * Opens a gateway in front of an account node. It serves at once; while the node does not answer it says so.
 * @throws CommandError when the port is taken
 */
export async function openGateway(options: GatewayOptions): Promise<RunningGateway> {
  const gateway = new Gateway(options);
  await gateway.upstream.start();
  const server = createServer(createApp(gateway));
  const sockets = new WebSocketSide(gateway);
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    sockets.upgrade(request, socket, head),
  );
  const port = await listen(server, options.host, options.port, "the gateway", "--port");
  moduleLog("gateway").info({ port, upstream: options.upstream }, "open");
  return { url: `http://${options.host}:${port}`, port, close: async () => await close(gateway, sockets, server) };
}

async function close(gateway: Gateway, sockets: WebSocketSide, server: ServerType): Promise<void> {
  gateway.upstream.stop();
  sockets.close();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if ("closeIdleConnections" in server) server.closeIdleConnections();
  if ("closeAllConnections" in server) setTimeout(() => server.closeAllConnections(), 1_000).unref();
  await closed;
}
