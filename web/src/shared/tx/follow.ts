// Follows a sent transaction until enough blocks are on top of it, or until it is clear that it will not come.
import { type Hex, TransactionReceiptNotFoundError } from "viem";
import type { Config } from "wagmi";
import { outcomeOf } from "../errors/outcome.ts";
import type { FlowEvent } from "./machine.ts";
import { publicClient } from "./send.ts";

const POLL_MS = 700;
/** A node that neither knows a transaction nor has it in a block after this long has dropped it. */
const LOST_AFTER_MS = 60_000;

export interface Following {
  hash: Hex;
  sentAt: number;
  /** Confirmations that count as settled: more than half of the validators. */
  needed: number;
}

/** Tells what happens until it is settled or `signal` ends it. An unreachable node only makes it wait. */
export async function follow(
  config: Config,
  { hash, sentAt, needed }: Following,
  tell: (event: FlowEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const event = await look(config, { hash, sentAt, needed }).catch(() => undefined);
    if (signal.aborted) return;
    if (event !== undefined) {
      tell(event);
      if (event.type === "reverted" || event.type === "lost") return;
      if (event.type === "mined" && event.confirmations >= needed) return;
    }
    await pause(POLL_MS, signal);
  }
}

async function look(config: Config, { hash, sentAt, needed }: Following): Promise<FlowEvent | undefined> {
  const client = publicClient(config);
  try {
    const receipt = await client.getTransactionReceipt({ hash });
    if (receipt.status === "reverted") return { type: "reverted", problem: await whyReverted(config, hash) };
    const head = await client.getBlockNumber({ cacheTime: 0 });
    const confirmations = Number(head - receipt.blockNumber) + 1;
    return {
      type: "mined",
      blockNumber: Number(receipt.blockNumber),
      confirmations: Math.max(1, confirmations),
      needed,
    };
  } catch (error) {
    if (!(error instanceof TransactionReceiptNotFoundError)) throw error;
    const known = await client.getTransaction({ hash }).catch(() => undefined);
    if (known === undefined && Date.now() - sentAt > LOST_AFTER_MS) return { type: "lost" };
    return { type: "unmined" };
  }
}

/** Runs the transaction again on the block before its own, to hear the contract's reason. */
async function whyReverted(config: Config, hash: Hex) {
  const client = publicClient(config);
  try {
    const sent = await client.getTransaction({ hash });
    const { from, to, input, blockNumber } = sent;
    await client.call({ account: from, to, data: input, gasPrice: 0n, blockNumber: (blockNumber ?? 1n) - 1n });
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome.kind === "problem") return outcome.problem;
  }
  const outcome = outcomeOf(new Error("The contract refused it; the state has changed in the same block."));
  return outcome.kind === "problem" ? outcome.problem : { sentence: "", retry: true };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
