import { Anchor } from "@mantine/core";
import { Link } from "react-router";
import { useBlocks } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { List } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";

/** The newest blocks; each leads to its transactions. */
export function Blocks() {
  const t = useT();
  const format = useFormat();
  return (
    <Card title={t("blocks.title")}>
      <List of={useBlocks()} empty={t("blocks.empty")} lines={6}>
        {(items) => {
          // A single node that makes all blocks has no name to be told.
          const sealed = items.some(({ sealer }) => sealer !== null);
          return (
            <table className="plain-table">
              <thead>
                <tr>
                  <th scope="col">{t("blocks.number")}</th>
                  <th scope="col">{t("blocks.transactions")}</th>
                  {sealed && <th scope="col">{t("blocks.sealer")}</th>}
                  <th scope="col">{t("trades.when")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((block) => (
                  <tr key={block.number}>
                    <td>
                      <Anchor component={Link} to={`/explorer/block/${block.number}`} inherit>
                        {format.integer(block.number)}
                      </Anchor>
                    </td>
                    <td>{block.transactions}</td>
                    {sealed && (
                      <td>
                        <AccountName address={block.sealer} />
                      </td>
                    )}
                    <td className="quiet">
                      <Since at={block.at} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          );
        }}
      </List>
    </Card>
  );
}
