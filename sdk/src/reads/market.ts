import { type Address, type ContractFunctionReturnType, getAbiItem } from "viem";
import { type NewOrder, type Side, orderTerms, sides } from "../commands/market.ts";
import { type Abis, abis } from "../contracts.ts";
import { type EventOf, decodeEvent } from "../events.ts";
import type { ReadContext, Reader } from "./reader.ts";

/** All that is open at one price. */
export interface BookLevel {
  priceTicks: bigint;
  /** What is left of the orders there. */
  lots: bigint;
}

/** An order as it is now; of one that is not open all but its id and price is empty. */
export type OrderView = ReturnType<typeof toOrder>;

/** What an incoming order would get now. */
export interface Quote {
  /** Whether the market would take it, its owner's funds apart; if not, the rest is 0. */
  accepted: boolean;
  filled: bigint;
  /** eEuro units spent (a buy) or earned (a sell). */
  eur: bigint;
  rested: bigint;
  /** Neither filled nor rested. */
  returned: bigint;
  /** Resting orders that it would trade with or remove. */
  met: bigint;
}

/** From which block to which; by default the community's whole history. */
export interface BlockRange {
  fromBlock?: bigint;
  toBlock?: bigint;
}

const orderPlaced = getAbiItem({ abi: abis.market, name: "OrderPlaced" });
const trade = getAbiItem({ abi: abis.market, name: "Trade" });
/** Entries of a page. */
const PAGE = 100;

export function marketReads(read: Reader, { addresses, publicClient, firstBlock, blockNumber }: ReadContext) {
  /** The highest buy and the lowest sell; undefined where there is none. */
  const bestPrices = async () => {
    const [buy, sell] = await read("market", "bestPrices");
    return { buy: buy === 0 ? undefined : BigInt(buy), sell: sell === 0 ? undefined : BigInt(sell) };
  };

  const order = async (id: bigint) => toOrder(await read("market", "order", id));

  /**
   * Levels of a side, best first.
   * @param page count: at most so many; from: the `next` of the page before
   * @returns `next` undefined: this was the last page
   */
  const bookPage = async (side: Side, page: { from?: bigint; count?: number } = {}) => {
    const [raw, next] = await read(
      "lens",
      "book",
      sides.indexOf(side),
      Number(page.from ?? 0n),
      BigInt(page.count ?? PAGE),
    );
    const levels: BookLevel[] = raw.map(({ tick, lots }) => ({ priceTicks: BigInt(tick), lots }));
    return { levels, next: next === 0 ? undefined : BigInt(next) };
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
      const found: OrderView[] = [];
      for (let from = 0; from < logs.length; from += PAGE) {
        const ids = logs.slice(from, from + PAGE).map(({ args }) => args.id);
        found.push(...(await read("lens", "orders", ids)).map(toOrder));
      }
      return found.filter(({ open }) => open);
    },

    /** Trades, oldest first. */
    trades: async (range: BlockRange = {}): Promise<EventOf<"market", "Trade">[]> => {
      const logs = await logsOf(trade, range);
      return logs.map((log) => decodeEvent("market", log) as EventOf<"market", "Trade">);
    },

    /** The best levels of a side, best first. */
    book: async (side: Side, count = 100): Promise<BookLevel[]> => (await bookPage(side, { count })).levels,

    bookPage,

    /**
     * An account's open orders, by price and age, found by looking through the book: needs no history, unlike `openOrders`.
     * @param page looks: at how many open orders to look; from: the `next` of the page before
     * @returns those of them that are the account's; `next` undefined: the book's end
     */
    ordersOf: async (owner: Address, page: { from?: bigint; looks?: number } = {}) => {
      const [found, next] = await read("lens", "ordersOf", owner, page.from ?? 0n, BigInt(page.looks ?? PAGE));
      return { orders: found.map(toOrder), next: next === 0n ? undefined : next };
    },

    /** What this order would get if nothing came between, which is what `addOrder` then gives. */
    quote: async (taker: Address, order: NewOrder): Promise<Quote> => {
      const { side, tick, lots, orderType, maxFills } = orderTerms(order);
      return await read("lens", "quote", taker, side, tick, lots, orderType, maxFills);
    },
  };
}

/** An order as contracts give it. */
type RawOrder = ContractFunctionReturnType<Abis["market"], "view", "order">;

function toOrder({ tick, side, ...rest }: RawOrder) {
  return { ...rest, side: sides[side] as Side, priceTicks: BigInt(tick) };
}
