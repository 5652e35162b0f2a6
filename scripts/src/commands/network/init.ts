import type { Command } from "commander";
import { examples } from "../../lib/help.ts";

interface InitFlags {
  validators: string;
  accountNodes?: string;
  blockTime: string;
  chainId?: string;
  gasLimit?: string;
  epoch?: string;
  basePort?: string;
  hosts?: string;
  json?: boolean;
}

export function registerInit(parent: Command): void {
  const command = parent
    .command("init")
    .summary("make a network: keys, genesis block, a folder a node")
    .description(
      "Makes keys (validators' behind Clef, which signs nothing but block headers), the genesis block, and for each node a folder with a start script\nand a systemd unit that can be copied to its machine; and a docker-compose.yml of the same nodes. Starts nothing.",
    )
    .argument("<name>", "small letters, digits and dashes")
    .option("--validators <count>", "how many seal blocks; odd is best", "1")
    .option("--account-nodes <count>", "nodes without keys that serve residents (default: 1, and 0 for one validator)")
    .option("--block-time <seconds>", "time between blocks", "1")
    .option("--chain-id <number>", "default: at random, so that nothing signed here is good elsewhere")
    .option("--gas-limit <gas>", "of a block (default: 1000000000)")
    .option("--epoch <blocks>", "after so many blocks open votes on validators lapse (default: 30000)")
    .option(
      "--base-port <port>",
      "the first port; each node takes ten, and ports of other networks here are left out (default: 30300)",
    )
    .option(
      "--hosts <addresses>",
      "IP addresses of the machines, by commas: boot node, validators, account nodes (default: all here)",
    )
    .option("--json", "print the network as JSON")
    .action(async (name: string, flags: InitFlags) => {
      const { runInit } = await import("../../network/cli/init.ts");
      await runInit(name, flags);
    });
  examples(command, {
    "network init demo --validators 3": "three validators, an account node and a boot node on this machine",
    "network init village --validators 3 --hosts 10.0.0.1,10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4":
      "the same on four machines",
  });
}
