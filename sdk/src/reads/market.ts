import { type Address, getAbiItem } from "viem";
import { type Side, sides } from "../commands/market.ts";
import { abis } from "../contracts.ts";
import { type EventOf, decodeEvent } from "../events.ts";
import type { ReadContext, Reader } from "./reader.ts";

/** All that is open at one price. */
export interface BookLevel {
  priceTicks: bigint;
  /** What is left of the orders there. */
  lots: bigint;
}

/** An order as it is now; of one that is not open all but its id and price is empty. */
export type OrderView = Awaited<ReturnType<ReturnType<typeof marketReads>["order"]>>;

/** From which block to which; by default the community's whole history. */
export interface BlockRange {
  fromBlock?: bigint;
  toBlock?: bigint;
}

const orderPlaced = getAbiItem({ abi: abis.market, name: "OrderPlaced" });
const trade = getAbiItem({ abi: abis.market, name: "Trade" });

/** Ticks a word of the market's bitmap holds. */
const WORD = 256;

export function marketReads(read: Reader, { addresses, publicClient, firstBlock, blockNumber }: ReadContext) {
  /** The highest buy and the lowest sell; undefined where there is none. */
  const bestPrices = async () => {
    const [buy, sell] = await read("market", "bestPrices");
    return { buy: buy === 0 ? undefined : BigInt(buy), sell: sell === 0 ? undefined : BigInt(sell) };
  };

  /** The ticks with open orders of a side, best first, from the market's bitmap; at most `count`. */
  const ticksOf = async (side: Side, count: number): Promise<number[]> => {
    const best = Number((await bestPrices())[side] ?? 0n);
    if (best === 0) return [];
    const words = bitsOf(await read("market", "tickSummary"));
    if (side === "buy") words.reverse();
    const found: number[] = [];
    for (const word of words) {
      const ticks = bitsOf(await read("market", "tickBits", BigInt(word))).map((bit) => word * WORD + bit);
      if (side === "buy") ticks.reverse();
      // One bitmap serves both sides: the book is never crossed, so each side ends at its best price.
      found.push(...ticks.filter((tick) => (side === "buy" ? tick <= best : tick >= best)));
      if (found.length >= count) break;
    }
    return found.slice(0, count);
  };

  const level = async (tick: number): Promise<BookLevel> => {
    const { lots } = await read("market", "level", tick);
    return { priceTicks: BigInt(tick), lots };
  };

  const order = async (id: bigint) => {
    const { tick, side, ...rest } = await read("market", "order", id);
    return { ...rest, side: sides[side] as Side, priceTicks: BigInt(tick) };
  };

  const logsOf = <Event extends typeof orderPlaced | typeof trade>(event: Event, range: BlockRange, args?: object) =>
    publicClient.getLogs({
      address: addresses.market,
      event: event as typeof orderPlaced,
      args,
      fromBlock: range.fromBlock ?? firstBlock,
      toBlock: range.toBlock ?? blockNumber ?? "latest",
      strict: true,
    });

  return {
    bestPrices,
    order,

    /** The open orders of an account, or all; oldest first. Found by their events, so that one's own cost nobody gas. */
    openOrders: async ({ owner, ...range }: BlockRange & { owner?: Address } = {}) => {
      const logs = await logsOf(orderPlaced, range, { owner });
      return (await Promise.all(logs.map(({ args }) => order(args.id)))).filter(({ open }) => open);
    },

    /** Trades, oldest first. */
    trades: async (range: BlockRange = {}): Promise<EventOf<"market", "Trade">[]> => {
      const logs = await logsOf(trade, range);
      return logs.map((log) => decodeEvent("market", log) as EventOf<"market", "Trade">);
    },

    /** The best levels of a side, best first. */
    book: async (side: Side, count = 100): Promise<BookLevel[]> =>
      await Promise.all((await ticksOf(side, count)).map(level)),
  };
}

/** The places of the ones in a word, lowest first. */
function bitsOf(word: bigint): number[] {
  const bits: number[] = [];
  for (let bit = 0, rest = word; rest > 0n; bit++, rest >>= 1n) if ((rest & 1n) === 1n) bits.push(bit);
  return bits;
}
