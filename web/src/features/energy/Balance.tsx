import { SegmentedControl, Text } from "@mantine/core";
import { useCallback, useState } from "react";
import { useNetwork, useNetworkHistory } from "../../shared/api/queries.ts";
import type { NetworkHistory } from "../../shared/api/types.ts";
import { grid, timeAxis, valueAxis } from "../../shared/charts/axes.ts";
import { Chart } from "../../shared/charts/Chart.tsx";
import type { Palette } from "../../shared/charts/palette.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Answer } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { type Format, useFormat } from "../../shared/ui/useFormat.ts";
import { type Span, useSpan } from "../../shared/ui/spans.ts";

/** Tokens against energy, explained; and how the rate R answered over time. */
export function Balance() {
  const t = useT();
  const format = useFormat();
  const [span, setSpan] = useState<Span>("day");
  const history = useNetworkHistory(useSpan(span));
  const { data: network } = useNetwork();
  return (
    <Card
      title={t("balance.title")}
      action={
        <SegmentedControl
          size="xs"
          aria-label={t("chart.span")}
          value={span}
          onChange={setSpan}
          data={(["day", "week", "month"] as const).map((one) => ({ value: one, label: t(`span.${one}`) }))}
        />
      }
    >
      {network !== undefined && <Scale ent={BigInt(network.totalEnt)} wh={network.energyWh} />}
      <Text size="sm" c="dimmed" my="sm">
        {t("balance.explained")}
      </Text>
      <Answer of={history} lines={8}>
        {(data) => <Charts data={data} format={format} />}
      </Answer>
    </Card>
  );
}

/** Two bars of the same length are the equilibrium. */
function Scale({ ent, wh }: { ent: bigint; wh: number }) {
  const t = useT();
  const format = useFormat();
  const energy = BigInt(wh) * 1_000_000n;
  const most = ent > energy ? ent : energy;
  const width = (value: bigint): string => (most === 0n ? "0%" : `${Number((value * 1000n) / most) / 10}%`);
  return (
    <div className="scale">
      <span>{t("balance.tokens")}</span>
      <div className="track">
        <span style={{ width: width(ent), background: "var(--pc-sun-fill)" }} />
      </div>
      <span className="num">{format.ent(ent)}</span>
      <span>{t("balance.energy")}</span>
      <div className="track">
        <span style={{ width: width(energy), background: "var(--pc-storage-fill)" }} />
      </div>
      <span className="num">{format.energy(wh)}</span>
    </div>
  );
}

function Charts({ data, format }: { data: NetworkHistory; format: Format }) {
  const t = useT();
  const option = useCallback((palette: Palette) => rateOption(data, palette, format), [data, format]);
  const imbalance = useCallback((palette: Palette) => imbalanceOption(data, palette, format), [data, format]);
  const table = {
    columns: [t("chart.time"), t("balance.imbalance"), t("balance.rate")],
    rows: data.points.map((point) => [
      format.dateTime(point.at),
      format.ent(point.imbalanceEnt),
      format.rate(point.rate),
    ]),
  };
  const empty = data.points.length === 0 && t("balance.empty");
  return (
    <>
      <Chart title={t("balance.imbalance.chart")} option={imbalance} table={table} height={150} empty={empty} />
      <div style={{ height: 16 }} />
      <Chart title={t("balance.rate.chart")} option={option} table={table} height={130} empty={empty} />
    </>
  );
}

function imbalanceOption(data: NetworkHistory, palette: Palette, format: Format) {
  return {
    grid,
    xAxis: timeAxis(palette),
    yAxis: valueAxis(palette, format.axis),
    tooltip: { valueFormatter: (value: unknown) => format.ent(BigInt(Math.round(Number(value) * 1e9))) },
    series: [
      {
        type: "line",
        step: "end",
        symbol: "none",
        lineStyle: { color: palette.ink.sun, width: 2 },
        itemStyle: { color: palette.ink.sun },
        areaStyle: { color: palette.fill.sun, opacity: 0.18 },
        data: data.points.map((point) => [point.at * 1000, Number(point.imbalanceEnt) / 1e9]),
      },
    ],
  };
}

function rateOption(data: NetworkHistory, palette: Palette, format: Format) {
  return {
    grid,
    xAxis: timeAxis(palette),
    yAxis: { ...valueAxis(palette, format.axis), min: 0 },
    tooltip: { valueFormatter: (value: unknown) => format.rate(BigInt(Math.round(Number(value) * 1e6))) },
    series: [
      {
        type: "line",
        step: "end",
        symbol: "none",
        lineStyle: { color: palette.ink.storage, width: 2 },
        itemStyle: { color: palette.ink.storage },
        data: data.points.map((point) => [point.at * 1000, point.rate / 1e6]),
      },
    ],
  };
}
