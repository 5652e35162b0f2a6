import type { Cast } from "../../fleet/cast.ts";
import { eachPage } from "../../fleet/energySums.ts";
import { bookKey } from "./story.ts";

/** What the chain's events book to each unit, resident and kind, Wh. A rejected or doubled reading shows as a difference. */
export async function readBooks(cast: Pick<Cast, "chain" | "manifest">): Promise<Map<string, bigint>> {
  const books = new Map<string, bigint>();
  const add = (key: string, wh: bigint): void => void books.set(key, (books.get(key) ?? 0n) + wh);
  await eachPage(cast, (events) => {
    for (const event of events) {
      if (event.name === "EnergyProduced")
        add(bookKey(event.args.unit, event.args.producer, "produced"), event.args.energyWh);
      if (event.name === "EnergyConsumed")
        add(bookKey(event.args.unit, event.args.consumer, "consumed"), event.args.energyWh);
    }
  });
  return books;
}
