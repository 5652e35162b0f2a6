import { useMemo } from "react";
import { useCommunityEnergy, useEnergy } from "../../shared/api/queries.ts";
import type { EnergySeries } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { spanQuery } from "../../shared/ui/spans.ts";
import { UNKNOWN } from "../../shared/ui/Quantity.tsx";
import { type Format, useFormat } from "../../shared/ui/useFormat.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

/** "Your sun covered 71 % of today. +12 % vs yesterday." */
export function Headline({ who }: { who: Who }) {
  const t = useT();
  const format = useFormat();
  const query = useMemo(() => ({ ...spanQuery("today"), compare: "previous" as const }), []);
  const mine = useEnergy(who.address?.toLowerCase(), who.signedIn, query);
  const all = useCommunityEnergy(query);
  const series = who.signedIn ? mine.data : all.data;
  if (series === undefined) return UNKNOWN;
  const change = changeOf(series);
  return (
    <>
      {sentence(series, who.signedIn, t, format)}
      {change !== undefined && Math.round(change * 100) !== 0 && (
        <span className={change < 0 ? "change quiet" : "change buy"}>
          {t("home.change", { change: `${change < 0 ? "" : "+"}${format.share(change)}` })}
        </span>
      )}
    </>
  );
}

function sentence(series: EnergySeries, mine: boolean, t: ReturnType<typeof useT>, format: Format): string {
  const { total } = series;
  if (!mine)
    return t("home.answer.community", {
      produced: format.energy(total.producedWh),
      used: format.energy(total.consumedWh),
    });
  if (total.renewableShare !== null) {
    return t(total.producedWh > 0 ? "home.answer.covered" : "home.answer.drawn", {
      share: format.share(total.renewableShare),
      used: format.energy(total.consumedWh),
    });
  }
  if (total.producedWh > 0) return t("home.answer.stored", { produced: format.energy(total.producedWh) });
  return t("home.answer.nothing");
}

/** Against the day before, in points of a share (mine) or of what was stored (the community's). */
function changeOf({ total, previous, account }: EnergySeries): number | undefined {
  if (previous === null) return undefined;
  if (account !== null) {
    const [now, before] = [total.renewableShare, previous.total.renewableShare];
    return now === null || before === null ? undefined : now - before;
  }
  const before = previous.total.producedWh;
  return before === 0 ? undefined : total.producedWh / before - 1;
}
