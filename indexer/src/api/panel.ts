import { existsSync } from "node:fs";
import path from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import type { App } from "./context.ts";

const missing = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>PowerChain</title></head>
  <body>
    <h1>PowerChain</h1>
    <p>The panel has not been built on this machine; the API answers all the same: <a href="/v1/docs">reference</a>.</p>
  </body>
</html>
`;

/** Serves the panel's built files; paths of the panel itself all get its one page. */
export function panelRoutes(app: App, folder: string | undefined): void {
  if (folder === undefined || !existsSync(path.join(folder, "index.html"))) {
    app.get("/", (c) => c.html(missing));
    return;
  }
  const root = path.relative(process.cwd(), folder) || ".";
  app.use("*", async (c, next) => {
    await next();
    if (c.req.path.startsWith("/v1/") || c.res.status !== 200) return;
    // Vite names files under assets/ after their content; everything else must be asked for again.
    c.header("cache-control", c.req.path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
  });
  app.use("*", serveStatic({ root }));
  app.get("*", async (c, next) => {
    const isPage = !c.req.path.startsWith("/v1/") && !path.extname(c.req.path);
    return isPage ? serveStatic({ root, path: "index.html" })(c, next) : next();
  });
}
