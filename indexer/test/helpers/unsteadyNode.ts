// A node whose chain is replayed from a recorded one, block by block, and that misbehaves: it reorganises, leaves out logs or
// gives them twice, and fails. What it ends on is always the recorded chain.
import { bytesToHex, keccak256, toHex as hexOf } from "viem";
import { RpcError, type Rpc, callAll, toHex } from "../../src/chain/rpc.ts";
import type { RawLog } from "../../src/chain/decode.ts";
import type { RawHeader } from "../../src/chain/reader.ts";
import type { Dice } from "../../../test/helpers/dice.ts";
import type { Story } from "./story.ts";

interface Block {
  header: RawHeader;
  logs: RawLog[];
}

/** The blocks of a story as its node gave them. */
export async function record(story: Story): Promise<Block[]> {
  const numbers = Array.from({ length: story.head + 1 }, (_, number) => number);
  const calls = numbers.map((number) => ({ method: "eth_getBlockByNumber", params: [toHex(number), false] }));
  const headers = (await callAll(story.rpc, calls)) as Block["header"][];
  const logs = (await story.rpc.request({
    method: "eth_getLogs",
    params: [{ fromBlock: "0x0", toBlock: "latest" }],
  })) as RawLog[];
  return headers.map((header) => ({ header, logs: logs.filter(({ blockHash }) => blockHash === header.hash) }));
}

export interface Faults {
  /** Chances, of 1, that an answer fails, lacks logs, has logs twice, or that the chain reorganises before it. */
  error: number;
  missing: number;
  doubled: number;
  reorganised: number;
}

export const NO_FAULTS: Faults = { error: 0, missing: 0, doubled: 0, reorganised: 0 };

export class UnsteadyNode implements Rpc {
  readonly #recorded: Block[];
  readonly #chainId: number;
  readonly #dice: Dice;
  readonly #faults: Faults;
  #chain: Block[];
  #forks = 0;
  reorganisations = 0;
  deepest = 0;

  constructor(recorded: Block[], chainId: number, dice: Dice, faults: Faults) {
    this.#recorded = recorded;
    this.#chainId = chainId;
    this.#dice = dice;
    this.#faults = faults;
    this.#chain = recorded.slice(0, faults === NO_FAULTS ? undefined : 2);
  }

  /** Whether the chain is the recorded one, whole. */
  get done(): boolean {
    return (
      this.#chain.length === this.#recorded.length &&
      this.#chain.every(({ header }, i) => header.hash === this.#recorded[i]?.header.hash)
    );
  }

