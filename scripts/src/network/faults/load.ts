import { setTimeout as sleep } from "node:timers/promises";
import { type Addresses, encodeCommand, entCommands } from "@powerchain/sdk";
import type { Address, Hex } from "viem";
import { type LoadAccount, type SignedLoad, signLegacy } from "../bench/signing.ts";
import type { ResidentClient } from "./client.ts";

/** A transfer that is not settled yet. */
interface Pending extends SignedLoad {
  sentAt: number;
  from: number;
  to: number;
  amount: bigint;
}

export interface LoadOptions {
  client: ResidentClient;
  accounts: LoadAccount[];
  addresses: Addresses;
  chainId: number;
  /** Blocks after which a transfer is taken as settled. */
  confirmations: number;
  /** ENT units of each account at the beginning. */
  balances: bigint[];
  random: () => number;
  perSecond: number;
}

const RESEND_MS = 3_000;
const LOOK_MS = 250;

/**
 * Residents who send each other ENT without a pause, one transfer of each in the air at a time, and resend what has not arrived:
 * what a wallet does. Keeps the plain account of who must have what.
 */
export class ResidentLoad {
  /** What each account must have once all is settled. */
  readonly expected: bigint[];
  settled = 0;
  resent = 0;
  /** Settled, and reverted. */
  failed = 0;
  readonly #options: LoadOptions;
  readonly #nonces: number[];
  readonly #pending = new Map<number, Pending>();
  #stopping = false;
  #abandoned = false;
  #loop: Promise<void> | undefined;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.expected = [...options.balances];
    this.#nonces = options.accounts.map(() => 0);
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Sends no more and waits until all is settled. Answers the transfers that were not within `timeoutMs`. */
  async stop(timeoutMs: number): Promise<Hex[]> {
    this.#stopping = true;
    await Promise.race([this.#loop, sleep(timeoutMs, undefined, { ref: false })]);
    this.abandon();
    return [...this.#pending.values()].map(({ hash }) => hash);
  }

  /** Ends it where it stands. */
  abandon(): void {
    this.#abandoned = true;
  }

  get sent(): number {
    return this.#nonces.reduce((sum, nonce) => sum + nonce, 0);
  }

  get nonces(): readonly number[] {
    return this.#nonces;
  }

  get addresses(): Address[] {
    return this.#options.accounts.map(({ address }) => address);
  }

  async #run(): Promise<void> {
    let owed = 0;
    while (!this.#abandoned && (!this.#stopping || this.#pending.size > 0)) {
      owed = Math.min(this.#options.accounts.length, owed + (this.#options.perSecond * LOOK_MS) / 1000);
      const fresh: Promise<void>[] = [];
      for (; !this.#stopping && owed >= 1; owed--) fresh.push(this.#sendOne());
      await Promise.all([...fresh, this.#look(), sleep(LOOK_MS)]);
    }
  }

  async #sendOne(): Promise<void> {
    const { accounts, random } = this.#options;
    const free = accounts.map((_, i) => i).filter((i) => !this.#pending.has(i));
    const from = free[Math.floor(random() * free.length)];
    if (from === undefined) return;
    const to = (from + 1 + Math.floor(random() * (accounts.length - 1))) % accounts.length;
    const available = this.expected[from] ?? 0n;
    const amount = (available * BigInt(Math.floor(random() * 100))) / 1_000n;
    const pending = this.#sign(from, to, amount);
    // What is on its way counts for nobody: the receiver may spend it once it is settled.
    this.expected[from] = available - amount;
    this.#pending.set(from, pending);
    await this.#options.client.send(pending.raw);
  }

  #sign(from: number, to: number, amount: bigint): Pending {
    const { accounts, addresses, chainId } = this.#options;
    const nonce = this.#nonces[from] ?? 0;
    this.#nonces[from] = nonce + 1;
    const { data } = encodeCommand(
      addresses,
      entCommands.transfer({ to: (accounts[to] as LoadAccount).address, amount }),
    );
    const signed = signLegacy(accounts[from] as LoadAccount, {
      chainId,
      nonce,
      gas: 200_000n,
      to: addresses.energyToken,
      data,
    });
    return { ...signed, sentAt: Date.now(), from, to, amount };
  }

  /** Settles what is deep enough in the chain, and sends again what has not arrived. */
  async #look(): Promise<void> {
    const { client, confirmations } = this.#options;
    const head = Number((await client.ask<Hex>("eth_blockNumber", [])) ?? "0x0");
    const due = [...this.#pending.values()].filter(({ sentAt }) => Date.now() - sentAt > 500);
    await Promise.all(
      due.map(async (pending) => {
        const receipt = await client.ask<{ blockNumber: Hex; status: Hex } | null>("eth_getTransactionReceipt", [
          pending.hash,
        ]);
        if (receipt !== null && receipt !== undefined) {
          if (head - Number(receipt.blockNumber) >= confirmations) this.#settle(pending, receipt.status === "0x1");
        } else if (Date.now() - pending.sentAt > RESEND_MS) await this.#resend(pending);
      }),
    );
  }

  async #resend(pending: Pending): Promise<void> {
    pending.sentAt = Date.now();
    if (await this.#options.client.send(pending.raw)) this.resent++;
  }

  #settle({ from, to, amount }: Pending, ok: boolean): void {
    this.#pending.delete(from);
    this.settled++;
    if (!ok) this.failed++;
    const receiver = ok ? to : from;
    this.expected[receiver] = (this.expected[receiver] ?? 0n) + amount;
  }
}
