import { useT } from "../../shared/i18n/useT.tsx";
import { EnergyBars } from "../../shared/charts/EnergyBars.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import type { Who } from "../../shared/wallet/useWho.ts";
import { Readings } from "./Readings.tsx";

/** Energy by time: mine once signed in, the community's for everyone. */
export function EnergyHistory({ who }: { who: Who }) {
  const t = useT();
  return (
    <Card title={t(who.signedIn ? "energyHistory.mine" : "energyHistory.community")}>
      <EnergyBars account={who.signedIn ? who.address : undefined} />
      {who.address !== undefined && <Readings who={who} />}
    </Card>
  );
}
