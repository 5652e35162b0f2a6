import { type Side, sides } from "../commands/market.ts";
import type { ReadContext, Reader } from "./reader.ts";

/** All that is open at one price. */
export interface BookLevel {
  priceTicks: bigint;
  /** What is left of the orders there. */
  lots: bigint;
}

export function marketReads(read: Reader, _context: ReadContext) {
  return {
    /** The highest buy and the lowest sell; undefined where there is none. */
    bestPrices: async () => {
      const [buy, sell] = await read("market", "bestPrices");
      return { buy: buy === 0 ? undefined : BigInt(buy), sell: sell === 0 ? undefined : BigInt(sell) };
    },

    order: async (id: bigint) => {
      const { tick, side, ...rest } = await read("market", "order", id);
      return { ...rest, side: sides[side] as Side, priceTicks: BigInt(tick) };
    },
  };
}
