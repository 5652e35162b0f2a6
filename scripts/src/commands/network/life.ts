import type { Command } from "commander";
import { examples } from "../../lib/help.ts";

const name = ["[name]", "the network", "geth"] as const;
const life = async () => await import("../../network/cli/life.ts");

export function registerLife(parent: Command): void {
  const start = parent
    .command("start")
    .summary("start what does not run, and wait until it answers")
    .description(
      "Starts a network's nodes, watchdog and gateway; they go on when this command has ended. Repeating it starts what has stopped.",
    )
    .argument(...name)
    .option("--monitor", "also Prometheus and Grafana, in containers (needs docker-compose)")
    .option("--json", "print addresses as JSON")
    .action(
      async (network: string, flags: { monitor?: boolean; json?: boolean }) =>
        await (await life()).runStart(network, flags),
    );
  examples(start, {
    "network start": "one validator at 1 s blocks, made when it is not there yet",
    "network start demo": "all nodes of demo",
  });

  parent
    .command("stop")
    .summary("stop cleanly; the chain goes on at the next start")
    .argument(...name)
    .action(async (network: string) => await (await life()).runStop(network));

  const restart = parent
    .command("restart")
    .summary("stop and start one node, or all")
    .argument(...name)
    .argument("[node]", "only this node")
    .action(async (network: string, node?: string) => await (await life()).runRestart(network, node));
  examples(restart, { "network restart demo validator-2": "only that validator" });

  const reset = parent
    .command("reset")
    .summary("throw the chain away, keep the keys")
    .argument(...name)
    .option("--yes", "do it: all blocks, balances and contracts of this network are lost")
    .action(async (network: string, flags: { yes?: boolean }) => await (await life()).runReset(network, flags));
  examples(reset, { "network reset demo --yes": "the next start begins at the genesis block" });

  parent
    .command("destroy")
    .summary("remove a network with its keys")
    .argument("<name>", "the network")
    .option("--yes", "do it: nothing of the network is left on this machine")
    .action(async (network: string, flags: { yes?: boolean }) => await (await life()).runDestroy(network, flags));
}
