import { Text } from "@mantine/core";
import { useRank } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Answer } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { weekBefore } from "./weekBefore.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

/** My place in the community by renewable share, this week; the others without their names. */
export function RankCard({ who }: { who: Who }) {
  const t = useT();
  const format = useFormat();
  const rank = useRank(who.address?.toLowerCase(), who.signedIn);
  const before = useRank(who.address?.toLowerCase(), who.signedIn, weekBefore(rank.data?.from));
  if (!who.signedIn) return null;
  return (
    <Card title={t("rank.title")} note={t("rank.note")}>
      <Answer of={rank}>
        {(data) =>
          data.rank === null ? (
            <Text size="sm">{t("rank.none")}</Text>
          ) : (
            <>
              <Text mb="sm">
                {t("rank.text", { rank: data.rank, of: data.of, share: format.share(data.renewableShare ?? 0) })}{" "}
                {typeof before.data?.renewableShare === "number" &&
                  t("rank.before", { share: format.share(before.data.renewableShare) })}
              </Text>
              <div
                className="ranks"
                role="img"
                aria-label={t("rank.picture", { average: format.share(data.average ?? 0) })}
              >
                {data.shares.map((share, i) => (
                  <span
                    key={i}
                    data-me={i === (data.rank ?? 0) - 1}
                    style={{ height: `${Math.max(4, share * 100)}%` }}
                  />
                ))}
              </div>
            </>
          )
        }
      </Answer>
    </Card>
  );
}
