import type { Command } from "commander";
import { examples, groups } from "../lib/help.ts";

interface Options {
  network: string;
  as?: string;
  list?: boolean;
  json?: string;
}

export function register(program: Command): void {
  const command = program
    .command("call")
    .helpGroup(groups.community)
    .summary("send a command to the community's contracts, or read from them")
    .description(
      "Calls a method by its name, with amounts in kWh, ENT and EUR, and shows what came of it, its gas and its events.",
    )
    .argument("[method]", "a command or a read; see --list")
    .argument("[args...]", "its arguments, in order")
    .option("-n, --network <name>", "a network of this machine, or the URL of a node", "geth")
    .option("--as <account>", "who sends: a demo account's name, or a key file")
    .option("--list", "show all methods and their arguments")
    .option("--json <file>", "write the result, with all amounts in the chain's units")
    .action(async (method: string | undefined, args: string[], options: Options) => {
      const { listMethods, runCall } = await import("../call/run.ts");
      if (options.list === true || method === undefined) listMethods();
      else await runCall(method, args, options);
    });
  examples(command, {
    "call --list": "every method, and what it takes",
    "call addVoter B --as A": "vote for demo account B as A",
    "call registerStorageUnit U1 C 10 5 --as A": "10 kWh, 5 kW",
    "call startConsumptionSession U1 2 --as C": "lock 2 ENT",
    "call addOrder buy 10 0.25 --as A": "10 ENT at 0.25 EUR each",
    "call network": "totals, imbalance, rates",
    "call balances C --network http://127.0.0.1:8545": "of a node elsewhere",
  });
}
