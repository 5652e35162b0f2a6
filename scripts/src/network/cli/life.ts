import pc from "picocolors";
import { CommandError } from "../../lib/errors.ts";
import { shownPath } from "../../lib/paths.ts";
import { withProgress } from "../../lib/progress.ts";
import { judgeHealth } from "../health.ts";
import { GRAFANA_PORT, PROMETHEUS_PORT, startMonitoring, stopMonitoring } from "../monitor.ts";
import { type Network, chainNodes, servesHttp } from "../model.ts";
import { isHere } from "../place.ts";
import { type ResolvedNetwork, describeNetwork } from "../resolve.ts";
import { takeSnapshot } from "../snapshot.ts";
import { startNetwork } from "../start.ts";
import { destroyNetwork, findNode, resetNetwork, stopNetwork } from "../stop.ts";
import { networkFolder, readNetwork } from "../store.ts";

export async function runStart(name: string, flags: { monitor?: boolean; json?: boolean }): Promise<void> {
  await withProgress(`Start the network ${name}`, async (say) => await startNetwork(name, { say }));
  if (flags.monitor === true)
    await withProgress("Start Prometheus and Grafana", async () => await startMonitoring(readNetwork(name)));
  await showStarted(name, flags.json ?? false);
  if (flags.monitor === true && flags.json !== true)
    process.stdout.write(
      `Grafana: http://127.0.0.1:${GRAFANA_PORT} · Prometheus: http://127.0.0.1:${PROMETHEUS_PORT}\n`,
    );
}

async function showStarted(name: string, json: boolean): Promise<void> {
  const network = readNetwork(name);
  const resolved = describeNetwork(network);
  const health = judgeHealth(await takeSnapshot(network, false));
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...resolved, health }, null, 2)}\n`);
    return;
  }
  const lines = [
    `${pc.bold(name)} runs. ${health.sentence}`,
    ...addresses(network, resolved),
    `  chain id  ${resolved.chainId}`,
    `  data      ${shownPath(networkFolder(name))}`,
    `  settled   after ${resolved.confirmations} block${resolved.confirmations === 1 ? "" : "s"} of ${resolved.blockTimeS} s`,
    ...health.advice.map((line) => `  → ${line}`),
    `It goes on until: ./powerchain network stop ${name}`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** Where programs of this machine reach the chain; nothing where that is on another one. */
function addresses(network: Network, { rpcUrl, gatewayUrl }: ResolvedNetwork): string[] {
  if (!chainNodes(network).some((node) => servesHttp(network, node) && isHere(node))) return [];
  return [`  RPC       ${rpcUrl}`, ...(gatewayUrl === undefined ? [] : [`  residents ${gatewayUrl} (the gateway)`])];
}

export async function runStop(name: string): Promise<void> {
  const network = readNetwork(name);
  const stopped = await withProgress(`Stop the network ${name}`, async (say) => {
    const nodes = await stopNetwork(name, { say });
    return (await stopMonitoring(network)) ? [...nodes, "Prometheus", "Grafana"] : nodes;
  });
  process.stdout.write(stopped.length > 0 ? `Stopped: ${stopped.join(", ")}.\n` : `Nothing of ${name} was running.\n`);
}

export async function runRestart(name: string, nodeName?: string): Promise<void> {
  const network = readNetwork(name);
  const nodes = nodeName === undefined ? undefined : [findNode(network, nodeName).name];
  await withProgress(`Restart ${nodeName ?? name}`, async (say) => {
    await stopNetwork(name, { say, nodes });
    await startNetwork(name, { say, nodes });
  });
  await showStarted(name, false);
}

export async function runReset(name: string, flags: { yes?: boolean }): Promise<void> {
  readNetwork(name);
  if (flags.yes !== true)
    throw unsure(`All blocks, balances and contracts of ${name} would be lost; its keys stay.`, `reset ${name}`);
  await withProgress(`Reset the network ${name}`, async () => await resetNetwork(name));
  process.stdout.write(`${name} begins at the genesis block. Start it with: ./powerchain network start ${name}\n`);
}

export async function runDestroy(name: string, flags: { yes?: boolean }): Promise<void> {
  const network = readNetwork(name);
  if (flags.yes !== true)
    throw unsure(
      `The network ${name} would be removed with its keys; without a backup they are gone.`,
      `destroy ${name}`,
    );
  await withProgress(`Remove the network ${name}`, async () => {
    await stopMonitoring(network);
    await destroyNetwork(name);
  });
}

function unsure(message: string, again: string): CommandError {
  return new CommandError(message, { hint: `To do it: ./powerchain network ${again} --yes` });
}
