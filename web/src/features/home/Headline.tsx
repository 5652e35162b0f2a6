import { useMemo } from "react";
import { useCommunityEnergy, useEnergy, type SpanQuery } from "../../shared/api/queries.ts";
import type { EnergySeries } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { UNKNOWN } from "../../shared/ui/Quantity.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { QUARTER } from "../../shared/ui/spans.ts";
import { useNow } from "../../shared/ui/useNow.ts";
import type { Who } from "../../shared/wallet/useWho.ts";
import { answerOf, changeBetween, soFar } from "./soFar.ts";

/** "Your sun covered 71 % of today. +12 % vs last Thursday": each day up to the same time. */
export function Headline({ who }: { who: Who }) {
  const t = useT();
  const format = useFormat();
  const quarter = useNow(QUARTER);
  const spans = useMemo(() => soFar(quarter), [quarter]);
  const today = useDay(who, { ...spans.today, compare: "previous" }); // the question of the picture below
  const weekAgo = useDay(who, spans.weekAgo);
  const yesterday = useDay(who, spans.yesterday);
  if (today === undefined) return UNKNOWN;
  const { producedWh, consumedWh, renewableShare } = today.total;
  const against = [weekAgo, yesterday].map((before) => changeBetween(today, before));
  const change = against[0] ?? against[1];
  const since = against[0] === undefined ? "home.change" : "home.change.week";
  return (
    <>
      {t(answerOf(today), {
        share: format.share(renewableShare ?? 0),
        produced: format.energy(producedWh),
        used: format.energy(consumedWh),
      })}
      {change !== undefined && Math.round(change * 100) !== 0 && (
        <span className={change < 0 ? "change quiet" : "change buy"}>
          {t(since, {
            change: `${change < 0 ? "" : "+"}${format.share(change)}`,
            day: format.weekday(spans.weekAgo.from),
          })}
        </span>
      )}
    </>
  );
}

/** My energy of that span, or the community's for those who have not signed in. */
function useDay(who: Who, query: SpanQuery): EnergySeries | undefined {
  const mine = useEnergy(who.address?.toLowerCase(), who.signedIn, query);
  const all = useCommunityEnergy(query, !who.signedIn);
  return who.signedIn ? mine.data : all.data;
}
