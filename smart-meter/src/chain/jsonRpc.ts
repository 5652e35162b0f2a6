/** The chain behind a JSON-RPC address: requests of one poll travel together, answers are awaited for a bounded time. */
import { rejections, stops, abis } from "@powerchain/sdk";
import {
  createPublicClient,
  decodeEventLog,
  decodeFunctionResult,
  encodeFunctionData,
  http,
  numberToHex,
  toEventSelector,
  type PublicClient,
  type RpcLog,
} from "viem";
import type { Address, Hex, Kind } from "../reading/types.ts";
import type { HoldReason } from "../outbox/core.ts";
import {
  SendError,
  type ChainIdentity,
  type ChainReceipt,
  type FoundReading,
  type ReportChain,
  type UnitEvent,
} from "./chain.ts";

export interface ChainPlace {
  rpcUrl: string;
  gateway: Address;
  pool: Address;
  /** First block with a contract of the community. */
  fromBlock: number;
  /** Instead of asking the chain for its validators. */
  confirmations?: number;
}

interface RpcReceipt {
  blockNumber: Hex;
  status: Hex;
  logs: RpcLog[];
}

const selector = (contract: "energyPool" | "meterGateway", name: string) => {
  const item = (abis[contract] as readonly { type: string; name?: string }[]).find(
    (entry) => entry.type === "event" && entry.name === name,
  );
  return toEventSelector(item as Parameters<typeof toEventSelector>[0]);
};

const BOOKED = new Map([
  [selector("energyPool", "EnergyProduced"), "produced"],
  [selector("energyPool", "EnergyConsumed"), "consumed"],
  [selector("energyPool", "ActualEnergyReported"), "actual"],
] as const);
const REJECTED = selector("energyPool", "ReadingRejected");
const STOPPED = selector("meterGateway", "BatchStopped");

const unitOf = (log: RpcLog): Address => `0x${(log.topics[1] as string).slice(26)}`;

function decode(log: RpcLog, contract: "energyPool" | "meterGateway"): Record<string, bigint | number | Address> {
  return decodeEventLog({ abi: abis[contract], data: log.data, topics: log.topics as [Hex] }).args as unknown as Record<
    string,
    bigint | number | Address
  >;
}

/** The readings that logs speak of; anything else is passed over. */
export function unitEvents(
  logs: readonly RpcLog[],
  { pool, gateway }: Pick<ChainPlace, "pool" | "gateway">,
): UnitEvent[] {
  return logs.flatMap((log): UnitEvent[] => {
    const topic = log.topics[0] as Hex;
    const from = log.address.toLowerCase();
    if (from === gateway.toLowerCase() && topic === STOPPED) {
      const { sequence, reason } = decode(log, "meterGateway");
      return [
        { type: "stopped", unit: unitOf(log), sequence: Number(sequence), reason: stops[Number(reason)] as HoldReason },
      ];
    }
    if (from !== pool.toLowerCase()) return [];
    if (topic === REJECTED) {
      const { sequence, reason } = decode(log, "energyPool");
      return [
        {
          type: "rejected",
          unit: unitOf(log),
          sequence: Number(sequence),
          reason: rejections[Number(reason)] ?? String(reason),
        },
      ];
    }
    if (!BOOKED.has(topic)) return [];
    const { sequence } = decode(log, "energyPool");
    return Number(sequence) === 0 ? [] : [{ type: "booked", unit: unitOf(log), sequence: Number(sequence) }];
  });
}

function found(log: RpcLog): FoundReading | undefined {
  const place = { transaction: log.transactionHash as Hex, block: Number(log.blockNumber) };
  if (log.topics[0] === REJECTED) {
    const { sequence, reason } = decode(log, "energyPool");
    const nobody = "0x0000000000000000000000000000000000000000" as const;
    return {
      kind: "actual",
      resident: nobody,
      wh: 0n,
      intervalEnd: 0,
      sequence: Number(sequence),
      rejected: rejections[Number(reason)],
      ...place,
    };
  }
  const kind = BOOKED.get(log.topics[0] as Hex);
  if (!kind) return undefined;
  const args = decode(log, "energyPool");
  const resident = (args["producer"] ?? args["consumer"] ?? "0x0000000000000000000000000000000000000000") as Address;
  const { energyWh, intervalEnd, sequence } = args as Record<string, bigint>;
  return {
    kind: kind satisfies Kind,
    resident,
    wh: energyWh as bigint,
    intervalEnd: Number(intervalEnd),
    sequence: Number(sequence),
    ...place,
  };
}

