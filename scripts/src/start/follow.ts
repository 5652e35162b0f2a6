import { type Addresses, decodeEvents, eventSources } from "@powerchain/sdk";
import type { PublicClient } from "viem";
import type { Narrator } from "./narrator.ts";

export interface Following {
  stop(): void;
}

/**
 * Prints what happens from the next block on, a line an event, with the block's time. What was before, the narrator learns
 * without a word.
 */
export async function follow(
  client: PublicClient,
  addresses: Addresses,
  narrator: Narrator,
  print: (line: string) => void,
): Promise<Following> {
  const address = eventSources(addresses);
  let next = 0n;
  const linesTo = async (toBlock: bigint): Promise<string[]> => {
    if (toBlock < next) return [];
    const logs = await client.getLogs({ address, fromBlock: next, toBlock });
    next = toBlock + 1n;
    return narrator.tell(decodeEvents(addresses, logs));
  };
  await linesTo(await client.getBlockNumber());
  let turn: Promise<void> = Promise.resolve();
  const tell = async ({ number, timestamp }: { number: bigint; timestamp: bigint }): Promise<void> => {
    const time = new Date(Number(timestamp) * 1000).toLocaleTimeString("en-GB");
    for (const line of await linesTo(number)) print(`${time}  ${line}`);
  };
  const stop = client.watchBlocks({
    onBlock: (block) => {
      turn = turn
        .then(() => tell(block))
        .catch((error: Error) => print(`(events could not be read: ${error.message})`));
    },
  });
  return { stop };
}
