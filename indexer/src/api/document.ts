import { OpenAPIHono } from "@hono/zod-openapi";
import * as routes from "./routes/index.ts";

const description = `What a PowerChain community's chain has recorded, as history, statistics and statements, and live.

Token amounts are texts of base units (ENT: 1e-9, eEuro: 1e-8), energies whole Wh, times Unix seconds, prices ticks of
0.0001 eEuro per ENT. Lists are paged: give the \`next\` of a page as \`cursor\` for the following one. Errors are
problems (RFC 9457) with a \`hint\`. Answers carry an ETag.`;

export const openApiInfo = {
  openapi: "3.1.0",
  info: { title: "PowerChain API", version: "1", description, license: { name: "MIT", identifier: "MIT" } },
};

export const tokenScheme = {
  type: "http",
  scheme: "bearer",
  description: "A token from POST /v1/{community}/sign-in; valid for an hour.",
} as const;

/** The OpenAPI document of all routes, without a running server. */
export function openApiDocument(): ReturnType<OpenAPIHono["getOpenAPI31Document"]> {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent("securitySchemes", "token", tokenScheme);
  for (const group of Object.values(routes)) {
    for (const route of Object.values(group)) {
      if (typeof route === "object" && "getRoutingPath" in route) app.openAPIRegistry.registerPath(route as never);
    }
  }
  return app.getOpenAPI31Document(openApiInfo);
}
