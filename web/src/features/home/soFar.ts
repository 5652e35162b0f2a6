import type { SpanQuery } from "../../shared/api/queries.ts";
import type { EnergySeries } from "../../shared/api/types.ts";

const QUARTER = 900;

type Day = SpanQuery & { from: number };

/** Today until now, and a week and a day ago until the same time of day: half a day compares with half a day only. */
export function soFar(now: number): Record<"today" | "weekAgo" | "yesterday", Day> {
  const end = Math.ceil(now / QUARTER) * QUARTER;
  const span = (daysAgo: number) => {
    const [midnight, until] = [new Date(now * 1000), new Date(end * 1000)];
    midnight.setHours(0, 0, 0, 0);
    for (const day of [midnight, until]) day.setDate(day.getDate() - daysAgo);
    return { from: midnight.getTime() / 1000, to: until.getTime() / 1000, step: "quarter" as const };
  };
  return { today: span(0), weekAgo: span(7), yesterday: span(1) };
}

/** In points of a share (an account's) or in parts of what was stored (the community's); undefined: nothing to compare with. */
export function changeBetween(now: EnergySeries, before: EnergySeries | undefined): number | undefined {
  if (before === undefined) return undefined;
  if (now.account !== null) {
    const [share, shareBefore] = [now.total.renewableShare, before.total.renewableShare];
    return share === null || shareBefore === null ? undefined : share - shareBefore;
  }
  const stored = before.total.producedWh;
  return stored === 0 ? undefined : now.total.producedWh / stored - 1;
}
