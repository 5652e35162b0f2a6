import type { ChainBlock, ChainEvent } from "../core/event.ts";
import { Bloom, mayHold } from "./bloom.ts";
import type { EventDecoder, RawLog } from "./decode.ts";
import { type Rpc, RpcError, callAll, toHex } from "./rpc.ts";

/** A block's header as a node writes it. */
export interface RawHeader {
  number: string;
  hash: string;
  parentHash: string;
  timestamp: string;
  gasUsed: string;
  logsBloom: string;
  /** Their hashes. */
  transactions: string[];
}

interface RawReceipt {
  blockHash: string;
  logs: RawLog[];
}

/** Headers of consecutive blocks, and by their hashes the logs that the node gave for them. */
interface Answers {
  headers: RawHeader[];
  logs: Map<string, BlockLogs>;
  /** The last block that has logs of the community by its header, and the number of its last log as far as known. */
  last: RawHeader | undefined;
  lastLog: number | undefined;
}

/**
 * Gas of the blocks whose logs are asked for at once: some 1,200 logs, which take about 8,000 each with what leads to them. It
 * bounds their number before they are there, so that a span's objects are few enough to leave the memory soon.
 */
const GAS_A_SPAN = 10_000_000;

/** The chain has another block in the place of one that is indexed. */
export class ReorganisedError extends Error {
  override readonly name = "ReorganisedError";
  readonly block: number;
  constructor(block: number) {
    super(`Block ${block} does not follow the block before it that was read: the chain was reorganised.`);
    this.block = block;
  }
}

/** The node's answers contradict each other: a block changed between two of them, or logs are missing. */
export class InconsistentAnswersError extends Error {
  override readonly name = "InconsistentAnswersError";
  readonly retry = true;
  readonly hint =
    "It is asked again. If it goes on, the node's log index is damaged: restart the node, or use another one.";
  constructor(block: number, what: string) {
    super(`The node's answers about block ${block} contradict each other: ${what}.`);
  }
}

/** Reads blocks of one community's chain and checks that nothing is missing. */
export class ChainReader {
  readonly rpc: Rpc;
  readonly decoder: EventDecoder;

  constructor(rpc: Rpc, decoder: EventDecoder) {
    this.rpc = rpc;
    this.decoder = decoder;
  }

  async head(): Promise<number> {
    return Number(await this.rpc.request({ method: "eth_blockNumber", params: [] }));
  }

  /** The header of a block; null: there is none (yet). */
  async header(number: number): Promise<RawHeader | null> {
    return (await this.rpc.request({
      method: "eth_getBlockByNumber",
      params: [toHex(number), false],
    })) as RawHeader | null;
  }

