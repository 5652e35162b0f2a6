import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** The project's folder (the one with package.json). */
export const projectRoot = path.resolve(import.meta.dirname, "../../..");

/** What is got or built once for a machine and user: Node, Geth. Kept over projects. */
export const cacheFolder = path.join(process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache"), "powerchain");

/** What a run leaves behind in this project: logs, lint caches, networks. Never in git. */
export const stateFolder = path.join(projectRoot, ".powerchain");

/** Data of the networks on this machine, one folder a network. */
export const networksFolder = path.join(stateFolder, "networks");

/** Deployment manifests, one file a network: `deployments/NAME.json`. */
export const deploymentsFolder = path.join(projectRoot, "deployments");

/** The folder, made if it is missing. */
export function ensureFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A path as people read it: relative to where they stand when it lies below, else absolute. */
export function shownPath(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith("..") ? file : relative;
}
