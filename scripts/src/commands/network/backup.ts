import type { Command } from "commander";
import type { BackupFlags, RestoreFlags } from "../../network/cli/backup.ts";
import { examples } from "../../lib/help.ts";

export function registerBackup(parent: Command): void {
  const save = parent
    .command("backup")
    .summary("keys (and the chain) of a network or a node, encrypted in one file")
    .description(
      "Writes an encrypted file with the keys of all nodes, or of one. The password comes from POWERCHAIN_PASSWORD or a file.",
    )
    .argument("[name]", "the network", "geth")
    .option("--node <node>", "only this node")
    .option("--with-chain", "the chain too; each node stands still while its own is copied")
    .option("--to <file>", "the file to write (default: a name with the date)")
    .option("--password-file <file>", "a file that holds the password")
    .action(async (name: string, flags: BackupFlags) => {
      const { runBackup } = await import("../../network/cli/backup.ts");
      await runBackup(name, flags);
    });
  examples(save, {
    "network backup demo --to demo.backup": "all keys",
    "network backup demo --node validator-2 --with-chain": "one node with its chain",
  });

  const load = parent
    .command("restore")
    .summary("bring nodes back from a backup")
    .argument("<name>", "the network")
    .requiredOption("--from <file>", "the backup")
    .option("--node <node>", "only this node")
    .option("--password-file <file>", "a file that holds the password")
    .action(async (name: string, flags: RestoreFlags) => {
      const { runRestore } = await import("../../network/cli/backup.ts");
      await runRestore(name, flags);
    });
  examples(load, {
    "network restore demo --from demo.backup": "what is missing of it",
    "network restore demo --from demo.backup --node validator-2": "one node",
  });
}
