import type { Hex } from "viem";
import type { IpcClient } from "../ipc.ts";
import { Observer } from "./observer.ts";
import { type SendOptions, sendAll } from "./send.ts";
import type { SignedLoad } from "./signing.ts";
import { usageOf } from "./usage.ts";

/** A kind of transaction to be measured. */
export interface Load {
  name: string;
  transactions: SignedLoad[];
  /** Readings that one transaction carries; 1 for all else. */
  readingsEach: number;
  /** Events that show that a transaction did what it was sent for: so many logs with one of these topics. */
  proof: { topics: readonly Hex[]; count: number };
}

/** What a load came to. Times in seconds. */
export interface Measured {
  name: string;
  sent: number;
  accepted: number;
  mined: number;
  /** In a block but reverted, or without the effect that it was sent for. */
  failed: number;
  /** Sent and neither refused nor in a block. */
  lost: number;
  readings: number;
  seconds: number;
  perSecond: number;
  readingsPerSecond: number;
  latencyP50: number;
  latencyP95: number;
  latencyP99: number;
  gasPerSecond: number;
  gasEach: number;
  /** Cores that the nodes kept busy on average, and the most memory they have held. */
  cores: number;
  memoryBytes: number;
  reorganised: number;
  refusals: string[];
}

/**
 * Sends a load and measures until all of it is in blocks of `watched`'s chain, then reads every receipt.
 * @param pids processes of the nodes
 */
export async function measure(
  clients: IpcClient[],
  watched: IpcClient,
  load: Load,
  options: SendOptions & { pids: number[]; settleBlocks: number },
): Promise<Measured> {
  const observer = await Observer.follow(watched);
  const before = usageOf(options.pids);
  const sent = await sendAll(clients, observer, load.transactions, options);
  const after = usageOf(options.pids);
  const end = Date.now() + options.timeoutMs;
  do await settle(observer, options.settleBlocks);
  while (
    // A block that was replaced in the end gives its transactions back to the pool.
    observer.countMined(load.transactions) < load.transactions.length - sent.refused.length &&
    Date.now() < end
  );
  await observer.stop();
  const times = load.transactions.map(({ hash }) => observer.minedAt.get(hash)).filter((time) => time !== undefined);
  const seconds = (Math.max(...times) - sent.startedAt) / 1000;
  const latencies = load.transactions.flatMap(({ hash }, i) => {
    const [mined, at] = [observer.minedAt.get(hash), sent.sentAt[i]];
    return mined === undefined || at === undefined ? [] : [(mined - at) / 1000];
  });
  const receipts = await readReceipts(watched, observer, load);
  const readings = times.length * load.readingsEach;
  return {
    name: load.name,
    sent: sent.sentAt.length,
    accepted: sent.accepted,
    mined: times.length,
    failed: receipts.failed,
    lost: load.transactions.length - times.length - sent.refused.length,
    readings,
    seconds,
    perSecond: times.length / seconds,
    readingsPerSecond: readings / seconds,
    latencyP50: percentile(latencies, 50),
    latencyP95: percentile(latencies, 95),
    latencyP99: percentile(latencies, 99),
    gasPerSecond: receipts.gas / seconds,
    gasEach: receipts.gas / Math.max(1, times.length),
    cores: (after.cpuSeconds - before.cpuSeconds) / seconds,
    memoryBytes: after.peakMemoryBytes,
    reorganised: observer.reorganised,
    refusals: [...new Set(sent.refused)],
  };
}

/** Waits until what was mined can be replaced no more. */
async function settle(observer: Observer, blocks: number): Promise<void> {
  const target = observer.head + blocks;
  await new Promise<void>((resolve) => observer.onBlock(() => observer.head >= target && resolve()));
}

interface Receipt {
  transactionHash: Hex;
  status: Hex;
  gasUsed: Hex;
  logs: { topics: Hex[] }[];
}

function proves({ logs }: Receipt, { proof }: Load): boolean {
  return logs.filter(({ topics }) => topics[0] !== undefined && proof.topics.includes(topics[0])).length >= proof.count;
}

async function readReceipts(
  client: IpcClient,
  observer: Observer,
  load: Load,
): Promise<{ failed: number; gas: number }> {
  const ours = new Set(load.transactions.map(({ hash }) => hash));
  let failed = 0;
  let gas = 0;
  for (const number of observer.filledBlocks) {
    const receipts = await client.request<Receipt[]>("eth_getBlockReceipts", [`0x${number.toString(16)}`], 120_000);
    for (const receipt of receipts.filter(({ transactionHash }) => ours.has(transactionHash))) {
      gas += Number(receipt.gasUsed);
      if (receipt.status !== "0x1" || !proves(receipt, load)) failed++;
    }
  }
  return { failed, gas };
}

/** The value that `percent` of the values do not exceed; 0 of none. */
export function percentile(values: number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}
