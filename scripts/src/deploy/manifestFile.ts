import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Manifest, parseManifest } from "@powerchain/sdk";
import { CommandError } from "../lib/errors.ts";
import { deploymentsFolder, ensureFolder, shownPath } from "../lib/paths.ts";

export function manifestPath(network: string): string {
  if (!/^[\w.-]{1,64}$/.test(network) || network.startsWith(".")) {
    throw new CommandError(`"${network}" is no name for a network.`, { hint: "Use letters, digits, - and _." });
  }
  return path.join(process.env["POWERCHAIN_DEPLOYMENTS"] ?? deploymentsFolder, `${network}.json`);
}

/** The manifest of a network, if it has one. @throws CommandError or ManifestError when it is damaged */
export function findManifest(network: string): Manifest | undefined {
  const file = manifestPath(network);
  return existsSync(file) ? readManifestFile(file, network) : undefined;
}

/** @throws CommandError or ManifestError when there is none, or it is damaged */
export function readManifestFile(file: string, network = "NAME"): Manifest {
  if (!existsSync(file)) throw new CommandError(`There is no manifest ${shownPath(file)}.`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new CommandError(`${shownPath(file)} is not JSON: ${(cause as Error).message}.`, {
      hint: `Remove it, and find the contracts again with: ./powerchain deploy --network ${network}`,
      cause,
    });
  }
  return parseManifest(json);
}

/** @throws CommandError when nothing is deployed there */
export function readManifest(network: string): Manifest {
  const manifest = findManifest(network);
  if (manifest !== undefined) return manifest;
  throw new CommandError(`Nothing is deployed on "${network}" that this machine knows of.`, {
    hint: `Deploy with: ./powerchain deploy --network ${network}`,
  });
}

/** Written beside and moved into place, so that a reader never sees half of it. */
export function writeManifest(manifest: Manifest): string {
  const file = manifestPath(manifest.network);
  ensureFolder(path.dirname(file));
  writeFileSync(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(`${file}.new`, file);
  return file;
}

/**
 * Makes a fresh community the one that index, API and the other commands find on its network, when that has none yet or `always`.
 * Says so when it does not.
 */
export function keepManifest(manifest: Manifest, always: boolean): boolean {
  const keeps = always || findManifest(manifest.network) === undefined;
  if (keeps) writeManifest(manifest);
  else
    process.stderr.write(
      `The community that "${manifest.network}" has stays the one that other commands find. --keep changes that.\n`,
    );
  return keeps;
}
