/** The chain behind a JSON-RPC address: requests of one poll travel together, answers are awaited for a bounded time. */
import { abis } from "@powerchain/sdk";
import {
  createPublicClient,
  decodeFunctionResult,
  encodeFunctionData,
  http,
  numberToHex,
  type PublicClient,
  type RpcLog,
} from "viem";
import type { Address, Hex } from "../reading/types.ts";
import { SendError, type ChainIdentity, type ChainReceipt, type ReportChain } from "./chain.ts";
import { READING_TOPICS, foundReading, unitEvents } from "./logs.ts";

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

/** A busy node may take long for a large receipt; given up too early it would be asked for the same again. */
const TIMEOUT_MS = 30_000;

type Ask = <T>(method: string, ...params: unknown[]) => Promise<T>;

/** @param client another way to the same chain, e.g. one inside this process */
export function jsonRpcChain(place: ChainPlace, client?: Pick<PublicClient, "request">): ReportChain {
  const transport = http(place.rpcUrl, { batch: { batchSize: 500 }, retryCount: 0, timeout: TIMEOUT_MS });
  const rpc = client ?? createPublicClient({ transport });
  const ask: Ask = async (method, ...params) => await rpc.request({ method, params } as never);
  return {
    identity: () => identity(ask, place),
    depth: () => depth(ask, place),
    async poll(sender, open) {
      const [block, count] = await Promise.all([
        ask<{ number: Hex; timestamp: Hex }>("eth_getBlockByNumber", "latest", false),
        ask<Hex>("eth_getTransactionCount", sender, "latest"),
      ]);
      const nonce = Number(count);
      const receipts = await receiptsOf(ask, place, open, nonce);
      return { head: Number(block.number), timestamp: Number(block.timestamp), nonce, receipts };
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

/** Receipts in one request; those of reports are large. */
const RECEIPTS = 4;
/** So long receipts are asked for in one poll: a slow node must not keep what has come from being settled. */
const ASKING_MS = 3_000;

/** Receipts of what the chain has taken by its nonce; what it has not has none, and need not be asked for. */
async function receiptsOf(
  ask: Ask,
  place: ChainPlace,
  open: readonly { hash: Hex; nonce: number }[],
  next: number,
): Promise<(ChainReceipt | null | undefined)[]> {
  const receipts = open.map(({ nonce }): ChainReceipt | null | undefined => (nonce < next ? undefined : null));
  const taken = open.map((_, i) => i).filter((i) => receipts[i] === undefined);
  const begun = Date.now();
  for (let i = 0; i < taken.length && Date.now() - begun < ASKING_MS; i += RECEIPTS) {
    const some = taken.slice(i, i + RECEIPTS);
    const found = await Promise.all(some.map((at) => receiptOf(ask, place, (open[at] as { hash: Hex }).hash)));
    some.forEach((at, k) => (receipts[at] = found[k]));
  }
  return receipts;
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
  const topics = [READING_TOPICS, `0x${unit.slice(2).padStart(64, "0")}`];
  const filter = { address: pool, fromBlock: numberToHex(fromBlock), toBlock: "latest", topics };
  const logs = await ask<RpcLog[]>("eth_getLogs", filter);
  for (const log of logs) {
    const reading = foundReading(log);
    if (reading?.sequence === sequence) return reading;
  }
  return undefined;
}