  /**
   * The blocks that follow `after` up to `to` with their events, some at a time. Once the node has found the logs of some and
   * begins to send them, it is asked for the next ones.
   * @param atOnce how many blocks the node is asked about at once, at most
   * @throws ReorganisedError when they do not follow
   * @throws InconsistentAnswersError when logs and headers do not fit
   */
  async *spans(after: { block: number; hash: string }, to: number, atOnce: number): AsyncGenerator<ChainBlock[]> {
    const headers: RawHeader[] = [];
    let from = after.block + 1;
    const ask = async (begun: () => void): Promise<Answers | undefined> => {
      if (headers.length === 0 && from <= to) {
        headers.push(...(await this.#headers(from, Math.min(to, from + atOnce - 1))));
        from += headers.length;
      }
      const some = headers.splice(0, countOfSpan(headers));
      return some.length === 0 ? undefined : await this.#answers(some, begun);
    };
    const begin = () => {
      const { promise: begun, resolve } = Promise.withResolvers<void>();
      const answers = ask(resolve).finally(resolve);
      answers.catch(() => undefined); // it is awaited later
      return { begun, answers };
    };
    let parent = after.hash;
    let next = begin();
    const work = async (): Promise<ChainBlock[] | undefined> => {
      const { begun, answers } = next;
      await begun;
      next = begin();
      const asked = await answers;
      return asked && (await this.#blocks(asked, parent));
    };
    for (let blocks = await work(); blocks !== undefined; blocks = await work()) {
      parent = (blocks.at(-1) as ChainBlock).hash;
      yield blocks;
    }
  }

  async #headers(from: number, to: number): Promise<RawHeader[]> {
    const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const calls = numbers.map((number) => ({ method: "eth_getBlockByNumber", params: [toHex(number), false] }));
    const headers = (await callAll(this.rpc, calls)) as (RawHeader | null)[];
    return headers.map((header, i) => {
      if (header !== null && Number(header.number) === from + i) return header;
      throw new InconsistentAnswersError(from + i, "it is not there");
    });
  }

  async #answers(headers: RawHeader[], begun: () => void): Promise<Answers> {
    const last = headers.findLast(({ logsBloom }) => this.decoder.addresses.some((one) => mayHold(logsBloom, one)));
    let lastLog: Promise<number | undefined> | undefined;
    const logs = await this.#logsOf(headers, last, () => {
      begun();
      lastLog ??= last && this.#lastLogOf(last); // not before: it keeps the node as busy as the logs do
      lastLog?.catch(() => undefined); // it is awaited later
    });
    return { headers, logs, last, lastLog: await lastLog };
  }

  /** @param counted a block whose logs are counted in the end: their filter is not needed */
  async #logsOf(
    headers: RawHeader[],
    counted: RawHeader | undefined,
    begun: () => void,
  ): Promise<Map<string, BlockLogs>> {
    const [fromBlock, toBlock] = [headers[0]?.number, headers.at(-1)?.number];
    const filter = { fromBlock, toBlock, address: this.decoder.addresses };
    const blocks = new Map<string, BlockLogs>();
    for await (const logs of this.#logs(filter)) {
      begun();
      for (const log of logs) {
        let block = blocks.get(log.blockHash);
        if (block === undefined) {
          block = new BlockLogs(this.decoder, log.blockHash === counted?.hash ? undefined : new Bloom());
          blocks.set(log.blockHash, block);
        }
        block.add(log);
      }
    }
    return blocks;
  }

  async *#logs(filter: object): AsyncGenerator<RawLog[]> {
    if (this.rpc.logs === undefined) yield (await this.#request("eth_getLogs", filter)) as RawLog[];
    else yield* this.rpc.logs(filter) as AsyncIterable<RawLog[]>;
  }

  async #request(method: string, ...params: unknown[]): Promise<unknown> {
    return await this.rpc.request({ method, params });
  }

  async #blocks({ headers, logs, last, lastLog }: Answers, parent: string): Promise<ChainBlock[]> {
    const listEndedIn = [...logs.keys()].at(-1);
    let before = parent;
    const blocks: ChainBlock[] = [];
    for (const header of headers) {
      const { hash, parentHash, timestamp } = header;
      const number = Number(header.number);
      if (parentHash !== before) {
        if (blocks.length === 0) throw new ReorganisedError(number);
        throw new InconsistentAnswersError(number, "it does not follow the block before it");
      }
      before = hash;
      const found = logs.get(hash) ?? new BlockLogs(this.decoder, new Bloom());
      logs.delete(hash);
      const isLast = header === last;
      const whole = isLast ? found.endWith(lastLog) : found.fit(header);
      const { events } = whole ? found : await this.#logsOfBlock(header, isLast ? lastLog : undefined);
      blocks.push({ number, hash, parent: parentHash, at: Number(timestamp), events });
    }
    const ended = headers.findIndex(({ hash }) => hash === listEndedIn);
    const [header, block] = [headers[ended], blocks[ended]];
    if (header !== undefined && block !== undefined && header !== last) {
      if ((await this.#lastLogOf(header)) !== block.events.length - 1) await this.#askAgain(header, block);
    }
    if (logs.size > 0) {
      const number = Number(headers[0]?.number);
      throw new InconsistentAnswersError(number, "there are logs of blocks that are not in the chain");
    }
    return blocks;
  }

  /**
   * A list that was cut short ends somewhere in a block, and where its last logs repeat earlier ones' topics the header's filter
   * cannot tell. The receipt of the block's last transaction can, mostly; else the block is asked for by itself.
   */
  async #askAgain(header: RawHeader, block: ChainBlock): Promise<void> {
    const { events } = await this.#logsOfBlock(header);
    if (events.length !== block.events.length) throw new InconsistentAnswersError(block.number, "logs are missing");
  }

  /** The number of a block's last log, when its last transaction has written one. */
  async #lastLogOf({ hash, transactions }: RawHeader): Promise<number | undefined> {
    const receipt = (await this.#request("eth_getTransactionReceipt", transactions.at(-1))) as RawReceipt | null;
    const last = receipt?.blockHash === hash ? receipt.logs.at(-1) : undefined;
    return last && Number(last.logIndex);
  }

  /** All logs of one block, other contracts' too: only these can be held against the header, and its last log where that is known. */
  async #logsOfBlock(header: RawHeader, lastLog?: number): Promise<BlockLogs> {
    const all = (await this.#request("eth_getLogs", { blockHash: header.hash })) as RawLog[];
    const logs = new BlockLogs(this.decoder, new Bloom());
    for (const log of all.toSorted((a, b) => Number(a.logIndex) - Number(b.logIndex))) logs.add(log);
    const whole = logs.fit(header) && (lastLog === undefined || logs.endWith(lastLog));
    if (!whole) throw new InconsistentAnswersError(Number(header.number), "logs are missing");
    return logs;
  }
}

/** A block's logs as they come in, of which the community's are kept as events. */
class BlockLogs {
  readonly events: ChainEvent[] = [];
  readonly #decoder: EventDecoder;
  readonly #bloom: Bloom | undefined;
  #count = 0;
  #gap = false;

  /** @param bloom an empty one; none where it is known with which log the block ends: the hashes of all topics take long */
  constructor(decoder: EventDecoder, bloom: Bloom | undefined) {
    this.#decoder = decoder;
    this.#bloom = bloom;
  }

  add(log: RawLog): void {
    const index = Number(log.logIndex);
    if (index > this.#count) this.#gap = true;
    if (index !== this.#count) return; // or it came before
    this.#count++;
    this.#bloom?.add(log.address);
    for (const topic of log.topics) this.#bloom?.add(topic);
    if (this.#decoder.addresses.includes(log.address)) this.events.push(this.#decoder.decode(log));
  }

  /** Whether these are logs 0, 1, 2 … of the block, and its filter knows no others. */
  fit({ logsBloom }: RawHeader): boolean {
    return !this.#gap && this.#bloom?.equals(logsBloom) === true;
  }

  /** Whether these are logs 0, 1, 2 … of the block up to this one, its last. */
  endWith(lastLog: number | undefined): boolean {
    return !this.#gap && this.#count - 1 === lastLog;
  }
}

/** How many of these blocks are asked for at once: as their gas allows, and at least one. */
function countOfSpan(headers: readonly RawHeader[]): number {
  let gas = 0;
  const over = headers.findIndex(({ gasUsed }, i) => (gas += Number(gasUsed)) > GAS_A_SPAN && i > 0);
  return over === -1 ? headers.length : over;
}

/** Whether an answer means that fewer blocks should be asked for. */
export function isTooMuch(error: unknown): boolean {
  return (
    error instanceof RpcError &&
    (error.code === -32005 || /limit|too (many|large)|exceed|timeout|timed out/i.test(error.message))
  );
}
