import { Group, NativeSelect, SegmentedControl } from "@mantine/core";
import { useCallback, useState } from "react";
import { useCandles, useDepth } from "../../shared/api/queries.ts";
import type { CandleInterval, Candles, Depth } from "../../shared/api/types.ts";
import { grid, timeAxis, valueAxis } from "../../shared/charts/axes.ts";
import { Chart } from "../../shared/charts/Chart.tsx";
import type { Palette } from "../../shared/charts/palette.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Answer } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { type Format, useFormat } from "../../shared/ui/useFormat.ts";
import { useNow } from "../../shared/ui/useNow.ts";

const seconds: Record<CandleInterval, number> = { "15m": 900, "1h": 3600, "4h": 14_400, "1d": 86_400, "1w": 604_800 };
const SHOWN = 60;

/** Prices over time, or the depth of the book. */
export function MarketCharts() {
  const t = useT();
  const [view, setView] = useState<"candles" | "depth">("candles");
  const [interval, setInterval] = useState<CandleInterval>("15m");
  return (
    <Card>
      <Group justify="space-between" mb="sm">
        <SegmentedControl
          size="xs"
          aria-label={t("market.view")}
          value={view}
          onChange={setView}
          data={[
            { value: "candles", label: t("market.candles") },
            { value: "depth", label: t("market.depth") },
          ]}
        />
        {view === "candles" && (
          <NativeSelect
            size="xs"
            aria-label={t("market.interval")}
            value={interval}
            onChange={(event) => setInterval(event.currentTarget.value as CandleInterval)}
            data={(Object.keys(seconds) as CandleInterval[]).map((one) => ({
              value: one,
              label: t(`interval.${one}`),
            }))}
          />
        )}
      </Group>
      {view === "candles" ? <CandleChart interval={interval} /> : <DepthChart />}
    </Card>
  );
}

function CandleChart({ interval }: { interval: CandleInterval }) {
  const t = useT();
  const format = useFormat();
  const length = seconds[interval];
  const from = useNow(length) - SHOWN * length;
  const candles = useCandles(interval, from);
  return (
    <Answer of={candles} lines={9}>
      {(data) => <CandlePicture data={data} format={format} title={t("market.candles.title")} />}
    </Answer>
  );
}

function CandlePicture({ data, format, title }: { data: Candles; format: Format; title: string }) {
  const t = useT();
  const option = useCallback((palette: Palette) => candleOption(data, palette, format), [data, format]);
  return (
    <Chart
      title={title}
      option={option}
      height={250}
      empty={data.items.length === 0 && t("market.candles.empty")}
      table={{
        columns: [
          t("chart.time"),
          t("candle.open"),
          t("candle.high"),
          t("candle.low"),
          t("candle.close"),
          t("candle.volume"),
        ],
        rows: data.items
          .toReversed()
          .map((one) => [
            format.dateTime(one.from),
            format.price(one.openTicks),
            format.price(one.highTicks),
            format.price(one.lowTicks),
            format.price(one.closeTicks),
            format.lots(one.volumeWh),
          ]),
      }}
    />
  );
}

function candleOption({ items, from, to }: Candles, palette: Palette, format: Format) {
  const eur = (ticks: number): number => ticks / 10_000;
  return {
    grid,
    xAxis: { ...timeAxis(palette), min: from * 1000, max: to * 1000 },
    yAxis: { ...valueAxis(palette, format.axis), scale: true },
    tooltip: {
      valueFormatter: (value: unknown) => (typeof value === "number" ? format.price(value * 10_000) : String(value)),
    },
    series: [
      {
        type: "candlestick",
        barMaxWidth: 14,
        itemStyle: {
          color: palette.fill.buy,
          color0: palette.fill.sell,
          borderColor: palette.ink.buy,
          borderColor0: palette.ink.sell,
        },
        encode: { x: 0, y: [1, 2, 3, 4] },
        data: items.map((one) => [
          one.from * 1000,
          eur(one.openTicks),
          eur(one.closeTicks),
          eur(one.lowTicks),
          eur(one.highTicks),
        ]),
      },
    ],
  };
}

function DepthChart() {
  const t = useT();
  const format = useFormat();
  const depth = useDepth(1, 200);
  return (
    <Answer of={depth} lines={9}>
      {(data) => <DepthPicture data={data} format={format} title={t("market.depth.title")} />}
    </Answer>
  );
}

function DepthPicture({ data, format, title }: { data: Depth; format: Format; title: string }) {
  const t = useT();
  const option = useCallback((palette: Palette) => depthOption(data, palette, format), [data, format]);
  return (
    <Chart
      title={title}
      legend={
        <small>
          <span className="buy">▲ {t("ladder.buyers")}</span> <span className="sell">▼ {t("ladder.sellers")}</span>
        </small>
      }
      option={option}
      height={250}
      empty={data.buy.length + data.sell.length === 0 && t("market.depth.empty")}
      table={{
        columns: [t("ladder.price"), t("market.side"), t("ladder.energy"), t("ladder.sum")],
        rows: [
          ...data.sell.toReversed().map((level) => ["sell", level] as const),
          ...data.buy.map((level) => ["buy", level] as const),
        ].map(([side, level]) => [
          format.price(level.priceTicks),
          t(`order.side.${side}`),
          format.energy(level.energyWh),
          format.energy(level.sumWh),
        ]),
      }}
    />
  );
}

function depthOption(data: Depth, palette: Palette, format: Format) {
  const area = (side: "buy" | "sell") => ({
    type: "line",
    step: side === "buy" ? "start" : "end",
    symbol: "none",
    lineStyle: { color: palette.ink[side], width: 2 },
    itemStyle: { color: palette.ink[side] },
    areaStyle: { color: palette.fill[side], opacity: 0.2 },
    data: (side === "buy" ? data.buy.toReversed() : data.sell).map((level) => [
      level.priceTicks / 10_000,
      level.sumWh / 1000,
    ]),
  });
  return {
    grid,
    xAxis: { ...valueAxis(palette, format.axis), scale: true, splitLine: { show: false } },
    yAxis: valueAxis(palette, (value) => `${format.axis(value)} kWh`),
    tooltip: { valueFormatter: (value: unknown) => format.energy(BigInt(Math.round(Number(value) * 1000))) },
    series: [area("buy"), area("sell")],
  };
}
