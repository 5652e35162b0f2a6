import { Text } from "@mantine/core";
import { useSessions, useUnits } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

/** How full the units are that I draw from or own: "North battery 61 % full". */
export function UnitsNow({ who }: { who: Who }) {
  const t = useT();
  const format = useFormat();
  const me = who.address?.toLowerCase();
  const { items: sessions = [] } = useSessions(me);
  const { data } = useUnits();
  const mine = (data?.items ?? []).filter(
    ({ unit, owner, fill }) => fill !== null && (owner === me || sessions.some((session) => session.unit === unit)),
  );
  if (mine.length === 0) return null;
  const units = mine
    .map(({ unit, fill }) => t("flow.unit", { unit: format.name(unit), share: format.share(fill ?? 0) }))
    .join(", ");
  return (
    <Text size="sm" c="dimmed" mt={4}>
      {t("flow.units", { units })}
    </Text>
  );
}
