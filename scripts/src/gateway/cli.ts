import { CommandError } from "../lib/errors.ts";
import { nodesOf } from "../network/model.ts";
import { reachHost } from "../network/place.ts";
import { runUntilSignal } from "../network/serviceShell.ts";
import { readNetwork } from "../network/store.ts";
import { type GatewayOptions, parseGatewayOptions } from "./options.ts";
import { openGateway } from "./run.ts";

export async function runGateway({ network, ...flags }: Record<string, unknown>): Promise<void> {
  const options = parseGatewayOptions({ ...(typeof network === "string" ? networkOptions(network) : {}), ...flags });
  const gateway = await openGateway(options);
  process.stdout.write(`The gateway is open at ${gateway.url}, in front of ${options.upstream}. Ctrl-C closes it.\n`);
  await runUntilSignal("gateway", async () => await gateway.close());
}

/** Where a network's account node is, and the port of its gateway. */
export function networkOptions(name: string): Pick<GatewayOptions, "upstream" | "upstreamWs" | "port"> {
  const account = nodesOf(readNetwork(name), "account")[0];
  if (account === undefined) {
    throw new CommandError(`The network "${name}" has no account node.`, {
      hint: `Make one with: ./powerchain network init NAME --account-nodes 1`,
    });
  }
  const { ports } = account;
  const host = reachHost(account);
  return { upstream: `http://${host}:${ports.http}`, upstreamWs: `ws://${host}:${ports.ws}`, port: ports.service };
}
