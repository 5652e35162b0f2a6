import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import { projectRoot } from "../lib/paths.ts";
import { lastBlockTime, mineBlockAt, withExactClock } from "./clock.ts";
import type { Provider } from "./provider.ts";
import { type RpcServer, serveRpc } from "./rpcServer.ts";
import { chainRules, embeddedChainId } from "./rules.ts";

interface CommonOptions {
  /** The time of the first block (default: now). */
  startsAt?: Date;
  /** Serves JSON-RPC (HTTP and WebSocket) on this port of 127.0.0.1; 0 takes any free one. Without it nothing listens. */
  rpcPort?: number;
}

/** Blocks carry the time of day. */
interface WallClock {
  clock?: "wall";
  /** Seconds between blocks, empty ones included, as on a live chain. Without it every transaction gets a block at once. */
  blockSeconds?: number;
}

/** Each block is exactly one second after the one before, so that a story comes out the same on every machine. */
interface ExactClock {
  clock: "exact";
  blockSeconds?: never;
}

export type EmbeddedOptions = CommonOptions & (WallClock | ExactClock);

export interface EmbeddedChain {
  provider: Provider;
  chainId: number;
  /** Where JSON-RPC answers, when it was asked for. */
  rpcUrl: string | undefined;
  /** The last block's time in seconds since 1970. */
  now(): Promise<bigint>;
  /** Mines a block exactly so many seconds (at least 1) after the last one. */
  wait(seconds: bigint | number): Promise<void>;
  /** From now on blocks come by themselves, so many seconds apart, with the time of day: as on a live chain. */
  makeBlocksEvery(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a chain inside this process: Berlin rules, gas costs nothing, no account owns anything. Nothing is kept when it ends.
 * @throws CommandError when the RPC port is taken.
 */
export async function startEmbeddedChain(options: EmbeddedOptions = {}): Promise<EmbeddedChain> {
  const connection = await createNetwork(options);
  const plain = asProvider(connection.provider);
  const { provider, release } = options.clock === "exact" ? await withExactClock(plain) : withWallClock(plain);
  let server: RpcServer | undefined;
  try {
    server = options.rpcPort === undefined ? undefined : await serveRpc(provider, options.rpcPort);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return {
    provider,
    chainId: embeddedChainId,
    rpcUrl: server?.url,
    now: () => lastBlockTime(provider),
    wait: async (seconds) => {
      if (BigInt(seconds) < 1n) throw new RangeError(`a wait of ${seconds} s: blocks are at least one second apart`);
      await mineBlockAt(provider, (await lastBlockTime(provider)) + BigInt(seconds));
    },
    makeBlocksEvery: async (seconds) => {
      await release();
      await provider.request({ method: "evm_setAutomine", params: [false] });
      await provider.request({ method: "evm_setIntervalMining", params: [Math.round(seconds * 1000)] });
    },
    close: async () => {
      await server?.close();
      await connection.close();
    },
  };
}

async function createNetwork(options: EmbeddedOptions) {
  const seconds = options.blockSeconds;
  const environment = await createHardhatRuntimeEnvironment(
    {
      networks: {
        embedded: {
          ...chainRules,
          chainId: embeddedChainId,
          accounts: [],
          // As on any other chain: a transaction that reverts is mined and has a receipt that says so.
          throwOnTransactionFailures: false,
          initialDate: options.startsAt ?? new Date(),
          mining: seconds === undefined ? { auto: true } : { auto: false, interval: Math.round(seconds * 1000) },
        },
      },
    },
    {},
    projectRoot,
  );
  return await environment.network.create("embedded");
}

function withWallClock(provider: Provider): { provider: Provider; release: () => Promise<void> } {
  return { provider, release: () => Promise.resolve() };
}

type HardhatProvider = Awaited<ReturnType<typeof createNetwork>>["provider"];

/** Hardhat's provider with the one answer changed that a zero-fee chain gives differently. */
function asProvider(inner: HardhatProvider): Provider {
  return {
    request: async (call) => {
      // Hardhat names 8 gwei whatever its minimum is; wallets would then ask for money that nobody has.
      if (call.method === "eth_gasPrice") return "0x0";
      return (await inner.request({ method: call.method, params: call.params ?? [] })) as unknown;
    },
    on: (event, listener) => void inner.on(event, listener),
    removeListener: (event, listener) => void inner.removeListener(event, listener),
  };
}
