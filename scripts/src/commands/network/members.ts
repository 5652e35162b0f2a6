import type { Command } from "commander";
import { examples } from "../../lib/help.ts";

const members = async () => await import("../../network/cli/members.ts");

export function registerMembers(parent: Command): void {
  parent
    .command("validators")
    .summary("who may seal, who does, and which votes are open")
    .argument("[name]", "the network", "geth")
    .option("--json", "print it as JSON")
    .action(async (name: string, flags: { json?: boolean }) => await (await members()).runValidators(name, flags));

  const add = parent
    .command("add-validator")
    .summary("make a validator, let it get the chain, and vote it in")
    .argument("[name]", "the network", "geth")
    .option("--host <address>", "IP address of the machine it will run on (default: here)")
    .action(async (name: string, flags: { host?: string }) => await (await members()).runAddValidator(name, flags));
  examples(add, {
    "network add-validator demo": "on this machine, started and voted in",
    "network add-validator demo --host 10.0.0.7": "its folder is made here, and copied there by you",
  });

  const remove = parent
    .command("remove-validator")
    .summary("vote a validator out, stop it, and put its folder aside")
    .argument("<name>", "the network")
    .argument("<node>", "the validator's node")
    .action(async (name: string, node: string) => await (await members()).runRemoveValidator(name, node));
  examples(remove, { "network remove-validator demo validator-3": "also one that no longer runs" });

  const vote = parent
    .command("propose")
    .summary("cast this machine's votes on whether an address may seal")
    .argument("<name>", "the network")
    .argument("<address>", "the validator's address")
    .option("--remove", "vote it out")
    .option("--withdraw", "take the votes back, as far as no block holds them")
    .option("--as <node>", "only this validator's vote")
    .action(
      async (name: string, address: string, flags: { remove?: boolean; withdraw?: boolean; as?: string }) =>
        await (await members()).runPropose(name, address, flags),
    );
  examples(vote, {
    "network propose demo 0x5ab6…": "for a validator that another operator has made",
    "network propose demo 0x5ab6… --remove": "against one",
  });
}
