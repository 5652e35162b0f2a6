import { type PowerChain, type PowerChainEvent, decodeEvents, eventSources } from "@powerchain/sdk";
import type { Log } from "viem";

const FIRST_PAGE = 200n;
const LARGEST_PAGE = 50_000n;
/** Fewer logs than this in a page: the next one may be twice as long. */
const FEW = 2_000;

/** Everything that a community's contracts have said since they were made, in order. Pages grow in quiet times and shrink in busy ones. */
export async function readHistory(
  { publicClient, addresses, manifest }: PowerChain,
  say: (text: string) => void = () => undefined,
): Promise<PowerChainEvent[]> {
  const last = await publicClient.getBlockNumber();
  const address = eventSources(addresses);
  const events: PowerChainEvent[] = [];
  let page = FIRST_PAGE;
  for (let fromBlock = BigInt(manifest.block); fromBlock <= last;) {
    const toBlock = fromBlock + page - 1n < last ? fromBlock + page - 1n : last;
    let logs: Log[];
    try {
      logs = await publicClient.getLogs({ address, fromBlock, toBlock });
    } catch (error) {
      if (page === 1n) throw error;
      page = page / 4n + 1n;
      continue;
    }
    for (const event of decodeEvents(addresses, logs)) events.push(event);
    fromBlock = toBlock + 1n;
    if (logs.length < FEW && page < LARGEST_PAGE) page *= 2n;
    say(`block ${toBlock} of ${last}`);
  }
  return events;
}
