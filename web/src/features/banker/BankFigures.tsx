import { Progress, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ApiError } from "../../shared/api/client.ts";
import type { Bank } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { Answer } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Eur } from "../../shared/ui/Quantity.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";

/** Euros outstanding against the stated reserve, and how much may still be minted today. */
export function BankFigures({ bank }: { bank: UseQueryResult<Bank, ApiError> }) {
  const t = useT();
  const format = useFormat();
  return (
    <Card title={t("bank.figures")}>
      <Answer of={bank} lines={5}>
        {(data) => {
          const [minted, cap] = [BigInt(data.mintedTodayEur), BigInt(data.mintCapEur)];
          const share = cap === 0n ? 100 : Number((minted * 1000n) / cap) / 10;
          return (
            <>
              <dl className="facts">
                <div>
                  <dt>{t("bank.outstanding")}</dt>
                  <dd>
                    <Eur units={data.totalEur} glide />
                  </dd>
                </div>
                <div>
                  <dt>{t("bank.reserve")}</dt>
                  <dd>
                    <Eur units={data.reserve?.statedEur} />
                    <small>
                      {data.reserve === null ? (
                        t("bank.reserve.none")
                      ) : (
                        <>
                          {data.coverage !== null && t("bank.coverage", { share: format.share(data.coverage) })} ·{" "}
                          <Since at={data.reserve.at} />
                          {data.reserve.note !== null && <q>{data.reserve.note}</q>}
                        </>
                      )}
                    </small>
                  </dd>
                </div>
                <div>
                  <dt>{t("bank.banker")}</dt>
                  <dd>{data.banker === null ? t("bank.nobody") : <AccountName address={data.banker} />}</dd>
                </div>
              </dl>
              <Text size="sm" mt="md" mb={4}>
                {t("bank.cap", {
                  minted: format.eur(minted),
                  cap: format.eur(cap),
                  left: format.eur(data.leftTodayEur),
                })}
              </Text>
              <Progress value={share} color="var(--pc-sun-fill)" aria-label={t("bank.cap.bar")} />
            </>
          );
        }}
      </Answer>
    </Card>
  );
}