  /** Lets the chain grow, and end on the recorded one. */
  grow(): void {
    const dice = this.#dice;
    if (this.#faults.reorganised > 0 && dice.chance(this.#faults.reorganised)) this.#fork(dice.int(1, 30));
    else if (this.#faults !== NO_FAULTS && !this.#isRecorded() && dice.chance(0.5)) this.#returnToRecorded();
    else this.#extend(dice.int(1, 12));
  }

  request({ method, params = [] }: { method: string; params?: unknown[] }): Promise<unknown> {
    if (this.#dice.chance(this.#faults.error)) {
      return Promise.reject(new RpcError("The node at nowhere cannot be reached: ECONNRESET.", { retry: true }));
    }
    // A chain may change between any two answers.
    if (this.#faults.reorganised > 0 && this.#dice.chance(this.#faults.reorganised / 20))
      this.#fork(this.#dice.int(1, 30));
    return Promise.resolve(this.#answer(method, params));
  }

  #answer(method: string, params: unknown[]): unknown {
    if (method === "eth_chainId") return toHex(this.#chainId);
    if (method === "eth_blockNumber") return toHex(this.#chain.length - 1);
    if (method === "eth_getBlockByNumber") return this.#chain[Number(params[0])]?.header ?? null;
    if (method === "eth_getTransactionReceipt") return this.#receipt(params[0] as string);
    if (method !== "eth_getLogs") throw new Error(`the node has no ${method}`);
    const filter = params[0] as { fromBlock?: string; toBlock?: string; blockHash?: string; address?: string[] };
    const blocks =
      filter.blockHash === undefined
        ? this.#chain.slice(Number(filter.fromBlock), Number(filter.toBlock) + 1)
        : this.#chain.filter(({ header }) => header.hash === filter.blockHash);
    const wanted = blocks
      .flatMap(({ logs }) => logs)
      .filter(({ address }) => filter.address?.includes(address) ?? true);
    return filter.blockHash === undefined ? this.#spoil(wanted) : wanted;
  }

  #receipt(transaction: string): unknown {
    const block = this.#chain.findLast(({ header }) => header.transactions.includes(transaction));
    if (block === undefined) return null;
    const logs = block.logs.filter(({ transactionHash }) => transactionHash === transaction);
    return { blockHash: block.header.hash, logs };
  }

  /** Pages get lost, are cut short, or come twice. */
  #spoil(logs: RawLog[]): RawLog[] {
    const dice = this.#dice;
    if (logs.length === 0) return logs;
    const at = dice.int(0, logs.length - 1);
    if (dice.chance(this.#faults.doubled)) return [...logs, ...logs.slice(at)];
    if (!dice.chance(this.#faults.missing)) return logs;
    if (dice.chance(0.4)) return logs.slice(0, at);
    // All of some blocks, or a hole in the middle of one.
    const lost = new Set(logs.slice(at, at + dice.int(1, 5)).map(({ blockNumber }) => blockNumber));
    return dice.chance(0.5)
      ? logs.filter(({ blockNumber }) => !lost.has(blockNumber))
      : logs.filter((log) => log.logIndex !== "0x0" || !lost.has(log.blockNumber));
  }

  #isRecorded(): boolean {
    return this.#chain.at(-1)?.header.hash === this.#recorded[this.#chain.length - 1]?.header.hash;
  }

  /** Block after block: the recorded ones while the chain is the recorded one, else others of the same transactions. */
  #extend(count: number): void {
    for (let i = 0; i < count && this.#chain.length < this.#recorded.length; i++) {
      if (this.#isRecorded()) this.#chain.push(this.#recorded[this.#chain.length] as Block);
      else this.#pushOther();
    }
  }

  /** Replaces the last blocks by others with the same transactions, some of them later than before. */
  #fork(depth: number): void {
    const keep = Math.max(2, this.#chain.length - depth);
    const { length } = this.#chain;
    this.reorganisations++;
    this.deepest = Math.max(this.deepest, length - keep);
    this.#forks++;
    this.#chain = this.#chain.slice(0, keep);
    while (this.#chain.length < length) this.#pushOther();
  }

  /** A block with the next few of the recorded transactions that are not in the chain yet, in their order. */
  #pushOther(): void {
    const done = this.#chain.reduce((sum, { logs }) => sum + transactionsOf(logs).length, 0);
    const waiting = this.#recorded.flatMap(({ logs }) => transactionsOf(logs)).slice(done);
    const { header } = this.#recorded[this.#chain.length] as Block;
    this.#chain.push(this.#moved({ header, logs: waiting.slice(0, this.#dice.int(0, 2)).flat() }));
  }

  #returnToRecorded(): void {
    let common = 0;
    while (this.#chain[common]?.header.hash === this.#recorded[common]?.header.hash && common < this.#chain.length)
      common++;
    this.reorganisations++;
    this.deepest = Math.max(this.deepest, this.#chain.length - common);
    this.#chain = this.#recorded.slice(0, this.#chain.length);
  }

  /** The block with another hash, in the place at the chain's end. */
  #moved({ header, logs }: Block): Block {
    const number = this.#chain.length;
    const parentHash = (this.#chain.at(-1) as Block).header.hash;
    const hash = keccak256(hexOf(`${parentHash} ${number} ${this.#forks}`));
    const blockNumber = toHex(number);
    const moved = logs.map((log, i) => ({ ...log, blockHash: hash, blockNumber, logIndex: toHex(i) }));
    const transactions = transactionsOf(moved).map(([first]) => (first as RawLog).transactionHash);
    const logsBloom = bloomOf(moved);
    return { header: { ...header, number: blockNumber, hash, parentHash, logsBloom, transactions }, logs: moved };
  }
}

function transactionsOf(logs: RawLog[]): RawLog[][] {
  return [...Map.groupBy(logs, ({ transactionHash }) => transactionHash).values()];
}

/** A second reading of the Yellow Paper, on purpose apart from the one that is tested. */
function bloomOf(logs: RawLog[]): string {
  const bloom = new Uint8Array(256);
  for (const value of logs.flatMap(({ address, topics }) => [address, ...topics])) {
    const hash = keccak256(value as `0x${string}`);
    for (const at of [2, 6, 10]) {
      const bit = parseInt(hash.slice(at, at + 4), 16) & 2_047;
      const index = 255 - Math.floor(bit / 8);
      bloom[index] = (bloom[index] ?? 0) | (1 << (bit % 8));
    }
  }
  return bytesToHex(bloom);
}
