import type { StateRow } from "../../core/schema.ts";
import { ordersPage, tradesPage } from "../../queries/accounts.ts";
import { type CandleRow, mergeCandles } from "../../queries/candles.ts";
import type { Query } from "../../store/store.ts";
import type { App, Community, Server } from "../context.ts";
import { ApiProblem } from "../problem.ts";
import * as routes from "../routes/market.ts";
import { candleIntervals } from "../schemas/market.ts";
import type { Candles, Depth, MarketStatistics } from "../types.ts";
import { MOST_POINTS } from "./energySeries.ts";

const DAY = 86_400;
const MONDAY = 4 * DAY;
const QUARTER = 900;

export function marketRoutes(app: App, { store }: Server): void {
  app.openapi(routes.statistics, async (c) => c.json(await statisticsView(store, c.get("community")), 200));
  app.openapi(routes.depth, (c) => c.json(depthView(c.get("community"), c.req.valid("query")), 200));
  app.openapi(routes.trades, async (c) =>
    c.json(await tradesPage(store, c.get("community").id, c.req.valid("query")), 200),
  );
  app.openapi(routes.candles, async (c) =>
    c.json(await candlesView(store, c.get("community"), c.req.valid("query")), 200),
  );
  app.openapi(routes.orders, async (c) => {
    const { side, ...paging } = c.req.valid("query");
    const where = ["state = 'open'", ...(side === undefined ? [] : ["side = ?"])];
    return c.json(await ordersPage(store, c.get("community").id, where, side === undefined ? [] : [side], paging), 200);
  });
}

type Level = StateRow<"levels">;

function levelsOf({ follower }: Community, side: "buy" | "sell"): Level[] {
  const levels = [...follower.index.tables.levels.rows.values()].filter((level) => level.side === side);
  return levels.sort((a, b) => (side === "buy" ? b.tick - a.tick : a.tick - b.tick));
}

export function depthView(community: Community, { levels, group }: { levels: number; group: number }): Depth {
  const ladder = (side: "buy" | "sell"): Depth["buy"] => {
    const grouped = new Map<number, { energyWh: number; orders: number }>();
    for (const { tick, lots, orders } of levelsOf(community, side)) {
      const priceTicks = side === "buy" ? Math.floor(tick / group) * group : Math.ceil(tick / group) * group;
      const there = grouped.get(priceTicks) ?? { energyWh: 0, orders: 0 };
      grouped.set(priceTicks, { energyWh: there.energyWh + lots, orders: there.orders + orders });
    }
    let sumWh = 0;
    return [...grouped].map(([priceTicks, level]) => ({ priceTicks, ...level, sumWh: (sumWh += level.energyWh) }));
  };
  const [buy, sell] = [ladder("buy"), ladder("sell")];
  return {
    block: community.follower.index.cursor.block,
    group,
    buy: buy.slice(0, levels),
    sell: sell.slice(0, levels),
    buyWh: buy.at(-1)?.sumWh ?? 0,
    sellWh: sell.at(-1)?.sumWh ?? 0,
  };
}

interface LastTrade {
  at: number;
  halfTicks: number;
}

export async function statisticsView(query: Query, community: Community): Promise<MarketStatistics> {
  const { id, follower, tariff } = community;
  const { tables, cursor } = follower.index;
  const since = cursor.at - DAY;
  const lastBefore = async (before: number): Promise<LastTrade | undefined> => {
    const [row] = await query.all<LastTrade>(
      'SELECT at, half_ticks AS "halfTicks" FROM trades WHERE community = ? AND at < ? ORDER BY at DESC, block DESC, log DESC LIMIT 1',
      [id, before],
    );
    return row;
  };
  const [last, before] = [await lastBefore(cursor.at + 1), await lastBefore(since)];
  const [day] = await query.all<{
    high: number | null;
    low: number | null;
    lots: number | null;
    turnover: number | null;
    trades: number;
  }>(
    "SELECT MAX(half_ticks) AS high, MIN(half_ticks) AS low, SUM(lots) AS lots, SUM(lots * half_ticks) AS turnover, COUNT(*) AS trades FROM trades WHERE community = ? AND at >= ?",
    [id, since],
  );
  const bestBuy = levelsOf(community, "buy")[0]?.tick ?? null;
  const bestSell = levelsOf(community, "sell")[0]?.tick ?? null;
  return {
    block: cursor.block,
    lastTicks: half(last?.halfTicks),
    lastAt: last?.at ?? null,
    bestBuyTicks: bestBuy,
    bestSellTicks: bestSell,
    spreadTicks: bestBuy === null || bestSell === null ? null : bestSell - bestBuy,
    day: {
      openTicks: half(before?.halfTicks),
      highTicks: half(day?.high),
      lowTicks: half(day?.low),
      changeShare: before === undefined || last === undefined ? null : last.halfTicks / before.halfTicks - 1,
      volumeWh: Number(day?.lots ?? 0),
      turnoverEur: String(BigInt(day?.turnover ?? 0) * 5n),
      trades: Number(day?.trades ?? 0),
    },
    openOrders: [...tables.levels.rows.values()].reduce((all, { orders }) => all + orders, 0),
    pricing: tables.parameters.get(5)?.value === 1n ? "midpoint" : "maker",
    minOrderWh: Number(tables.parameters.get(8)?.value ?? 0n),
    tariff,
  };
}

function half(halfTicks: number | null | undefined): number | null {
  return halfTicks === null || halfTicks === undefined ? null : Number(halfTicks) / 2;
}

async function candlesView(
  query: Query,
  { id, follower }: Community,
  { interval, ...span }: { from?: number | undefined; to?: number | undefined; interval: keyof typeof candleIntervals },
): Promise<Candles> {
  const length = candleIntervals[interval];
  const shift = interval === "1w" ? MONDAY : 0;
  const startOf = (at: number): number => Math.floor((at - shift) / length) * length + shift;
  const to = span.to ?? startOf(follower.index.cursor.at) + length;
  const from = startOf(Math.max(0, span.from ?? to - 100 * length));
  if (from >= to || (to - from) / length > MOST_POINTS) {
    throw new ApiProblem(
      400,
      `The span is empty or has more than ${MOST_POINTS} candles.`,
      "Ask for another span or longer candles.",
      {
        errors: [{ field: "from", message: `must lie before \`to\`, at most ${MOST_POINTS} intervals` }],
      },
    );
  }
  const rows = await query.all<CandleRow>(
    "SELECT * FROM candles WHERE community = ? AND bucket >= ? AND bucket < ? ORDER BY bucket",
    [id, Math.floor(from / QUARTER), Math.ceil(to / QUARTER)],
  );
  return { interval, from, to, items: mergeCandles(rows, (bucket) => startOf(bucket * QUARTER)) };
}
