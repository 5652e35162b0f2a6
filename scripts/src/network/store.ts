import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CommandError } from "../lib/errors.ts";
import { networksFolder } from "../lib/paths.ts";
import { type Network, type NetworkNode, networkSchema } from "./model.ts";

/** The network that commands mean when none is named: one validator, 1 s blocks, made at the first start. */
export const DEFAULT_NETWORK = "geth";

export function networkFolder(name: string): string {
  return path.join(process.env["POWERCHAIN_NETWORKS"] ?? networksFolder, name);
}

export function nodeFolder(network: Network, node: NetworkNode): string {
  return path.join(networkFolder(network.name), "nodes", node.name);
}

export function networkExists(name: string): boolean {
  return existsSync(path.join(networkFolder(name), "network.json"));
}

/** Names of all networks on this machine's project, sorted. */
export function networkNames(): string[] {
  const folder = path.dirname(networkFolder("x"));
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter(networkExists).sort();
}

/** @throws CommandError when there is no such network, or its file is damaged */
export function readNetwork(name: string): Network {
  const file = path.join(networkFolder(name), "network.json");
  if (!networkExists(name)) {
    const names = networkNames();
    const known = names.length > 0 ? `There is: ${names.join(", ")}. ` : "";
    throw new CommandError(`There is no network "${name}".`, {
      hint: `${known}Make it with: ./powerchain network init ${name} --validators 3`,
    });
  }
  const parsed = networkSchema.safeParse(parseJson(file));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path: at, message }) => `${at.join(".")}: ${message}`).join("; ");
  throw new CommandError(`${file} does not describe a network: ${issues}.`, {
    hint: `Restore it from a backup, or remove the network with: ./powerchain network destroy ${name}`,
  });
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new CommandError(`${file} is not JSON: ${(error as Error).message}.`, {
      hint: "Restore it from a backup.",
      cause: error,
    });
  }
}

/** Written beside and moved into place, so that a power cut leaves the old file or the new one. */
export function writeNetwork(network: Network): void {
  const file = path.join(networkFolder(network.name), "network.json");
  writeFileSync(`${file}.new`, `${JSON.stringify(network, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** The ports of all networks but `except`. */
export function portsOfOthers(except: string): Map<number, string> {
  const taken = new Map<number, string>();
  for (const name of networkNames().filter((other) => other !== except)) {
    for (const node of readNetwork(name).nodes) {
      for (const port of Object.values(node.ports)) taken.set(port, `${node.name} of network ${name}`);
    }
  }
  return taken;
}
