import { Alert, Anchor, Badge, Text } from "@mantine/core";
import { Link, useParams } from "react-router";
import { useTransaction } from "../../shared/api/queries.ts";
import type { Transaction } from "../../shared/api/types.ts";
import { useRuntimeConfig } from "../../shared/config/useRuntimeConfig.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { Answer, Nothing } from "../../shared/ui/Answer.tsx";
import { Card, Page } from "../../shared/ui/Page.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { Fact } from "./BlockPage.tsx";
import { useEventText } from "./useEventText.ts";
import { useTransactionText } from "./useTransactionText.ts";

/** One transaction: a sentence, what it made happen, and the bare facts for who wants them. */
export function TransactionPage() {
  const t = useT();
  const { hash = "" } = useParams();
  const transaction = useTransaction(hash);
  const text = useTransactionText();
  return (
    <Page
      name={t("nav.explorer")}
      answer={transaction.data === undefined ? t("transaction.title") : text(transaction.data)}
    >
      <Answer of={transaction} lines={8}>
        {(data) => (
          <div className="stack">
            <Facts transaction={data} />
            <Events transaction={data} />
            <Raw transaction={data} />
          </div>
        )}
      </Answer>
    </Page>
  );
}

function Facts({ transaction }: { transaction: Transaction }) {
  const t = useT();
  const format = useFormat();
  const { confirmations: needed } = useRuntimeConfig();
  const { status, confirmations } = transaction;
  return (
    <Card>
      <dl className="facts">
        <Fact name={t("transaction.status")}>
          <Badge
            variant="outline"
            color="gray"
            tt="none"
            c={status === "failed" ? "var(--pc-sell-ink)" : "var(--pc-buy-ink)"}
          >
            {t(`transaction.status.${status}`)}
          </Badge>
          <small>{t("transaction.confirmations", { count: Math.min(confirmations, needed), needed })}</small>
        </Fact>
        <Fact name={t("block.when")}>
          <Since at={transaction.at} />
          <small>
            <Anchor component={Link} to={`/explorer/block/${transaction.block}`} inherit>
              {t("block.title", { number: format.integer(transaction.block) })}
            </Anchor>
          </small>
        </Fact>
        <Fact name={t("transaction.from")}>
          <AccountName address={transaction.from} />
        </Fact>
        <Fact name={t("transaction.to")}>
          <AccountName address={transaction.to} />
        </Fact>
      </dl>
      {transaction.error !== null && (
        <Alert color="red" mt="md" title={t("transaction.failed")}>
          {transaction.error}
        </Alert>
      )}
    </Card>
  );
}

function Events({ transaction }: { transaction: Transaction }) {
  const t = useT();
  const text = useEventText();
  return (
    <Card title={t("transaction.events")}>
      {transaction.events.length === 0 ? (
        <Nothing>{t("transaction.noEvents")}</Nothing>
      ) : (
        <ol className="rows">
          {transaction.events.map((event) => (
            <li key={event.index}>
              {event.private ? t("transaction.private") : text(event)}
              <br />
              <small className="quiet">
                {[event.contract, event.name].filter((part) => part !== null).join(" · ")}
              </small>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

function Raw({ transaction }: { transaction: Transaction }) {
  const t = useT();
  const format = useFormat();
  const rows: [string, string][] = [
    [t("block.hash"), transaction.hash],
    [t("transaction.nonce"), format.integer(transaction.nonce)],
    [t("block.gas"), transaction.gasUsed === null ? "\u2014" : format.integer(transaction.gasUsed)],
    ...Object.entries(transaction.args ?? {}),
  ];
  return (
    <Card title={t("transaction.raw")}>
      <ul className="rows">
        {rows.map(([name, value]) => (
          <li key={name}>
            <small className="quiet">{name}</small>
            <Text size="sm" className="num address">
              {value}
            </Text>
          </li>
        ))}
      </ul>
    </Card>
  );
}
