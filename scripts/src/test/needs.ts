import { accessSync, constants, readdirSync } from "node:fs";
import path from "node:path";
import { ensureCompiled } from "../deploy/compile.ts";
import { CommandError } from "../lib/errors.ts";
import { run } from "../lib/run.ts";
import { ensureGeth } from "../network/binaries.ts";
import { ensurePanel } from "../start/panel.ts";
import { ensureGo } from "./goToolchain.ts";

export type NeedName = keyof typeof needs;

interface Need {
  /** Names of the program; one of them suffices. */
  programs: string[];
  /** Debian's package. */
  debian: string;
  /** Where else the program may be, besides the PATH. */
  folders?: () => string[];
}

/** What a suite does not bring along: the compiled contracts, the built panel, and programs that are no npm packages. On a build server (root, CI=true, Debian) they are installed when missing. */
export const needs = {
  chromium: { programs: ["chromium", "chromium-browser", "google-chrome"], debian: "chromium" },
  mosquitto: { programs: ["mosquitto"], debian: "mosquitto", folders: () => ["/usr/sbin", "/usr/local/sbin"] },
  postgresql: { programs: ["initdb"], debian: "postgresql", folders: postgresFolders },
  "docker-compose": { programs: ["docker-compose"], debian: "docker-compose" },
  prometheus: { programs: ["promtool"], debian: "prometheus" },
  geth: { programs: ["geth"], debian: "" },
  contracts: { programs: [], debian: "" },
  panel: { programs: [], debian: "" },
} as const satisfies Record<string, Need>;

/**
 * Makes sure that the program is there: finds it, or installs it where that is allowed.
 * @throws CommandError that says how to get it.
 */
export async function ensureNeed(name: NeedName, say: (text: string) => void): Promise<void> {
  if (name === "geth") return await getGeth(say);
  // A suite that runs alone on a fresh clone finds nothing compiled or built; elsewhere, maybe, what was built before a change.
  if (name === "contracts") return await ensureCompiled(say);
  if (name === "panel") return void (await ensurePanel(say));
  const need: Need = needs[name];
  if (isThere(need)) return;
  if (mayInstall()) await installDebian(need.debian, say);
  if (isThere(need)) return;
  throw new CommandError(`${name} is not on this machine.`, {
    hint: `Install it (on Debian or Ubuntu: sudo apt-get install ${need.debian}) and run the suite again.`,
  });
}

/** Geth of the right version is no Debian package: it is built, once, with Go. */
async function getGeth(say: (text: string) => void): Promise<void> {
  try {
    await ensureGeth(say);
  } catch (error) {
    if (!mayInstall()) throw error;
    await ensureGo((name) => installDebian(name, say), say);
    await ensureGeth(say);
  }
}

function isThere(need: Need): boolean {
  const folders = [...(process.env["PATH"] ?? "").split(path.delimiter), ...(need.folders?.() ?? [])];
  return folders.some((folder) => need.programs.some((program) => isExecutable(path.join(folder, program))));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Debian keeps PostgreSQL's own programs off the PATH, in a folder a version. */
function postgresFolders(): string[] {
  const home = "/usr/lib/postgresql";
  try {
    return readdirSync(home).map((version) => path.join(home, version, "bin"));
  } catch {
    return [];
  }
}

function mayInstall(): boolean {
  return process.env["CI"] === "true" && process.getuid?.() === 0 && isThere({ programs: ["apt-get"], debian: "apt" });
}

async function installDebian(name: string, say: (text: string) => void): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  say(`installing the Debian package ${name}`);
  const apt = async (...args: string[]) => await run("apt-get", args, { env, silence: 300 });
  const install = ["install", "--yes", "--no-install-recommends", name];
  if ((await apt(...install)).code === 0) return;
  // The list of packages may be missing or old.
  await apt("update");
  const { code, output } = await apt(...install);
  if (code === 0) return;
  throw new CommandError(
    `The Debian package ${name} could not be installed: ${output.trim().split("\n").at(-1) ?? ""}`,
    {
      hint: `Try it by hand: apt-get install ${name}`,
    },
  );
}
