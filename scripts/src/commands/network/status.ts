import type { Command } from "commander";
import { examples } from "../../lib/help.ts";

export function registerStatus(parent: Command): void {
  const status = parent
    .command("status")
    .summary("who runs, who seals, and what to do when not all is well")
    .argument("[name]", "the network (default: all)")
    .option("--watch", "show it anew every 2 seconds until Ctrl-C")
    .option("--json", "print it as JSON")
    .action(async (name: string | undefined, flags: { watch?: boolean; json?: boolean }) => {
      const { runStatus } = await import("../../network/cli/status.ts");
      await runStatus(name, flags);
    });
  examples(status, {
    "network status": "all networks of this machine",
    "network status demo --watch": "one, live",
    "network status demo --json": "for programs; exits 1 when the network is not healthy",
  });

  const logs = parent
    .command("logs")
    .summary("what a network's programs have written")
    .argument("[name]", "the network", "geth")
    .argument("[node]", "only this node, or: watchdog, gateway")
    .option("--lines <count>", "how many lines of each", "20")
    .option("--program <name>", "geth, clef, bootnode, supervisor", "geth")
    .option("--follow", "go on until Ctrl-C")
    .action(
      async (name: string, node: string | undefined, flags: { lines: string; program: string; follow?: boolean }) => {
        const { runLogs } = await import("../../network/cli/logs.ts");
        await runLogs(name, node, flags);
      },
    );
  examples(logs, {
    "network logs demo validator-1": "the last lines of its Geth",
    "network logs demo validator-1 --program supervisor": "when it started, stopped, and why",
  });

  parent
    .command("watch")
    .summary("the watchdog: says what changes, mends what can be (network start runs it)")
    .argument("[name]", "the network", "geth")
    .option("--port <port>", "of its /metrics, /healthz and /readyz (default: the network's own)")
    .option("--host <address>", "what it listens on", "127.0.0.1")
    .action(async (name: string, flags: { port?: string; host: string }) => {
      const { runWatch } = await import("../../network/cli/watch.ts");
      await runWatch(name, flags);
    });

  parent
    .command("heal")
    .summary("mend a split or deadlocked chain now, as the watchdog would")
    .argument("[name]", "the network", "geth")
    .action(async (name: string) => {
      const { runHeal } = await import("../../network/cli/watch.ts");
      await runHeal(name);
    });
}
