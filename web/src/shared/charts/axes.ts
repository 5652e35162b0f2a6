import type { Palette } from "./palette.ts";

/** Room for the labels and nothing else. */
export const grid = { left: 4, right: 8, top: 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" };

export function timeAxis(palette: Palette) {
  return {
    type: "time" as const,
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: { color: palette.quiet, hideOverlap: true },
  };
}

export function valueAxis(palette: Palette, format: (value: number) => string) {
  return {
    type: "value" as const,
    splitNumber: 3,
    splitLine: { lineStyle: { color: palette.line } },
    axisLabel: { color: palette.quiet, formatter: format },
  };
}
