import { Group, Modal, Stack } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { decimals, marketCommands } from "@powerchain/sdk";
import { useForm } from "react-hook-form";
import { z } from "zod/mini";
import type { Order } from "../../shared/api/types.ts";
import { AmountField, RootError } from "../../shared/form/fields.tsx";
import { amount } from "../../shared/form/schema.ts";
import { SubmitButton } from "../../shared/form/SubmitButton.tsx";
import { toInput } from "../../shared/format/numbers.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { useFormReview } from "../../shared/tx/plan.ts";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { orderWords } from "./orderText.ts";
import { errorFields } from "./ticketForm.ts";

const schema = z.object({ lots: amount(decimals.lots), price: amount(decimals.price) });

/** Another amount or price for an order, in one step; it goes to the end of its queue. */
export function ReplaceDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: {
      lots: toInput(BigInt(order.leftWh), decimals.lots, format.locale),
      price: toInput(BigInt(order.priceTicks), decimals.price, format.locale),
    },
  });
  const review = useFormReview(form, errorFields as never);
  const submit = form.handleSubmit(async ({ lots, price }) => {
    const values = {
      order: orderWords(order, t, format),
      side: t(`order.side.${order.side}`),
      left: format.lots(order.leftWh),
      oldPrice: format.price(order.priceTicks),
      amount: format.lots(lots),
      price: format.price(price),
    };
    const sent = await review({
      command: marketCommands.replaceOrder({
        order: BigInt(order.id),
        by: { side: order.side, lots, priceTicks: price },
      }),
      title: t("orders.replace.title", values),
      sentences: [t("orders.replace.review", values), t("orders.replace.queue")],
      changes: [
        { label: t("ticket.amount"), before: values.left, after: values.amount },
        { label: t("ticket.price"), before: values.oldPrice, after: values.price },
      ],
      done: t("orders.replace.done", values),
    });
    if (sent) onClose();
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("orders.replaceOne", { order: orderWords(order, t, format) })}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          <AmountField
            control={form.control}
            name="lots"
            label={t("ticket.amount")}
            unit="kWh"
            decimals={decimals.lots}
            autoFocus
          />
          <AmountField
            control={form.control}
            name="price"
            label={t("ticket.price")}
            unit="EUR/ENT"
            decimals={decimals.price}
          />
          <RootError errors={form.formState.errors} />
          <Group justify="flex-end">
            <SubmitButton label={t("form.review")} busy={form.formState.isSubmitting} />
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
