import { useMemo } from "react";
import type { Step } from "../api/types.ts";
import { useNow } from "./useNow.ts";

export type Span = "today" | "day" | "week" | "month" | "quarter" | "year";

const DAY = 86_400;

/** Seconds for which a span's question stays the same. */
export const QUARTER = 900;

export interface AskedSpan {
  /** Unix seconds. */
  from: number;
  to: number;
  step: Step;
}

/** The span that a choice means while this page is looked at, however long. */
export function useSpan(span: Span): AskedSpan {
  const now = useNow(QUARTER);
  return useMemo(() => spanQuery(span, now), [span, now]);
}

/** The span that a choice means at `now` (Unix seconds), up to the end of the quarter of an hour, and the step that suits it. */
export function spanQuery(span: Span, now: number): AskedSpan {
  const to = (Math.floor(now / QUARTER) + 1) * QUARTER;
  switch (span) {
    case "today":
      return { from: midnight(now, 0), to: midnight(now, 1), step: "quarter" };
    case "day":
      return { from: to - DAY, to, step: "quarter" };
    case "week":
      return { from: to - 7 * DAY, to, step: "hour" };
    case "month":
      return { from: to - 30 * DAY, to, step: "day" };
    case "quarter":
      return { from: to - 91 * DAY, to, step: "week" };
    case "year":
      return { from: to - 365 * DAY, to, step: "month" };
  }
}

/** The midnight that a day began with, so many days later, in Unix seconds; by the clock, whose days have 23 to 25 hours. */
export function midnight(at: number, daysLater: number): number {
  const day = new Date(at * 1000);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() + daysLater);
  return day.getTime() / 1000;
}