/** Geth's and Hardhat's words for what is no fault, or one of the nonce. */
function sendError(error: unknown): SendError | undefined {
  const details = (error as { details?: string; message?: string }).details ?? (error as Error).message;
  const code =
    (error as { code?: number; cause?: { code?: number } }).code ??
    (error as { cause?: { code?: number } }).cause?.code;
  if (/already known|known transaction|already imported/i.test(details)) return new SendError("known", details);
  if (/nonce too low|nonce too high|replacement transaction underpriced|nonce/i.test(details))
    return new SendError("nonce", details);
  return typeof code === "number" && code !== -32603 && code < 0 ? new SendError("refused", details) : undefined;
}

type Ask = <T>(method: string, ...params: unknown[]) => Promise<T>;

/** @param client another way to the same chain, e.g. one inside this process */
export function jsonRpcChain(place: ChainPlace, client?: Pick<PublicClient, "request">): ReportChain {
  const transport = http(place.rpcUrl, { batch: { batchSize: 500 }, retryCount: 0, timeout: 10_000 });
  const rpc = client ?? createPublicClient({ transport });
  const ask: Ask = async (method, ...params) => await rpc.request({ method, params } as never);
  return {
    identity: () => identity(ask, place),
    depth: () => depth(ask, place),
    async poll(sender, open) {
      const [block, nonce, ...receipts] = await Promise.all([
        ask<{ number: Hex; timestamp: Hex }>("eth_getBlockByNumber", "latest", false),
        ask<Hex>("eth_getTransactionCount", sender, "latest"),
        ...open.map((hash) => receiptOf(ask, place, hash)),
      ]);
      return { head: Number(block.number), timestamp: Number(block.timestamp), nonce: Number(nonce), receipts };
    },
    async send(raw) {
      try {
        await ask("eth_sendRawTransaction", raw);
      } catch (error) {
        throw sendError(error) ?? error;
      }
    },
    async lastSequences(units) {
      const all: number[] = [];
      for (let i = 0; i < units.length; i += 500)
        all.push(...(await Promise.all(units.slice(i, i + 500).map((unit) => lastSequence(ask, place, unit)))));
      return all;
    },
    findReading: (unit, sequence) => findReading(ask, place, unit, sequence),
  };
}

async function identity(ask: Ask, { gateway }: ChainPlace): Promise<ChainIdentity> {
  const [chainId, genesis, code] = await Promise.all([
    ask<Hex>("eth_chainId"),
    ask<{ hash: Hex }>("eth_getBlockByNumber", "0x0", false),
    ask<Hex>("eth_getCode", gateway, "latest"),
  ]);
  return { chainId: Number(chainId), genesisHash: genesis.hash, gatewayThere: code !== "0x" };
}

/** A chain without Clique, or one that does not tell its validators, counts one; `confirmations` says otherwise. */
async function depth(ask: Ask, { confirmations }: ChainPlace): Promise<number> {
  if (confirmations !== undefined) return confirmations;
  const validators = await ask<Address[]>("clique_getSigners", "latest").catch(() => []);
  return Math.floor(validators.length / 2) + 1;
}

async function receiptOf(ask: Ask, place: ChainPlace, hash: Hex): Promise<ChainReceipt | null> {
  const receipt = await ask<RpcReceipt | null>("eth_getTransactionReceipt", hash);
  if (!receipt) return null;
  return { block: Number(receipt.blockNumber), ok: receipt.status === "0x1", events: unitEvents(receipt.logs, place) };
}

async function lastSequence(ask: Ask, { pool }: ChainPlace, unit: Address): Promise<number> {
  const call = { abi: abis.energyPool, functionName: "storageUnit" } as const;
  const data = await ask<Hex>("eth_call", { to: pool, data: encodeFunctionData({ ...call, args: [unit] }) }, "latest");
  return Number(decodeFunctionResult({ ...call, data }).lastSequence);
}

async function findReading(ask: Ask, { pool, fromBlock }: ChainPlace, unit: Address, sequence: number) {
  const topics = [[...BOOKED.keys(), REJECTED], `0x${unit.slice(2).padStart(64, "0")}`];
  const filter = { address: pool, fromBlock: numberToHex(fromBlock), toBlock: "latest", topics };
  const logs = await ask<RpcLog[]>("eth_getLogs", filter);
  for (const log of logs) {
    const reading = found(log);
    if (reading?.sequence === sequence) return reading;
  }
  return undefined;
}
