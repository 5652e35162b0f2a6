import { useCallback } from "react";
import type { EnergySeries } from "../../shared/api/types.ts";
import { grid, timeAxis, valueAxis } from "../../shared/charts/axes.ts";
import { Chart } from "../../shared/charts/Chart.tsx";
import type { Palette } from "../../shared/charts/palette.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { type Format, useFormat } from "../../shared/ui/useFormat.ts";

/** The share F day by day. */
export function ShareByDay({ series }: { series: EnergySeries }) {
  const t = useT();
  const format = useFormat();
  const option = useCallback((palette: Palette) => shareOption(series, palette, format), [series, format]);
  return (
    <Chart
      title={t("provider.byDay")}
      option={option}
      height={150}
      empty={series.total.providerEnt === "0" && t("provider.byDay.empty")}
      table={{
        columns: [t("chart.time"), t("provider.earnings")],
        rows: series.points.map(({ from, providerEnt }) => [format.date(from), format.ent(providerEnt)]),
      }}
    />
  );
}

function shareOption({ from, to, points }: EnergySeries, palette: Palette, format: Format) {
  return {
    grid,
    xAxis: { ...timeAxis(palette), min: from * 1000, max: to * 1000 },
    yAxis: valueAxis(palette, (value) => `${format.axis(value)} ENT`),
    tooltip: { valueFormatter: (value: unknown) => format.ent(BigInt(Math.round(Number(value) * 1e9))) },
    series: [
      {
        type: "bar",
        barMaxWidth: 18,
        itemStyle: { color: palette.fill.storage, borderRadius: 2 },
        data: points.map((point) => [((point.from + point.to) / 2) * 1000, Number(point.providerEnt) / 1e9]),
      },
    ],
  };
}
