import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CommandError } from "../lib/errors.ts";
import { ensureFolder, projectRoot } from "../lib/paths.ts";
import { type Network, chainNodes, nodesOf } from "./model.ts";
import { isHere } from "./place.ts";
import { endProcess, runningPid, spawnDetached, until } from "./processes.ts";
import { networkFolder } from "./store.ts";

/** A service that stands beside the nodes of a network on this machine. */
export interface Service {
  name: "watchdog" | "gateway";
  port: number;
  /** The words after `./powerchain`. */
  command: string[];
}

/** A small machine that starts everything at once needs its time. */
const ANSWER_MS = 60_000;
const GRACE_MS = 8_000;

/** What belongs on this machine: a watchdog where a node is, and the gateway where the account node is. */
export function servicesOf(network: Network): Service[] {
  const first = nodesOf(network, "validator")[0];
  const account = nodesOf(network, "account").find(isHere);
  const watchdog: Service[] =
    first === undefined || !chainNodes(network).some(isHere)
      ? []
      : [{ name: "watchdog", port: first.ports.service, command: ["network", "watch", network.name] }];
  const gateway: Service[] =
    account === undefined
      ? []
      : [{ name: "gateway", port: account.ports.service, command: ["gateway", "--network", network.name] }];
  return [...watchdog, ...gateway];
}

/** The process of a service, if it runs. */
export function servicePid(network: Network, service: Service): number | undefined {
  return runningPid(pidFile(network, service), service.command.join(" "));
}

function pidFile(network: Network, service: Service): string {
  return path.join(networkFolder(network.name), "run", `${service.name}.pid`);
}

/** Starts the services that do not run, and waits until they answer. */
export async function startServices(network: Network, say: (text: string) => void): Promise<void> {
  for (const service of servicesOf(network)) {
    if (servicePid(network, service) !== undefined) continue;
    say(`starting the ${service.name}`);
    await startService(network, service);
  }
}

async function startService(network: Network, service: Service): Promise<void> {
  const folder = networkFolder(network.name);
  const logFile = path.join(folder, "logs", `${service.name}.log`);
  const cli = path.join(projectRoot, "scripts/src/cli.ts");
  const env = { POWERCHAIN_LOG: process.env["POWERCHAIN_LOG"] ?? "info" };
  const pid = spawnDetached(process.execPath, [cli, ...service.command], { cwd: projectRoot, logFile, env });
  ensureFolder(path.dirname(pidFile(network, service)));
  writeFileSync(pidFile(network, service), String(pid));
  const answered = await until(async () => {
    if (servicePid(network, service) === undefined) return "ended" as const;
    return (await isHealthy(service.port)) ? ("healthy" as const) : undefined;
  }, ANSWER_MS);
  if (answered === "healthy") return;
  throw new CommandError(`The ${service.name} of ${network.name} did not start on port ${service.port}.`, {
    hint: `Its log: ${logFile}. The nodes run without it.`,
  });
}

async function isHealthy(port: number): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Stops the services of a network. Answers the names of those that ran. */
export async function stopServices(network: Network): Promise<string[]> {
  const running = servicesOf(network).flatMap((service) => {
    const pid = servicePid(network, service);
    return pid === undefined ? [] : [{ service, pid }];
  });
  await Promise.all(
    running.map(async ({ service, pid }) => {
      await endProcess(pid, GRACE_MS);
      rmSync(pidFile(network, service), { force: true });
    }),
  );
  return running.map(({ service }) => service.name);
}
