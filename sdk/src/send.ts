import type { Account, Address, Chain, Hex, PublicClient, TransactionReceipt, Transport, WalletClient } from "viem";
import { type Command, encodeCommand } from "./commands/command.ts";
import type { Addresses } from "./contracts.ts";
import { UnexplainedRevertError, findContractError, revertData } from "./errors.ts";
import { type PowerChainEvent, decodeEvents } from "./events.ts";

/** How far a transaction is; for screens that show it. */
export type Stage =
  | { stage: "simulating" }
  | { stage: "signing" }
  | { stage: "pending"; hash: Hex }
  | { stage: "confirmed"; hash: Hex; blockNumber: bigint };

export interface SendOptions {
  /** Blocks that must stand on it, its own included (default 1). Without finality, N/2+1 of N validators settle it. */
  confirmations?: number;
  /** Gas to allow, instead of twice what the simulation took. Then nothing is simulated beforehand. */
  gas?: bigint;
  nonce?: number;
  onStage?: (stage: Stage) => void;
}

/** What a command came to, with its transaction. */
export type Sent<Result> = Result & {
  hash: Hex;
  blockNumber: bigint;
  gasUsed: bigint;
  events: PowerChainEvent[];
};

export interface Sender {
  addresses: Addresses;
  publicClient: PublicClient;
  walletClient: WalletClient<Transport, Chain>;
  account: Account;
  /** Which block's state and time a command is tried against. */
  simulateAt: "latest" | "pending";
}

/** Somebody must send a command. */
export class NoSenderError extends Error {
  override readonly name = "NoSenderError";
  readonly hint = "Give createPowerChain an account, or use chain.as(account).";
  constructor() {
    super("This command needs an account that sends it.");
  }
}

/**
 * Tries a command, sends it as a legacy transaction at gas price 0, waits for its block and reads what came of it.
 * @throws ContractError when the contracts refuse it (nothing was sent, or `hash` says what was)
 * @throws UnexplainedRevertError when it failed without a named error
 */
export async function send<Result>(
  sender: Sender,
  sent: Command<Result>,
  options: SendOptions = {},
): Promise<Sent<Result>> {
  const call = { ...encodeCommand(sender.addresses, sent), account: sender.account };
  options.onStage?.({ stage: "simulating" });
  const gas = options.gas ?? (await gasFor(sender, call));
  options.onStage?.({ stage: "signing" });
  const hash = await sender.walletClient.sendTransaction({
    ...call,
    chain: sender.walletClient.chain,
    type: "legacy",
    gasPrice: 0n,
    gas,
    nonce: options.nonce,
  });
  options.onStage?.({ stage: "pending", hash });
  const receipt = await sender.publicClient.waitForTransactionReceipt({
    hash,
    confirmations: options.confirmations ?? 1,
  });
  if (receipt.status === "reverted") throw await whyReverted(sender, call, receipt);
  options.onStage?.({ stage: "confirmed", hash, blockNumber: receipt.blockNumber });
  return readSent(sender, sent, receipt);
}

/** What a command came to, from the receipt of its transaction. */
export function readSent<Result>(
  { addresses }: Pick<Sender, "addresses">,
  sent: Command<Result>,
  receipt: TransactionReceipt,
): Sent<Result> {
  const events = decodeEvents(addresses, receipt.logs);
  const { transactionHash: hash, blockNumber, gasUsed } = receipt;
  return { ...sent.result({ sender: receipt.from, events }), hash, blockNumber, gasUsed, events };
}

interface Call {
  to: Address;
  data: Hex;
  account: Account;
}

/** Gas costs nothing, so there is room for what may change until the block: a fuller book, a session that ends. */
async function gasFor({ publicClient, simulateAt }: Sender, call: Call): Promise<bigint> {
  try {
    const needed = await publicClient.estimateGas({ ...call, blockTag: simulateAt, type: "legacy", gasPrice: 0n });
    return needed * 2n + 100_000n;
  } catch (error) {
    throw explained(error);
  }
}

/** The same call on the block that refused it: its time is what the command met. */
async function whyReverted({ publicClient }: Sender, call: Call, receipt: TransactionReceipt): Promise<Error> {
  const hash = receipt.transactionHash;
  try {
    await publicClient.call({ ...call, blockNumber: receipt.blockNumber });
  } catch (error) {
    return explained(error, hash);
  }
  return new UnexplainedRevertError(
    `Transaction ${hash} failed in block ${receipt.blockNumber}; the same call succeeds after it.`,
    { hash },
  );
}

function explained(error: unknown, hash?: Hex): Error {
  const named = findContractError(error, hash);
  if (named !== undefined) return named;
  const data = revertData(error);
  if (data === undefined && !saysReverted(error)) return error as Error;
  return new UnexplainedRevertError("The contracts refused this without a reason that this program knows.", {
    data,
    hash,
    cause: error,
  });
}

/** A node that gives no data with a revert (out of gas, no such function) says so in its text only. */
function saysReverted(error: unknown): boolean {
  const { details, message } = error as { details?: string; message?: string };
  return /revert|out of gas|gas required exceeds|invalid opcode/i.test(details ?? message ?? "");
}
