import type { ChainBlock } from "../core/event.ts";
import { Bloom } from "./bloom.ts";
import type { EventDecoder, RawLog } from "./decode.ts";
import { type Rpc, RpcError, callAll, toHex } from "./rpc.ts";

/** A block's header as a node writes it. */
export interface RawHeader {
  number: string;
  hash: string;
  parentHash: string;
  timestamp: string;
  logsBloom: string;
}

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
   * The blocks `from` … `to` with their events, which follow the block with the hash `parent`.
   * @throws ReorganisedError when they do not
   * @throws InconsistentAnswersError when logs and headers do not fit
   */
  async read(from: number, to: number, parent: string | undefined): Promise<{ blocks: ChainBlock[]; logs: number }> {
    const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const filter = { fromBlock: toHex(from), toBlock: toHex(to), address: this.decoder.addresses };
    const [headers, logs] = await Promise.all([
      callAll(
        this.rpc,
        numbers.map((number) => ({ method: "eth_getBlockByNumber", params: [toHex(number), false] })),
      ) as Promise<(RawHeader | null)[]>,
      this.rpc.request({ method: "eth_getLogs", params: [filter] }) as Promise<RawLog[]>,
    ]);
    const byHash = groupByBlock(logs);
    let before = parent;
    const blocks: ChainBlock[] = [];
    for (const [i, header] of headers.entries()) {
      const number = from + i;
      if (header === null || Number(header.number) !== number)
        throw new InconsistentAnswersError(number, "it is not there");
      if (before !== undefined && header.parentHash !== before) {
        if (i === 0) throw new ReorganisedError(number);
        throw new InconsistentAnswersError(number, "it does not follow the block before it");
      }
      before = header.hash;
      const own = byHash.get(header.hash) ?? [];
      byHash.delete(header.hash);
      blocks.push(await this.#block(header, own));
    }
    await this.#secondOpinion(headers as RawHeader[], blocks);
    if (byHash.size > 0) throw new InconsistentAnswersError(from, "there are logs of blocks that are not in the chain");
    return { blocks, logs: logs.length };
  }

  async #block(header: RawHeader, found: RawLog[]): Promise<ChainBlock> {
    const number = Number(header.number);
    let logs = inOrder(found);
    if (!isGapless(logs) || !bloomOf(logs).equals(header.logsBloom)) logs = await this.#logsOfBlock(header);
    return {
      number,
      hash: header.hash,
      parent: header.parentHash,
      at: Number(header.timestamp),
      events: logs.map((log) => this.decoder.decode(log)),
    };
  }

  /**
   * A list that was cut short ends somewhere in a block, and where its last logs repeat earlier ones' topics the header's filter
   * cannot tell. So the last block with logs is asked for by itself.
   */
  async #secondOpinion(headers: RawHeader[], blocks: ChainBlock[]): Promise<void> {
    const last = blocks.findLastIndex(({ events }) => events.length > 0);
    const [header, block] = [headers[last], blocks[last]];
    if (header === undefined || block === undefined) return;
    const logs = await this.#logsOfBlock(header);
    if (logs.length !== block.events.length) throw new InconsistentAnswersError(block.number, "logs are missing");
  }

  /** All logs of one block, other contracts' too: only these can be held against the header. */
  async #logsOfBlock(header: RawHeader): Promise<RawLog[]> {
    const number = Number(header.number);
    const all = inOrder(
      (await this.rpc.request({ method: "eth_getLogs", params: [{ blockHash: header.hash }] })) as RawLog[],
    );
    if (!isGapless(all) || !bloomOf(all).equals(header.logsBloom))
      throw new InconsistentAnswersError(number, "logs are missing");
    const ours = new Set(this.decoder.addresses);
    return all.filter(({ address }) => ours.has(address));
  }
}

function groupByBlock(logs: readonly RawLog[]): Map<string, RawLog[]> {
  const groups = new Map<string, RawLog[]>();
  for (const log of logs) {
    const list = groups.get(log.blockHash);
    if (list === undefined) groups.set(log.blockHash, [log]);
    else list.push(log);
  }
  return groups;
}

/** Sorted by their number in the block, each once. */
function inOrder(logs: readonly RawLog[]): RawLog[] {
  const sorted = logs.toSorted((a, b) => Number(a.logIndex) - Number(b.logIndex));
  return sorted.filter((log, i) => i === 0 || log.logIndex !== sorted[i - 1]?.logIndex);
}

/** Whether these are logs 0, 1, 2 … of a block. */
function isGapless(logs: readonly RawLog[]): boolean {
  return logs.every((log, i) => Number(log.logIndex) === i);
}

function bloomOf(logs: readonly RawLog[]): Bloom {
  const bloom = new Bloom();
  for (const { address, topics } of logs) {
    bloom.add(address);
    for (const topic of topics) bloom.add(topic);
  }
  return bloom;
}

/** Whether an answer means that fewer blocks should be asked for. */
export function isTooMuch(error: unknown): boolean {
  return (
    error instanceof RpcError &&
    (error.code === -32005 || /limit|too (many|large)|exceed|timeout|timed out/i.test(error.message))
  );
}
