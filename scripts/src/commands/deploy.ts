import type { Command } from "commander";
import { examples, groups } from "../lib/help.ts";

export function register(program: Command): void {
  const command = program
    .command("deploy")
    .helpGroup(groups.network)
    .summary("put the community's contracts on a chain")
    .description(
      "Deploys the contracts of one community, wired to each other for good, and checks their code. Run again, it says what is\nthere; after an interruption it goes on where it stopped. The manifest is kept in deployments/NAME.json.",
    )
    .option(
      "-n, --network <name>",
      "a network of this machine, the URL of a node, or embedded (ends with the command)",
      "geth",
    )
    .option("--as <account>", "who deploys and becomes the first voter: a demo account's name, or a key file", "A")
    .option("--fresh", "make another community even if one is there", false)
    .option("--json <file>", "write the manifest and what was done")
    .action(async (options: { network: string; as: string; fresh: boolean; json?: string }) => {
      const { runDeploy } = await import("../deploy/run.ts");
      await runDeploy(options);
    });
  examples(command, {
    "deploy --network geth": "the network of this machine, demo account A as first voter",
    "deploy --network geth --as voter.key": "with a key of your own",
    "deploy --network http://10.0.0.5:8545": "a node elsewhere",
    "deploy --network embedded": "only to see that it works",
  });
}
