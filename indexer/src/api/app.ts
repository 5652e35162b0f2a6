import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { secureHeaders } from "hono/secure-headers";
import { HTTPException } from "hono/http-exception";
import type { RuntimeConfig } from "./types.ts";
import { askerOf } from "./asker.ts";
import { readToken } from "./auth.ts";
import type { App, Env, Server } from "./context.ts";
import { openApiInfo, tokenScheme } from "./document.ts";
import { accountRoutes } from "./handlers/accounts.ts";
import { bankRoutes } from "./handlers/bank.ts";
import { eventRoutes } from "./handlers/events.ts";
import { explorerRoutes } from "./handlers/explorer.ts";
import { governanceRoutes } from "./handlers/governance.ts";
import { marketRoutes } from "./handlers/market.ts";
import { communityRoutes, networkRoutes } from "./handlers/network.ts";
import { personalRoutes } from "./handlers/personal.ts";
import { relayRoutes } from "./handlers/relay.ts";
import { statementRoutes } from "./handlers/statements.ts";
import { healthRoutes } from "./health.ts";
import { panelRoutes } from "./panel.ts";
import { ApiProblem, answerProblem, invalidRequest, notFound } from "./problem.ts";
import { type RateLimit, rateLimit } from "./rateLimit.ts";
import { referenceRoutes } from "./reference.ts";
import { rpcProxy } from "./rpcProxy.ts";

const MOST_BODY_BYTES = 512 * 1024;

export interface AppOptions {
  config: RuntimeConfig;
  /** The panel's built files. */
  panel?: string | undefined;
  /** JSON-RPC that /rpc passes on to; without it there is no /rpc. */
  rpcTarget?: string | undefined;
  limit: RateLimit;
  /** Take the asker's address from X-Forwarded-For: only behind a proxy that sets it. */
  trustProxy: boolean;
}

/** The whole web of a community's server: API, live events, reference, health, runtime configuration and panel. */
export function createApp(server: Server, options: AppOptions): App {
  const app: App = new OpenAPIHono<Env>({
    defaultHook: (result, c) => {
      if (!result.success) return answerProblem(c, invalidRequest(result.target, result.error.issues));
      return undefined;
    },
  });
  failures(app, server);
  app.use(secureHeaders({ contentSecurityPolicy: undefined, crossOriginResourcePolicy: false, xFrameOptions: "DENY" }));
  app.use(cors({ origin: "*", exposeHeaders: ["ETag", "Retry-After"], maxAge: 86_400 }));
  app.use(compress());
  healthRoutes(app, server);
  const limited = rateLimit(options.limit, (c) => askerOf(c, options.trustProxy));
  app.use("/v1/*", limited);
  app.use("/rpc", limited);
  app.get("/config.json", etag(), (c) => c.json(options.config, 200, { "cache-control": "no-cache" }));
  referenceRoutes(app);
  app.get("/v1/openapi.json", (c) => c.json(app.getOpenAPI31Document(openApiInfo)));
  app.openAPIRegistry.registerComponent("securitySchemes", "token", tokenScheme);
  apiRoutes(app, server, options.trustProxy);
  if (options.rpcTarget !== undefined) rpcProxy(app, options.rpcTarget);
  panelRoutes(app, options.panel);
  return app;
}

function apiRoutes(app: App, server: Server, trustProxy: boolean): void {
  const cached: MiddlewareHandler<Env> = etag();
  app.use("/v1/*", (c: Context<Env, string>, next) => {
    const whole = c.req.method === "GET" && !c.req.path.endsWith("/events");
    return whole ? cached(c, next) : next();
  });
  app.use(
    "/v1/*",
    bodyLimit({
      maxSize: MOST_BODY_BYTES,
      onError: (c: Context) => answerProblem(c, new ApiProblem(413, "The body is too large.", "Send less at once.")),
    }),
  );
  communityRoutes(app, server);
  app.use("/v1/:community/*", readToken(server));
  app.use("/v1/:community/*", async (c, next) => {
    const community = server.communities.get(c.req.param("community"));
    if (community === undefined)
      throw notFound(
        `community "${c.req.param("community").slice(0, 40)}" here`,
        "See /v1/communities for those there are.",
      );
    c.set("community", community);
    // While a block is being written its state is in memory already, and its history not yet in the database.
    await community.follower.index.written;
    // Answers depend on who asks, and are true until the next block.
    c.header("cache-control", "private, no-cache");
    return next();
  });
  networkRoutes(app, server);
  accountRoutes(app, server);
  marketRoutes(app, server);
  governanceRoutes(app, server);
  bankRoutes(app, server);
  explorerRoutes(app);
  personalRoutes(app, server);
  statementRoutes(app, server);
  eventRoutes(app, trustProxy);
  relayRoutes(app);
}

function failures(app: App, { log }: Server): void {
  app.notFound((c) => answerProblem(c, notFound("such path here", "See /v1/docs for all there are.")));
  app.onError((error, c) => {
    if (error instanceof ApiProblem) return answerProblem(c, error);
    if (error instanceof HTTPException) {
      return answerProblem(
        c,
        new ApiProblem(error.status, error.message || "The request is not understood.", "See /v1/docs."),
      );
    }
    log.error({ error: error.stack, path: c.req.path }, "a request failed");
    return answerProblem(
      c,
      new ApiProblem(500, "Something went wrong here.", "Try again; if it goes on, tell the operator the time."),
    );
  });
}
