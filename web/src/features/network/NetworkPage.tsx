import { useNetwork, useValidators } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Page } from "../../shared/ui/Page.tsx";
import { UNKNOWN } from "../../shared/ui/Quantity.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { Blocks } from "./Blocks.tsx";
import { Contracts } from "./Contracts.tsx";
import { NetworkUnits } from "./NetworkUnits.tsx";
import { Parameters } from "./Parameters.tsx";
import { Search } from "../../shared/ui/Search.tsx";
import { Validators } from "./Validators.tsx";

/** Does the network run, by which rules, and what is going on in it? */
export default function NetworkPage() {
  const t = useT();
  const format = useFormat();
  const { data: network } = useNetwork();
  const { data: validators } = useValidators();
  const answer =
    network === undefined
      ? UNKNOWN
      : validators === undefined || validators.items.length === 0
        ? t("network.answer.plain", { block: format.integer(network.block.number) })
        : t(validators.sealing >= validators.needed ? "network.answer" : "network.answer.stuck", {
            block: format.integer(network.block.number),
            sealing: validators.sealing,
            count: validators.items.length,
            spare: validators.sealing - validators.needed,
            needed: validators.needed,
          });
  return (
    <Page name={t("nav.network")} answer={answer}>
      <Search />
      <div className="columns" style={{ marginTop: 20 }}>
        <div className="stack">
          <Validators />
          <Parameters />
          <NetworkUnits />
        </div>
        <div className="stack">
          <Blocks />
          <Contracts />
        </div>
      </div>
    </Page>
  );
}
