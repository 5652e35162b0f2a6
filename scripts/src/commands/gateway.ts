import type { Command } from "commander";
import { examples, groups } from "../lib/help.ts";

export function register(program: Command): void {
  const command = program
    .command("gateway")
    .helpGroup(groups.network)
    .summary("the door that residents use to the chain")
    .description(
      "Stands in front of an account node: passes on only what residents need, checks transactions, and limits how much\none address and one account may send. Serves JSON-RPC, WebSocket subscriptions, /healthz, /readyz and /metrics.\n`network start` opens one for each network with an account node; this command is for machines of their own.",
    )
    .option("--network <name>", "in front of this network's account node, on its port")
    .option("--upstream <url>", "JSON-RPC of the account node")
    .option("--upstream-ws <url>", "WebSocket of the account node (without it there are no subscriptions)")
    .option("--host <address>", "address to listen on (default: 127.0.0.1)")
    .option("--port <port>", "port to listen on (default: 8080)")
    .option("--origins <list>", "web pages that may ask, by commas (default: all)")
    .option("--trust-proxy", "take residents' addresses from X-Forwarded-For")
    .option("--max-body-bytes <bytes>", "of a request (default: 512000)")
    .option("--max-batch <calls>", "in a request (default: 100)")
    .option("--max-transaction-bytes <bytes>", "(default: 65536)")
    .option("--max-gas <gas>", "of a transaction (default: 30000000)")
    .option("--max-log-blocks <blocks>", "that one eth_getLogs may span (default: 100000)")
    .option("--calls-per-second <count>", "of one address, on average; five times that at once (default: 200)")
    .option("--transactions-per-second <count>", "of one account, on average; ten times that at once (default: 10)")
    .option("--max-sockets <count>", "WebSocket connections (default: 1000)")
    .option("--max-sockets-per-address <count>", "(default: 20)")
    .option("--max-subscriptions <count>", "of one connection (default: 20)")
    .action(async (flags: Record<string, unknown>) => {
      const { runGateway } = await import("../gateway/cli.ts");
      await runGateway(flags);
    });
  examples(command, {
    "gateway --network demo": "in front of demo's account node",
    "gateway --upstream http://10.0.0.4:8545 --host 0.0.0.0 --port 8080": "in front of one on another machine",
  });
}
