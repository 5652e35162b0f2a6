import {
  type Addresses,
  type Command,
  UnexplainedRevertError,
  encodeCommand,
  findContractError,
} from "@powerchain/sdk";
import {
  type Hex,
  type LocalAccount,
  type PublicClient,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
  keccak256,
} from "viem";
import { setTimeout as sleep } from "node:timers/promises";

/** A signed transaction of one of many accounts. */
export interface Outgoing {
  from: LocalAccount;
  to: Hex;
  data: Hex;
  raw: Hex;
  hash: Hex;
}

export interface FleetOptions {
  client: PublicClient;
  addresses: Addresses;
  chainId: number;
  /** How often receipts are looked for, ms. */
  pollingInterval: number;
  /** After so long without a receipt it gives up, ms. */
  patience?: number;
}

/** More than any of a community's commands takes; what is not used costs nothing. */
const GAS = 1_500_000n;

/**
 * Sends for many accounts at once: signs with nonces that it counts itself, nothing is simulated beforehand, and whole rounds
 * are awaited together. For programs that play a community; a failure ends them with the contract's own sentence.
 */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #nonces = new Map<Hex, number>();

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  async command(from: LocalAccount, command: Command, gas = GAS): Promise<Outgoing> {
    const { to, data } = encodeCommand(this.#options.addresses, command);
    return await this.call(from, to, data, gas);
  }

  async call(from: LocalAccount, to: Hex, data: Hex, gas = GAS): Promise<Outgoing> {
    const nonce = await this.#nextNonce(from.address);
    const { chainId } = this.#options;
    const raw = await from.signTransaction({ type: "legacy", chainId, nonce, to, data, gas, gasPrice: 0n });
    return { from, to, data, raw, hash: keccak256(raw) };
  }

  async #nextNonce(address: Hex): Promise<number> {
    const known = this.#nonces.get(address);
    const nonce = known ?? (await this.#options.client.getTransactionCount({ address, blockTag: "pending" }));
    this.#nonces.set(address, nonce + 1);
    return nonce;
  }

  /** Asks the chain for every account's next number again: somebody else may have sent for it too. */
  recount(): void {
    this.#nonces.clear();
  }

  /** Sends in this order, and waits until all are in a block. @throws ContractError when one failed */
  async play(outgoing: readonly Outgoing[]): Promise<TransactionReceipt[]> {
    const { receipts, failures } = await this.attempt(outgoing);
    if (failures[0] !== undefined) throw failures[0].error;
    return receipts;
  }

  /** As `play`, but says which failed, and why, instead of throwing. */
  async attempt(
    outgoing: readonly Outgoing[],
  ): Promise<{ receipts: TransactionReceipt[]; failures: { outgoing: Outgoing; error: Error }[] }> {
    const { client } = this.#options;
    const failures: { outgoing: Outgoing; error: Error }[] = [];
    const send = async (one: Outgoing): Promise<void> => {
      try {
        await client.sendRawTransaction({ serializedTransaction: one.raw });
      } catch (error) {
        failures.push({ outgoing: one, error: error as Error });
      }
    };
    // One after the other: validators take what costs the same in the order in which it came, so the same round gives the same blocks.
    for (const one of outgoing) await send(one);
    const sent = outgoing.filter((one) => failures.every((failure) => failure.outgoing !== one));
    const receipts = await this.#receipts(sent);
    for (const [i, receipt] of receipts.entries()) {
      const failed = sent[i] as Outgoing;
      if (receipt.status !== "success")
        failures.push({ outgoing: failed, error: await this.#whyFailed(failed, receipt) });
    }
    return { receipts, failures };
  }

  async #receipts(outgoing: readonly Outgoing[]): Promise<TransactionReceipt[]> {
    const { pollingInterval, patience = 60_000 } = this.#options;
    const found = new Map<Hex, TransactionReceipt>();
    const deadline = Date.now() + patience;
    for (;;) {
      const missing = outgoing.filter(({ hash }) => !found.has(hash));
      for (const receipt of await Promise.all(missing.map(({ hash }) => this.#receipt(hash))))
        if (receipt !== undefined) found.set(receipt.transactionHash, receipt);
      if (found.size === outgoing.length) return outgoing.map(({ hash }) => found.get(hash) as TransactionReceipt);
      if (Date.now() > deadline) throw new ChainStalledError(outgoing.length - found.size, patience);
      await sleep(pollingInterval);
    }
  }

  async #receipt(hash: Hex): Promise<TransactionReceipt | undefined> {
    try {
      return await this.#options.client.getTransactionReceipt({ hash });
    } catch (error) {
      if (error instanceof TransactionReceiptNotFoundError) return undefined;
      throw error;
    }
  }

  /** The same call on the block that refused it says why. */
  async #whyFailed({ from, to, data, hash }: Outgoing, { blockNumber }: TransactionReceipt): Promise<Error> {
    try {
      await this.#options.client.call({ account: from, to, data, blockNumber });
    } catch (error) {
      const named = findContractError(error, hash);
      if (named !== undefined) return named;
    }
    return new UnexplainedRevertError(`Transaction ${hash} failed in block ${blockNumber}.`, { hash });
  }
}

/** The chain takes transactions but puts them in no block. */
export class ChainStalledError extends Error {
  override readonly name = "ChainStalledError";
  readonly hint = "See whether the validators are up: ./powerchain network status";
  readonly retry = true;
  constructor(missing: number, ms: number) {
    super(`${missing} transactions were in no block after ${Math.round(ms / 1000)} s.`);
  }
}
