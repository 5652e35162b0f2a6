import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { App } from "./context.ts";

const files: Record<string, string> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
};

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>PowerChain API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/v1/docs/swagger-ui.css" />
    <style>
      .operation-servers { display: none; } /* there is only this server, and nothing to choose */
    </style>
  </head>
  <body>
    <div id="reference"></div>
    <script src="/v1/docs/swagger-ui-bundle.js"></script>
    <script src="/v1/docs/start.js"></script>
  </body>
</html>
`;
const start = `SwaggerUIBundle({ url: "/v1/openapi.json", dom_id: "#reference", deepLinking: true, filter: true, tryItOutEnabled: true, docExpansion: "list" });\n`;

/** The browsable reference, from this server alone: it works where there is no internet. */
export function referenceRoutes(app: App): void {
  const folder = path.dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  app.get("/v1/docs", (c) => c.html(page));
  app.get("/v1/docs/start.js", (c) => c.body(start, 200, { "content-type": "text/javascript; charset=utf-8" }));
  app.get("/v1/docs/:file", async (c) => {
    const type = files[c.req.param("file")];
    if (type === undefined) return c.notFound();
    const body = await readFile(path.join(folder, c.req.param("file")), "utf8");
    return c.body(body, 200, { "content-type": type, "cache-control": "public, max-age=86400" });
  });
}
