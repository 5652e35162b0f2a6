import { setTimeout as sleep } from "node:timers/promises";
import type { Hex } from "viem";
import type { IpcClient } from "../ipc.ts";

interface Block {
  number: Hex;
  hash: Hex;
  parentHash: Hex;
  gasUsed: Hex;
  transactions: Hex[];
}

interface Seen {
  hash: Hex;
  gasUsed: number;
  transactions: Hex[];
}

const POLL_MS = 40;

/** Follows one node's chain: which transactions are in it since when, and which blocks were replaced. */
export class Observer {
  /** Blocks that were in the chain and are no more. */
  reorganised = 0;
  /** When each transaction first came into the chain it is in now, ms. */
  readonly minedAt = new Map<Hex, number>();
  readonly #client: IpcClient;
  readonly #blocks = new Map<number, Seen>();
  #head: number;
  #stopped = false;
  #loop: Promise<void> | undefined;
  #listeners: (() => void)[] = [];

  private constructor(client: IpcClient, head: number) {
    this.#client = client;
    this.#head = head;
  }

  static async follow(client: IpcClient): Promise<Observer> {
    const observer = new Observer(client, Number(await client.request<Hex>("eth_blockNumber")));
    observer.#loop = observer.#run();
    return observer;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  /** Runs at every new block. */
  onBlock(listener: () => void): void {
    this.#listeners.push(listener);
  }

  get head(): number {
    return this.#head;
  }

  /** How many of these are in the chain. */
  countMined(transactions: readonly { hash: Hex }[]): number {
    return transactions.filter(({ hash }) => this.minedAt.has(hash)).length;
  }

  /** Gas of all blocks followed. */
  get gasUsed(): number {
    return [...this.#blocks.values()].reduce((sum, { gasUsed }) => sum + gasUsed, 0);
  }

  /** Heights that were followed and hold transactions. */
  get filledBlocks(): number[] {
    return [...this.#blocks].filter(([, { transactions }]) => transactions.length > 0).map(([number]) => number);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const head = Number(await this.#client.request<Hex>("eth_blockNumber", [], 60_000));
      if (head > this.#head) {
        const now = Date.now();
        for (let number = this.#head + 1; number <= head; number++) await this.#take(number, now);
        this.#head = head;
        for (const listener of this.#listeners) listener();
      }
      await sleep(POLL_MS);
    }
  }

  /** Takes a block in, and those below it that have been replaced meanwhile. */
  async #take(number: number, now: number): Promise<void> {
    const block = await this.#client.request<Block>(
      "eth_getBlockByNumber",
      [`0x${number.toString(16)}`, false],
      60_000,
    );
    const below = this.#blocks.get(number - 1);
    if (below !== undefined && below.hash !== block.parentHash) {
      this.#drop(number - 1);
      await this.#take(number - 1, now);
    }
    this.#blocks.set(number, { hash: block.hash, gasUsed: Number(block.gasUsed), transactions: block.transactions });
    for (const hash of block.transactions) if (!this.minedAt.has(hash)) this.minedAt.set(hash, now);
  }

  #drop(number: number): void {
    this.reorganised++;
    for (const hash of this.#blocks.get(number)?.transactions ?? []) this.minedAt.delete(hash);
    this.#blocks.delete(number);
  }
}
