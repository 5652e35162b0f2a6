import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { CommandError } from "../../../src/lib/errors.ts";
import { type Network, type NetworkNode, chainNodes } from "../../../src/network/model.ts";
import { withNode } from "../../../src/network/node.ts";
import { until } from "../../../src/network/processes.ts";
import { destroyNetwork } from "../../../src/network/stop.ts";
import { networkNames } from "../../../src/network/store.ts";

/** Networks of this test file live in a folder of their own, away from the user's; both hooks belong to the outermost `describe`. */
export function useOwnNetworks(): void {
  const old = process.env["POWERCHAIN_NETWORKS"];
  let folder = "";
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pc-"));
    process.env["POWERCHAIN_NETWORKS"] = folder;
  });
  after(async function () {
    this.timeout(60_000);
    for (const name of networkNames()) await destroyNetwork(name);
    rmSync(folder, { recursive: true, force: true });
    if (old === undefined) delete process.env["POWERCHAIN_NETWORKS"];
    else process.env["POWERCHAIN_NETWORKS"] = old;
  });
}

export function node(network: Network, name: string): NetworkNode {
  const found = network.nodes.find((item) => item.name === name);
  if (found === undefined) throw new Error(`no node ${name}`);
  return found;
}

export async function ask<Result>(
  network: Network,
  name: string,
  method: string,
  params: unknown[] = [],
): Promise<Result> {
  return await withNode(network, node(network, name), async (client) => await client.request<Result>(method, params));
}

export async function head(network: Network, name = chainNodes(network).at(-1)!.name): Promise<number> {
  return Number(await ask<string>(network, name, "eth_blockNumber"));
}

/** Waits for a value; fails naming what was waited for. */
export async function eventually<Value>(
  what: string,
  look: () => Promise<Value | undefined> | Value | undefined,
  timeoutMs = 90_000,
): Promise<Value> {
  const value = await until(async () => await Promise.resolve(look()).catch(() => undefined), timeoutMs, 100);
  if (value === undefined) throw new Error(`not within ${timeoutMs / 1000} s: ${what}`);
  return value;
}

/** Waits until a node's head is above `number`. */
export async function blocksAbove(network: Network, number: number, name?: string): Promise<number> {
  return await eventually(`a block above ${number}`, async () => {
    const now = await head(network, name);
    return now > number ? now : undefined;
  });
}

/** The CommandError that a promise ends with. */
export async function commandError(promise: Promise<unknown>): Promise<CommandError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(CommandError);
  return error as CommandError;
}
