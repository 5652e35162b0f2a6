import { Button, Group } from "@mantine/core";
import { marketCommands } from "@powerchain/sdk";
import { useState } from "react";
import { useOrders } from "../../shared/api/queries.ts";
import type { Order } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { ActionButton } from "../../shared/tx/ActionButton.tsx";
import { balanceChange } from "../../shared/tx/changes.ts";
import type { Action } from "../../shared/tx/plan.ts";
import { useBalances } from "../../shared/tx/useBalances.ts";
import { List } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { type Format, useFormat } from "../../shared/ui/useFormat.ts";
import type { Who } from "../../shared/wallet/useWho.ts";
import { orderWords } from "./orderText.ts";
import { ReplaceDialog } from "./ReplaceDialog.tsx";

/** My open orders: cancel one or all, or replace one. */
export function MyOrders({ who }: { who: Who }) {
  const t = useT();
  const format = useFormat();
  const orders = useOrders(who.address?.toLowerCase());
  const balances = useBalances();
  const [replaced, setReplaced] = useState<Order>();
  if (who.address === undefined) return null;
  const open = orders.items ?? [];

  const words = (order: Order): string => orderWords(order, t, format);

  const changes = async (orders: Order[]): Promise<Action["changes"]> => {
    const mine = await balances();
    const { ent, eur } = lockedIn(orders);
    const label = (token: string): string => t("tokens.yourAvailable", { token });
    return [
      balanceChange(label("ENT"), mine, { name: "entAvailable", by: ent }, format),
      balanceChange(label("EUR"), mine, { name: "eurAvailable", by: eur }, format),
    ];
  };

  const cancelAll = async (): Promise<Action> => ({
    command: marketCommands.removeOrders({ orders: open.map(({ id }) => BigInt(id)) }),
    title: t("orders.cancelAll.title", { count: open.length }),
    sentences: [t("orders.cancelAll.review", { count: open.length, amounts: lockedText(open, format) })],
    changes: await changes(open),
    done: t("orders.cancelAll.done"),
  });

  const cancel = async (order: Order): Promise<Action> => {
    const values = { order: words(order), amounts: lockedText([order], format) };
    return {
      command: marketCommands.removeOrder({ order: BigInt(order.id) }),
      title: t("orders.cancel.title", values),
      sentences: [t("orders.cancel.review", values)],
      changes: await changes([order]),
      done: t("orders.cancel.done", values),
    };
  };

  return (
    <Card
      title={t("orders.title", { count: open.length })}
      action={
        open.length > 1 && (
          <ActionButton variant="default" size="compact-sm" action={cancelAll}>
            {t("orders.cancelAll")}
          </ActionButton>
        )
      }
    >
      <List of={orders} empty={t("orders.empty")} lines={2}>
        {(items) => (
          <ul className="rows" data-testid="orders">
            {items.map((order) => (
              <li key={order.id}>
                <span>
                  <strong className={order.side}>{t(`order.side.${order.side}`)}</strong> {words(order)}
                  <br />
                  <small className="quiet">
                    {lockedText([order], format)} {t("orders.locked")} · <Since at={order.placedAt} />
                  </small>
                </span>
                <Group gap={6} mt={4} justify="flex-end">
                  <Button
                    variant="subtle"
                    color="gray"
                    size="compact-sm"
                    onClick={() => setReplaced(order)}
                    aria-label={t("orders.replaceOne", { order: words(order) })}
                  >
                    {t("orders.replace")}
                  </Button>
                  <ActionButton
                    variant="default"
                    size="compact-sm"
                    action={() => cancel(order)}
                    label={t("orders.cancelOne", { order: words(order) })}
                  >
                    {t("orders.cancel")}
                  </ActionButton>
                </Group>
              </li>
            ))}
          </ul>
        )}
      </List>
      {replaced !== undefined && (
        <ReplaceDialog key={replaced.id} order={replaced} onClose={() => setReplaced(undefined)} />
      )}
    </Card>
  );
}

/** What the orders hold: ENT of sells, euros of buys. */
function lockedText(orders: Order[], format: Format): string {
  const { ent, eur } = lockedIn(orders);
  const parts = [ent > 0n ? format.ent(ent) : "", eur > 0n ? format.eur(eur) : ""].filter((part) => part !== "");
  return parts.join(" + ");
}

function lockedIn(orders: Order[]): { ent: bigint; eur: bigint } {
  const sum = (side: Order["side"]): bigint =>
    orders.filter((order) => order.side === side).reduce((total, { lockedAmount }) => total + BigInt(lockedAmount), 0n);
  return { ent: sum("sell"), eur: sum("buy") };
}
