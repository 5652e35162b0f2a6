import { Anchor, Button, Group } from "@mantine/core";
import { Link, useParams } from "react-router";
import { useBlock } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { Answer, Nothing } from "../../shared/ui/Answer.tsx";
import { Card, Page } from "../../shared/ui/Page.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { useTransactionText } from "./useTransactionText.ts";

/** One block and its transactions in words. */
export function BlockPage() {
  const t = useT();
  const format = useFormat();
  const { id = "latest" } = useParams();
  const block = useBlock(id);
  const text = useTransactionText();
  const number = block.data?.number;
  return (
    <Page
      name={t("nav.explorer")}
      answer={t("block.title", { number: number === undefined ? id : format.integer(number) })}
      action={
        number !== undefined && (
          <Group gap="xs">
            <Button
              component={Link}
              to={`/explorer/block/${Math.max(0, number - 1)}`}
              variant="default"
              size="compact-md"
            >
              {t("block.previous")}
            </Button>
            <Button component={Link} to={`/explorer/block/${number + 1}`} variant="default" size="compact-md">
              {t("block.next")}
            </Button>
          </Group>
        )
      }
    >
      <Answer of={block} lines={6}>
        {(data) => (
          <div className="stack">
            <Card>
              <dl className="facts">
                <Fact name={t("block.when")}>
                  <Since at={data.at} />
                </Fact>
                <Fact name={t("blocks.sealer")}>
                  <AccountName address={data.sealer} />
                </Fact>
                <Fact name={t("blocks.transactions")}>{data.transactions}</Fact>
                <Fact name={t("block.gas")}>{format.integer(data.gasUsed)}</Fact>
              </dl>
              <small className="quiet address">
                {t("block.hash")} {data.hash}
              </small>
            </Card>
            <Card title={t("blocks.transactions")}>
              {data.items.length === 0 ? (
                <Nothing>{t("block.empty")}</Nothing>
              ) : (
                <ul className="rows">
                  {data.items.map((item) => (
                    <li key={item.hash}>
                      <Anchor component={Link} to={`/explorer/tx/${item.hash}`} inherit>
                        {text(item)}
                      </Anchor>
                    </li>
                  ))}
                </ul>
              )}
            </Card>
          </div>
        )}
      </Answer>
    </Page>
  );
}

export function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
