import { type Address, type ContractFunctionReturnType, getAbiItem, zeroAddress } from "viem";
import { type NewOrder, type Side, orderTerms, sides } from "../commands/market.ts";
import { type Abis, abis } from "../contracts.ts";
import { type EventOf, decodeEvent } from "../events.ts";
import { readLogs } from "./logs.ts";
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
  /** Only the latest so many. */
  last?: number;
}

const trade = getAbiItem({ abi: abis.market, name: "Trade" });
/** Entries of a page. */
const PAGE = 100;
/** Open orders that one call looks at: some 12 million gas, of the 50 that a node allows a call. */
const LOOKS = 1_000;

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

  /**
   * Open orders by price and age, found by looking through the book: needs no history.
   * @param owner whose; undefined: everybody's
   * @param page looks: at how many open orders to look; from: the `next` of the page before
   * @returns those of them that are the account's; `next` undefined: the book's end
   */
  const ordersOf = async (owner: Address | undefined, page: { from?: bigint; looks?: number } = {}) => {
    const looks = BigInt(page.looks ?? PAGE);
    const [found, next] = await read("lens", "ordersOf", owner ?? zeroAddress, page.from ?? 0n, looks);
    return { orders: found.map(toOrder), next: next === 0n ? undefined : next };
  };

  return {
    bestPrices,
    order,

    ordersOf,

    /** All open orders of an account, or of everybody, by price and age. */
    openOrders: async ({ owner }: { owner?: Address } = {}) => {
      const all: OrderView[] = [];
      let from: bigint | undefined;
      do {
        const page = await ordersOf(owner, { from, looks: LOOKS });
        all.push(...page.orders);
        from = page.next;
      } while (from !== undefined);
      return all;
    },

    /** Trades, oldest first. */
    trades: async (range: BlockRange = {}): Promise<EventOf<"market", "Trade">[]> => {
      const logs = await readLogs(publicClient, {
        address: addresses.market,
        event: trade,
        from: range.fromBlock ?? firstBlock,
        to: range.toBlock ?? blockNumber ?? (await publicClient.getBlockNumber({ cacheTime: 0 })),
        last: range.last,
      });
      return logs.map((log) => decodeEvent("market", log) as EventOf<"market", "Trade">);
    },

    /** The best levels of a side, best first. */
    book: async (side: Side, count = 100): Promise<BookLevel[]> => (await bookPage(side, { count })).levels,

    bookPage,

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
