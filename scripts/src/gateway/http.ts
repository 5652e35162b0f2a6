import { getConnInfo } from "@hono/node-server/conninfo";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { addServiceRoutes } from "../network/serviceShell.ts";
import { codes, failure } from "./calls.ts";
import type { Gateway } from "./gateway.ts";

/** The gateway's routes: JSON-RPC by POST at /, and the service's own. */
export function createApp(gateway: Gateway): Hono {
  const { options, metrics, upstream } = gateway;
  const app = new Hono();
  const origin = options.origins === "*" ? "*" : options.origins.split(",").map((item) => item.trim());
  app.use("/", cors({ origin, allowMethods: ["POST"], allowHeaders: ["content-type"], maxAge: 86_400 }));
  addServiceRoutes(app, metrics.registry, () => ({
    ready: upstream.answers(Date.now()),
    detail: { chainId: upstream.chainId ?? null, head: upstream.head },
  }));
  const refuse = (context: Context, status: 405 | 413 | 415, message: string, reason: string): Response => {
    metrics.refused.inc({ reason });
    return context.json(failure(null, codes.request, message), status);
  };
  const tooLarge = (context: Context): Response =>
    refuse(context, 413, `A request may have ${options.maxBodyBytes} bytes.`, "body size");
  app.post("/", bodyLimit({ maxSize: options.maxBodyBytes, onError: tooLarge }), async (context) => {
    const type = context.req.header("content-type") ?? "";
    if (!/^application\/json\b/i.test(type))
      return refuse(context, 415, "Send JSON, with content-type application/json.", "content type");
    const caller = callerOf(context, options.trustProxy);
    // Whoever has had too much is answered before his next body is read.
    const reply = gateway.enter(caller) ?? (await gateway.handle(await context.req.text(), caller));
    if (reply.retryAfterS !== undefined) context.header("retry-after", String(reply.retryAfterS));
    return context.json(reply.body, reply.status);
  });
  app.all("/", (context) => refuse(context, 405, "Send JSON-RPC by POST.", "http method"));
  return app;
}

function callerOf(context: Context, trustProxy: boolean): string {
  const forwarded = trustProxy ? context.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  return forwarded ?? getConnInfo(context).remote.address ?? "unknown";
}
