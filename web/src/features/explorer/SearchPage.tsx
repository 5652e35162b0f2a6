import { Anchor } from "@mantine/core";
import { Link, useSearchParams } from "react-router";
import { useSearch } from "../../shared/api/queries.ts";
import type { Found } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Answer, Nothing } from "../../shared/ui/Answer.tsx";
import { Card, Page } from "../../shared/ui/Page.tsx";
import { Search } from "../../shared/ui/Search.tsx";

const paths: Record<Found["items"][number]["kind"], string> = {
  block: "block",
  transaction: "tx",
  account: "account",
  unit: "account",
};

export function SearchPage() {
  const t = useT();
  const [parameters] = useSearchParams();
  const q = parameters.get("q") ?? "";
  const found = useSearch(q);
  return (
    <Page name={t("nav.explorer")} answer={t("search.answer", { q })}>
      <Search key={q} initial={q} />
      <div style={{ height: 20 }} />
      <Card>
        <Answer of={found}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing>{t("search.nothing")}</Nothing>
            ) : (
              <ul className="rows">
                {items.map(({ kind, id, text }) => (
                  <li key={kind + id}>
                    <small className="quiet">{t(`search.kind.${kind}`)}</small>
                    <br />
                    <Anchor component={Link} to={`/explorer/${paths[kind]}/${id}`} inherit className="address">
                      {text}
                    </Anchor>
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
      </Card>
    </Page>
  );
}
