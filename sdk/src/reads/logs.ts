import type { AbiEvent, Address, GetLogsReturnType, PublicClient } from "viem";

/** Blocks that one query spans at most; a community's gateway refuses more than 100,000 unless told otherwise. */
const SPAN = 50_000n;

export interface LogQuery<Event extends AbiEvent> {
  address: Address;
  event: Event;
  /** Values of indexed arguments; undefined: any. */
  args?: object;
  /** First and last block. */
  from: bigint;
  to: bigint;
  /** Stop once so many are found: the latest ones. */
  last?: number;
  span?: bigint;
}

type Logs<Event extends AbiEvent> = GetLogsReturnType<Event, [Event], true, bigint, bigint>;

/** The logs of one event, oldest first, asked for in parts from the last block backwards. */
export async function readLogs<const Event extends AbiEvent>(
  client: PublicClient,
  { address, event, args, from, to, last = Infinity, span = SPAN }: LogQuery<Event>,
): Promise<Logs<Event>> {
  const parts: Logs<Event>[] = [];
  let count = 0;
  for (let end = to; end >= from && count < last; end -= span) {
    const fromBlock = end - span + 1n > from ? end - span + 1n : from;
    const query = { address, event, args, fromBlock, toBlock: end, strict: true } as const;
    const part = (await client.getLogs(query as never)) as Logs<Event>;
    parts.push(part);
    count += part.length;
  }
  return parts.toReversed().flat().slice(-last);
}
