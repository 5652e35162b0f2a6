import { useValidators } from "../../shared/api/queries.ts";
import { useRuntimeConfig } from "../../shared/config/useRuntimeConfig.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { Answer, Nothing } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";

/** Who makes blocks, and whether each does. */
export function Validators() {
  const t = useT();
  const format = useFormat();
  const { confirmations } = useRuntimeConfig();
  return (
    <Card title={t("validators.title")} note={t("validators.final", { confirmations })}>
      <Answer of={useValidators()}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{t("validators.none")}</Nothing>
          ) : (
            <ul className="rows">
              {items.map((validator) => (
                <li key={validator.address} className="pair">
                  <span>
                    {validator.label ?? <AccountName address={validator.address} />}
                    <br />
                    <small className="quiet">
                      {validator.inTurnShare !== null &&
                        t("validators.turns", { share: format.share(validator.inTurnShare) })}
                      {validator.lastSealedAt !== null && (
                        <>
                          {" "}
                          {t("validators.last")} <Since at={validator.lastSealedAt} />
                        </>
                      )}
                    </small>
                  </span>
                  <span
                    className={validator.state === "silent" ? "sell" : validator.state === "sealing" ? "buy" : "quiet"}
                  >
                    {validator.state === "sealing" ? "● " : validator.state === "silent" ? "◇ " : "○ "}
                    {t(`validators.${validator.state}`)}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Card>
  );
}
