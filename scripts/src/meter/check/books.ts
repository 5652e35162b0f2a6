import { decodeEvents } from "@powerchain/sdk";
import type { Log } from "viem";
import type { Cast } from "../../fleet/cast.ts";
import { bookKey } from "./story.ts";

/** What the chain's events book to each unit, resident and kind, Wh. A rejected or doubled reading shows as a difference. */
export async function readBooks({ chain, manifest }: Cast): Promise<Map<string, bigint>> {
  const address = [chain.addresses.energyPool];
  const logs: Log[] = await chain.publicClient.getLogs({ address, fromBlock: BigInt(manifest.block) });
  const books = new Map<string, bigint>();
  const add = (key: string, wh: bigint): void => void books.set(key, (books.get(key) ?? 0n) + wh);
  for (const event of decodeEvents(chain.addresses, logs)) {
    if (event.name === "EnergyProduced")
      add(bookKey(event.args.unit, event.args.producer, "produced"), event.args.energyWh);
    if (event.name === "EnergyConsumed")
      add(bookKey(event.args.unit, event.args.consumer, "consumed"), event.args.energyWh);
  }
  return books;
}
