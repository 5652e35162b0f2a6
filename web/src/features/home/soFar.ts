import type { EnergySeries } from "../../shared/api/types.ts";
import { type AskedSpan, midnight, spanQuery } from "../../shared/ui/spans.ts";

/** Today, and a week and a day ago until the same time of day: half a day compares with half a day only. */
export function soFar(now: number): Record<"today" | "weekAgo" | "yesterday", AskedSpan> {
  const { to } = spanQuery("day", now);
  const before = (days: number): AskedSpan => {
    const until = new Date(to * 1000);
    until.setDate(until.getDate() - days);
    return { from: midnight(now, -days), to: until.getTime() / 1000, step: "quarter" };
  };
  return { today: spanQuery("today", now), weekAgo: before(7), yesterday: before(1) };
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

/** The sentence that says most of what there was: of an account its share, of the community (no account) what was stored. */
export function answerOf({ account, total }: EnergySeries) {
  const { producedWh, consumedWh, renewableShare } = total;
  if (account === null) {
    if (producedWh > 0) return "home.answer.community";
    return consumedWh > 0 ? "home.answer.community.dark" : "home.answer.nothing";
  }
  if (renewableShare !== null) return producedWh > 0 ? "home.answer.covered" : "home.answer.drawn";
  return producedWh > 0 ? "home.answer.stored" : "home.answer.nothing";
}
