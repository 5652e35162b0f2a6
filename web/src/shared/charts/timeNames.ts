// Names of months and days on the charts' axes, in the language of the panel.
import type { EChartsInitOpts } from "./echarts.ts";

const DAY_MS = 86_400_000;
/** A Sunday. */
const SUNDAY = Date.UTC(2023, 0, 1);

/** The charts' own words that we use; ECharts fills in the rest. */
export function languageOf(locale: string): EChartsInitOpts {
  const named = (options: Intl.DateTimeFormatOptions, times: number[]): string[] => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
    return times.map((time) => format.format(time));
  };
  const months = Array.from({ length: 12 }, (_, i) => Date.UTC(2023, i, 15));
  const days = Array.from({ length: 7 }, (_, i) => SUNDAY + i * DAY_MS);
  const time = {
    month: named({ month: "long" }, months),
    monthAbbr: named({ month: "short" }, months),
    dayOfWeek: named({ weekday: "long" }, days),
    dayOfWeekAbbr: named({ weekday: "short" }, days),
  };
  return { locale: { time } } as EChartsInitOpts;
}
