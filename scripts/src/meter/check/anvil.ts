import { type ChildProcess, spawn } from "node:child_process";
import { createConnection } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Transport, http } from "viem";
import { localProgram } from "../../lib/run.ts";
import { CommandError } from "../../lib/errors.ts";

/** A development chain from npm that can reorganise on request; Berlin rules and no price on gas, as PowerChain's own. */
export interface Anvil {
  url: string;
  transport: Transport;
  request(method: string, ...params: unknown[]): Promise<unknown>;
  stop(): Promise<void>;
}

const ANVIL_CHAIN_ID = 31_338;

export async function startAnvil(port: number, timestamp: number): Promise<Anvil> {
  const options = [
    "--hardfork",
    "berlin",
    "--gas-price",
    "0",
    "--block-base-fee-per-gas",
    "0",
    "--gas-limit",
    "1000000000",
  ];
  const where = ["--port", String(port), "--chain-id", String(ANVIL_CHAIN_ID), "--timestamp", String(timestamp)];
  if (await isTaken(port)) {
    throw new CommandError(`Port ${port} for the development chain is in use.`, {
      hint: "Choose another port with --port.",
    });
  }
  const child = spawn(localProgram("anvil"), [...options, ...where, "--accounts", "1", "--silent"], {
    stdio: "ignore",
    detached: true,
  });
  const leave = (): void => killGroup(child);
  process.once("exit", leave);
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
  const url = `http://127.0.0.1:${port}`;
  const transport = http(url, { retryCount: 0, timeout: 20_000 });
  const { request } = transport({});
  const anvil: Anvil = {
    url,
    transport,
    request: (method, ...params) => request({ method, params } as never),
    stop: async () => {
      process.off("exit", leave);
      await ended(child);
      await untilFree(port);
    },
  };
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) break;
    if (
      await anvil.request("eth_chainId").then(
        () => true,
        () => false,
      )
    )
      return anvil;
    await sleep(100);
  }
  await anvil.stop();
  throw new CommandError(`anvil did not start on port ${port}.`, {
    hint: "Choose another port with --port.",
    retry: true,
  });
}

async function isTaken(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" }, () => resolve(true)).on("error", () => resolve(false));
    socket.unref();
    setTimeout(() => socket.destroy(), 1_000).unref();
  });
}

/** The program behind npm's script may outlive it for a moment, and the next chain is to have its port. */
async function untilFree(port: number): Promise<void> {
  for (let tries = 0; tries < 100 && (await isTaken(port)); tries++) await sleep(100);
}

/** npm's `anvil` is a script around the program: both are in a process group of their own, and end together. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  killGroup(child);
  await gone;
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGKILL");
}
