import { readFileSync, statSync } from "node:fs";
import { CommandError } from "../../lib/errors.ts";
import { withProgress } from "../../lib/progress.ts";
import { backup, restore } from "../backup.ts";
import { findNode } from "../stop.ts";
import { readNetwork } from "../store.ts";

export interface BackupFlags {
  node?: string;
  withChain?: boolean;
  to?: string;
  passwordFile?: string;
}

export async function runBackup(name: string, flags: BackupFlags): Promise<void> {
  const network = readNetwork(name);
  if (flags.node !== undefined) findNode(network, flags.node);
  const file =
    flags.to ?? `${name}-${flags.node ?? "all"}-${new Date().toISOString().slice(0, 19).replace(/[:T]/g, "")}.backup`;
  const password = passwordOf(flags.passwordFile);
  const names = await withProgress(
    `Back up ${flags.node ?? name}`,
    async (say) =>
      await backup(network, { node: flags.node, withChain: flags.withChain === true, file, password, say }),
  );
  const kb = Math.ceil(statSync(file).size / 1024);
  process.stdout.write(
    `${file}: ${names.join(", ")} (${kb} kB, encrypted). Keep it, and its password, away from this machine.\n`,
  );
}

export interface RestoreFlags {
  from: string;
  node?: string;
  passwordFile?: string;
}

export async function runRestore(name: string, flags: RestoreFlags): Promise<void> {
  const password = passwordOf(flags.passwordFile);
  const names = await withProgress(
    `Restore ${flags.node ?? name}`,
    async (say) => await restore({ name, node: flags.node, file: flags.from, password, say }),
  );
  process.stdout.write(`Brought back: ${names.join(", ")}. Start with: ./powerchain network start ${name}\n`);
  process.stdout.write(
    "Never run a validator's key on two machines at once: if the old one still runs anywhere, stop it first.\n",
  );
}

function passwordOf(file: string | undefined): string | undefined {
  if (file === undefined) return process.env["POWERCHAIN_PASSWORD"];
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new CommandError(`The password file ${file} cannot be read.`, { cause });
  }
}
