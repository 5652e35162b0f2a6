import { Group, SegmentedControl } from "@mantine/core";
import { useCallback, useMemo, useState } from "react";
import { useCommunityEnergy, useEnergy } from "../api/queries.ts";
import type { EnergyPoint, EnergySeries } from "../api/types.ts";
import { useT } from "../i18n/useT.tsx";
import { Answer } from "../ui/Answer.tsx";
import { type Span, useSpan } from "../ui/spans.ts";
import { type Format, useFormat } from "../ui/useFormat.ts";
import { grid, timeAxis, valueAxis } from "./axes.ts";
import { Chart } from "./Chart.tsx";
import type { Palette } from "./palette.ts";

const spans: Span[] = ["today", "week", "month", "quarter", "year"];

/** Stored and bought up, used down, the span before as thin lines. Of one account, or of the whole community. */
export function EnergyBars({ account, first = "today" }: { account: string | undefined; first?: Span }) {
  const t = useT();
  const [span, setSpan] = useState<Span>(first);
  const query = { ...useSpan(span), compare: "previous" as const };
  const mine = useEnergy(account?.toLowerCase(), account !== undefined, query);
  const all = useCommunityEnergy(query);
  return (
    <>
      <Group justify="flex-end" mb="xs">
        <SegmentedControl
          size="xs"
          aria-label={t("chart.span")}
          value={span}
          onChange={setSpan}
          data={spans.map((one) => ({ value: one, label: t(`span.${one}`) }))}
        />
      </Group>
      <Answer of={account === undefined ? all : mine} lines={8}>
        {(series) => <Bars series={series} span={span} />}
      </Answer>
    </>
  );
}

function Bars({ series, span }: { series: EnergySeries; span: Span }) {
  const t = useT();
  const format = useFormat();
  const words = useMemo(
    () => ({
      produced: t("bars.produced"),
      bought: t("bars.bought"),
      used: t("bars.used"),
      before: t(`bars.before.${span}`),
    }),
    [t, span],
  );
  const option = useCallback((palette: Palette) => barsOption(series, words, palette, format), [series, words, format]);
  const nothing = series.points.every(
    ({ producedWh, consumedWh, boughtWh }) => producedWh === 0 && consumedWh === 0 && boughtWh === 0,
  );
  return (
    <Chart
      title={t("bars.title")}
      legend={
        <small>
          <span className="key sun">{words.produced}</span>{" "}
          {showsBought(series) && <span className="key neighbours">{words.bought}</span>}{" "}
          <span className="key home">{words.used}</span>{" "}
          {series.previous !== null && <span className="quiet">┄ {words.before}</span>}
        </small>
      }
      option={option}
      empty={nothing && t("bars.empty")}
      height={200}
      table={{
        columns: [t("chart.time"), words.produced, words.used, t("bars.bought"), t("bars.sold")],
        rows: series.points.map((point) => [
          format.dateTime(point.from),
          format.energy(point.producedWh),
          format.energy(point.consumedWh),
          format.energy(point.boughtWh),
          format.energy(point.soldWh),
        ]),
      }}
    />
  );
}

/**
 * By days and more: people buy for hours ahead, and beside a quarter-hour's use such a purchase would dwarf all else (the table
 * has it). Within the community what one buys another sells.
 */
function showsBought({ account, step }: EnergySeries): boolean {
  return account !== null && step !== "quarter" && step !== "hour";
}

interface Words {
  produced: string;
  bought: string;
  used: string;
  before: string;
}

function barsOption(series: EnergySeries, words: Words, palette: Palette, format: Format) {
  const kwh = (wh: number): number => wh / 1000;
  const at = ({ from, to }: EnergyPoint): number => ((from + to) / 2) * 1000;
  const shift = (series.from - (series.previous?.from ?? series.from)) * 1000;
  const bar = (name: string, thing: "sun" | "neighbours" | "home", value: (point: EnergyPoint) => number) => ({
    name,
    type: "bar",
    stack: "all",
    barMaxWidth: 18,
    itemStyle: { color: palette.fill[thing], borderRadius: 2 },
    data: series.points.map((point) => [at(point), kwh(value(point))]),
  });
  const line = (thing: "sun" | "home", value: (point: EnergyPoint) => number) => ({
    name: words.before,
    type: "line",
    symbol: "none",
    smooth: 0.2,
    lineStyle: { color: palette.ink[thing], width: 1, type: "dashed" },
    itemStyle: { color: palette.ink[thing] },
    data: (series.previous?.points ?? []).map((point) => [at(point) + shift, kwh(value(point))]),
  });
  return {
    grid,
    xAxis: { ...timeAxis(palette), min: series.from * 1000, max: series.to * 1000 },
    yAxis: valueAxis(palette, (value) => `${format.axis(Math.abs(value))} kWh`),
    tooltip: { valueFormatter: (value: unknown) => format.energy(BigInt(Math.round(Math.abs(Number(value)) * 1000))) },
    series: [
      bar(words.produced, "sun", (point) => point.producedWh),
      ...(showsBought(series) ? [bar(words.bought, "neighbours", (point) => point.boughtWh)] : []),
      bar(words.used, "home", (point) => -point.consumedWh),
      line("sun", (point) => point.producedWh),
      line("home", (point) => -point.consumedWh),
    ],
  };
}
