import type { Command } from "commander";
import type { ApiFlags, LabelFlags } from "../api/run.ts";
import { examples, groups } from "../lib/help.ts";
import { parsePort } from "../lib/options.ts";

const list = (text: string): string[] => text.split(",").map((item) => item.trim());

export function register(program: Command): void {
  const api = program
    .command("api")
    .helpGroup(groups.community)
    .summary("serve a community: history, statements, live events, panel")
    .description(
      "Indexes networks and serves them over HTTP, with the panel. The first network is the panel's. Reference: /v1/docs",
    )
    .option("--network <names>", "networks to serve, by commas (their contracts must be deployed)")
    .option("--database <file>", "SQLite file or postgres:// address (default: .powerchain/index.db)")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <port>", "port to listen on", parsePort, 8090)
    .option("--title <text>", "what people call the community (default: the network's name)")
    .option("--time-zone <zone>", "in which days and months are counted (default: this machine's)")
    .option("--tariff <retail,feed-in>", "the supplier's prices in EUR/kWh, shown for comparison, as 0.31,0.08")
    .option("--public-rpc-url <url>", "JSON-RPC as wallets reach it (default: /rpc of this server)")
    .option("--panel <folder>", "the panel's built files (default: web/dist)")
    .option("--origin <list>", "public addresses at which people sign in, by commas, as https://energy.example", list)
    .option("--trust-proxy", "take askers' addresses from X-Forwarded-For")
    .action(async (flags: ApiFlags) => {
      const { runApi } = await import("../api/run.ts");
      await runApi(flags);
    });
  const labels = api
    .command("labels")
    .description("Names that residents and units go by on this server, as CSV (address,name).");
  for (const [name, what] of [
    ["import", "sets names from a CSV file; all of them or, on a bad line, none"],
    ["export", "prints all names as CSV"],
  ] as const) {
    const command = labels
      .command(name)
      .description(what)
      .requiredOption("--network <name>", "the network")
      .option("--database <file>", "SQLite file or postgres:// address (default: .powerchain/index.db)");
    if (name === "import") command.argument("<file>", "CSV: address,name");
    command.action(async (...args: unknown[]) => {
      const { runLabels } = await import("../api/labels.ts");
      const flags = args.find((arg) => typeof arg === "object" && arg !== null && "network" in arg) as LabelFlags;
      await runLabels(flags, typeof args[0] === "string" ? args[0] : undefined);
    });
  }
  examples(api, {
    "api --network demo": "serve the network demo on http://127.0.0.1:8090",
    "api --network demo --tariff 0.31,0.08 --time-zone Europe/Athens": "with the supplier's prices beside",
    "api labels import --network demo names.csv": "give residents and units names",
  });
}
