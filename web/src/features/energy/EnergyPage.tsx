import { useNetwork } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Page } from "../../shared/ui/Page.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { UNKNOWN } from "../../shared/ui/Quantity.tsx";
import { useWho } from "../../shared/wallet/useWho.ts";
import { Balance } from "./Balance.tsx";
import { Debt } from "./Debt.tsx";
import { EnergyHistory } from "./EnergyHistory.tsx";
import { Sessions } from "./Sessions.tsx";
import { SessionForm } from "./SessionForm.tsx";
import { stateOf } from "./stateOf.ts";
import { Units } from "./Units.tsx";

/** How much energy is there, what of it can I draw, and is it in balance? */
export default function EnergyPage() {
  const t = useT();
  const format = useFormat();
  const who = useWho();
  const { data: network } = useNetwork();
  return (
    <Page name={t("nav.energy")} answer={network === undefined ? UNKNOWN : stateOf(network, t, format)}>
      <div className="columns">
        <div className="stack">
          <Sessions who={who} />
          <SessionForm who={who} />
          <Debt who={who} />
          <EnergyHistory who={who} />
        </div>
        <div className="stack">
          <Units />
          <Balance />
        </div>
      </div>
    </Page>
  );
}
