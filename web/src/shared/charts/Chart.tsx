import { ActionIcon, Box, Group, Table, Text, Tooltip } from "@mantine/core";
import { IconChartBar, IconTable } from "@tabler/icons-react";
import type { EChartsCoreOption } from "echarts/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useLocale, useT } from "../i18n/useT.tsx";
import type { EChartsType } from "./echarts.ts";
import { type Palette, usePalette } from "./palette.ts";
import { languageOf } from "./timeNames.ts";

export interface ChartTable {
  columns: string[];
  /** Newest or leftmost first; texts as they are shown. */
  rows: string[][];
}

interface Props {
  /** What the chart shows, in a few words; also its name for screen readers. */
  title: string;
  /** The unit of the axis, the legend as words in the colours of the things, or a note. */
  legend?: ReactNode;
  option: (palette: Palette) => EChartsCoreOption;
  table: ChartTable;
  height?: number;
  /** Shown instead where there is nothing yet: it says when there will be. */
  empty?: string | false;
  /** Called with the data value under a click, for charts that fill a form. */
  onPick?: (x: number) => void;
}

/** A chart with its table behind it. ECharts is loaded when the first one is shown. */
export function Chart({ title, legend, option, table, height = 220, empty, onPick }: Props) {
  const t = useT();
  const locale = useLocale();
  const [asTable, setAsTable] = useState(false);
  return (
    <Box component="figure" m={0}>
      <Group justify="space-between" align="flex-start" mb={4} wrap="nowrap" gap="xs">
        <Box component="figcaption" style={{ minWidth: 0 }}>
          <Text fw={600} size="sm">
            {title}
          </Text>
          {legend}
        </Box>
        {empty === undefined || empty === false ? (
          <Tooltip label={t(asTable ? "chart.asPicture" : "chart.asTable")}>
            <ActionIcon
              variant="subtle"
              color="gray"
              onClick={() => setAsTable(!asTable)}
              aria-label={`${t(asTable ? "chart.asPicture" : "chart.asTable")}: ${title}`}
            >
              {asTable ? <IconChartBar size={18} aria-hidden /> : <IconTable size={18} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        ) : null}
      </Group>
      {typeof empty === "string" ? (
        <EmptyChart height={height} text={empty} />
      ) : asTable ? (
        <ChartAsTable table={table} title={title} height={height} />
      ) : (
        <Picture key={locale} locale={locale} title={title} option={option} height={height} onPick={onPick} />
      )}
    </Box>
  );
}

function EmptyChart({ height, text }: { height: number; text: string }) {
  return (
    <Box className="chart-empty" h={Math.min(height, 140)}>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
    </Box>
  );
}

function ChartAsTable({ table, title, height }: { table: ChartTable; title: string; height: number }) {
  return (
    <Box mah={Math.max(height, 240)} style={{ overflow: "auto" }} tabIndex={0} role="region" aria-label={title}>
      <Table stickyHeader verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            {table.columns.map((column, i) => (
              <Table.Th key={column} ta={i === 0 ? "left" : "right"}>
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.rows.map((row, y) => (
            <Table.Tr key={y}>
              {row.map((cell, x) => (
                <Table.Td key={x} ta={x === 0 ? "left" : "right"} className="num">
                  {cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}

type PictureProps = Pick<Props, "title" | "option" | "onPick"> & { height: number; locale: string };

function Picture({ title, option, height, onPick, locale }: PictureProps) {
  const palette = usePalette();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const [loaded, setLoaded] = useState(false);
  const pick = useRef(onPick);
  useEffect(() => {
    pick.current = onPick;
  });

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let gone = false;
    const watch = new ResizeObserver(() => chart.current?.resize());
    void import("./echarts.ts").then(({ init }) => {
      if (gone) return;
      const made = init(element, undefined, { renderer: "svg", ...languageOf(locale) });
      made.getZr().on("click", (event: { offsetX: number; offsetY: number }) => {
        const point = made.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]) as number[] | undefined;
        if (point?.[0] !== undefined) pick.current?.(point[0]);
      });
      chart.current = made;
      watch.observe(element);
      setLoaded(true);
    });
    return () => {
      gone = true;
      watch.disconnect();
      chart.current?.dispose();
      chart.current = undefined;
    };
  }, [locale]);

  useEffect(() => {
    if (loaded) chart.current?.setOption(withDefaults(option(palette), palette), { notMerge: true, lazyUpdate: true });
  }, [loaded, option, palette]);

  return <div ref={place} style={{ height }} role="img" aria-label={title} />;
}

function withDefaults(option: EChartsCoreOption, palette: Palette): EChartsCoreOption {
  return {
    animationDuration: 300,
    animationDurationUpdate: 250,
    textStyle: { fontFamily: "Inter Variable, system-ui, sans-serif", color: palette.quiet, fontSize: 12 },
    ...option,
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 13 },
      axisPointer: { lineStyle: { color: palette.quiet, type: "dotted" } },
      ...(option["tooltip"] as object | undefined),
    },
  };
}
