import { z } from "@hono/zod-openapi";
import { block, eur, seconds, share, span, ticks, wh } from "./common.ts";

export const tariff = z
  .object({
    name: z.string().openapi({ example: "Supplier" }),
    retailTicks: ticks.openapi({ description: "what a kWh from the supplier costs" }),
    feedInTicks: ticks.openapi({ description: "what the supplier pays for a kWh" }),
  })
  .openapi("Tariff");

export const statistics = z
  .object({
    block,
    lastTicks: ticks.nullable(),
    lastAt: seconds.nullable(),
    bestBuyTicks: ticks.nullable(),
    bestSellTicks: ticks.nullable(),
    spreadTicks: ticks.nullable(),
    day: z.object({
      openTicks: ticks.nullable().openapi({ description: "price before the last 24 hours" }),
      highTicks: ticks.nullable(),
      lowTicks: ticks.nullable(),
      changeShare: share.nullable(),
      volumeWh: wh,
      turnoverEur: eur,
      trades: z.number().int(),
    }),
    openOrders: z.number().int(),
    pricing: z.enum(["maker", "midpoint"]),
    minOrderWh: wh,
    tariff: tariff
      .nullable()
      .openapi({ description: "the supplier's prices beside it; null: the community has stated none" }),
  })
  .openapi("MarketStatistics");

export const depthQuery = z.strictObject({
  levels: z.coerce.number().int().min(1).max(500).default(50),
  group: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(1)
    .openapi({ description: "ticks a step of the ladder; buys are grouped down, sells up" }),
});
const level = z.object({
  priceTicks: ticks,
  energyWh: wh,
  orders: z.number().int(),
  sumWh: wh.openapi({ description: "with all better levels" }),
});
export const depth = z
  .object({
    block,
    group: z.number().int(),
    buy: z.array(level).openapi({ description: "best first" }),
    sell: z.array(level),
    buyWh: wh.openapi({ description: "all there is to buy, levels not shown included" }),
    sellWh: wh,
  })
  .openapi("Depth");

export const candleIntervals = { "15m": 900, "1h": 3600, "4h": 14_400, "1d": 86_400, "1w": 604_800 } as const;
export const candlesQuery = z.strictObject({
  ...span,
  interval: z
    .enum(["15m", "1h", "4h", "1d", "1w"])
    .default("1h")
    .openapi({ description: "in UTC; weeks begin on Monday" }),
});
export const candles = z
  .object({
    interval: z.string(),
    from: seconds,
    to: seconds,
    items: z.array(
      z.object({
        from: seconds,
        openTicks: ticks,
        highTicks: ticks,
        lowTicks: ticks,
        closeTicks: ticks,
        volumeWh: wh,
        turnoverEur: eur,
        trades: z.number().int(),
      }),
    ),
  })
  .openapi("Candles");
