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
  /** Blocks that must lie on top of a transaction's own before it counts; none when left out. */
  confirmations?: number;
  /** Sends again what has been in no block for so long, ms: a node that is killed forgets. Never when left out. */
  resendAfter?: number;
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

  /** How many transactions each account has signed since the chain began. */
  get counts(): ReadonlyMap<Hex, number> {
    return this.#nonces;
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
    // On a live chain one that is refused leaves a gap in its account's numbers: nothing of it after that would ever be mined.
    if (this.#options.confirmations !== undefined && failures[0] !== undefined) throw failures[0].error;
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
    const { pollingInterval, patience = 300_000, resendAfter = Infinity } = this.#options;
    const found = new Map<Hex, TransactionReceipt>();
    const deadline = Date.now() + patience;
    let resendAt = Date.now() + resendAfter;
    for (;;) {
      const missing = outgoing.filter(({ hash }) => !found.has(hash));
      const nowhere = await this.#find(missing, found);
      if (found.size === outgoing.length) return outgoing.map(({ hash }) => found.get(hash) as TransactionReceipt);
      if (Date.now() > deadline) throw new ChainStalledError(outgoing.length - found.size, patience);
      if (Date.now() > resendAt) {
        await this.#resend(nowhere);
        resendAt = Date.now() + resendAfter;
      }
      await sleep(pollingInterval);
    }
  }

  /** Takes receipts that lie deep enough into `found`; answers the transactions that are in no block. */
  async #find(outgoing: readonly Outgoing[], found: Map<Hex, TransactionReceipt>): Promise<Outgoing[]> {
    const { client, confirmations = 0 } = this.#options;
    // Asked before the receipts, so that a head that moves meanwhile never makes one look deeper than it lies.
    const head = confirmations === 0 ? undefined : await client.getBlockNumber();
    const receipts = await Promise.all(outgoing.map(({ hash }) => this.#receipt(hash)));
    for (const receipt of receipts) {
      if (receipt !== undefined && (head === undefined || head >= receipt.blockNumber + BigInt(confirmations)))
        found.set(receipt.transactionHash, receipt);
    }
    return outgoing.filter((_, i) => receipts[i] === undefined);
  }

  /** What is known already, or has just been mined, is refused: that is no matter, receipts tell. */
  async #resend(outgoing: readonly Outgoing[]): Promise<void> {
    const { client } = this.#options;
    for (const { raw } of outgoing)
      await client.sendRawTransaction({ serializedTransaction: raw }).catch(() => undefined);
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
