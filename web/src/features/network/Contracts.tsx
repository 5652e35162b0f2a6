import { contractNames } from "@powerchain/sdk";
import { useRuntimeConfig } from "../../shared/config/useRuntimeConfig.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Card } from "../../shared/ui/Page.tsx";

/** Where the community's contracts are, and how to reach its chain. */
export function Contracts() {
  const t = useT();
  const { contracts, chainId, chainName, rpcUrl } = useRuntimeConfig();
  return (
    <Card title={t("contracts.title")} note={t("contracts.note")}>
      <ul className="rows">
        {contractNames.map((name) => (
          <li key={name} className="named">
            <span>{t(`contract.${name}`)}</span>
            <small className="quiet num address">{contracts[name]}</small>
          </li>
        ))}
        <li className="named">
          <span>{t("contracts.chain", { name: chainName, id: String(chainId) })}</span>
          <small className="quiet num address">{new URL(rpcUrl, window.location.origin).toString()}</small>
        </li>
      </ul>
    </Card>
  );
}
