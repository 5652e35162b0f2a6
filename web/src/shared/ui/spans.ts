import type { Step } from "../api/types.ts";

export type Span = "today" | "day" | "week" | "month" | "quarter" | "year";

const DAY = 86_400;

/** The span that a choice means now, and the step that suits it. Ends are rounded, so that a question stays the same for a while. */
export function spanQuery(span: Span, now = Date.now()): { from: number; to: number; step: Step } {
  const seconds = Math.floor(now / 1000);
  const to = Math.ceil(seconds / 900) * 900;
  switch (span) {
    case "today": {
      const midnight = new Date(now);
      midnight.setHours(0, 0, 0, 0);
      const from = Math.floor(midnight.getTime() / 1000);
      return { from, to: from + DAY, step: "quarter" };
    }
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
