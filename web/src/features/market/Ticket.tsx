import { Button, Collapse, NativeSelect, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { costOf, decimals, marketCommands, type Side } from "@powerchain/sdk";
import { useEffect, useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { useDepth, useOrders } from "../../shared/api/queries.ts";
import type { Statistics } from "../../shared/api/types.ts";
import { AmountField, RootError, sentenceOf } from "../../shared/form/fields.tsx";
import { SubmitButton } from "../../shared/form/SubmitButton.tsx";
import { parseDecimal, toInput } from "../../shared/format/numbers.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { useFormReview } from "../../shared/tx/plan.ts";
import { useBalances } from "../../shared/tx/useBalances.ts";
import { Card } from "../../shared/ui/Page.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import type { Who } from "../../shared/wallet/useWho.ts";
import { orderText } from "./orderText.ts";
import { bestLimit, quoteOrder, withoutOwn } from "./quote.ts";
import { QuoteBox } from "./QuoteBox.tsx";
import { errorFields, kinds, ticketDefaults, type TicketKind, ticketSchema } from "./ticketForm.ts";

interface Props {
  who: Who;
  statistics: Statistics | undefined;
  /** A price that was clicked in the ladder. */
  picked: { ticks: number; at: number } | undefined;
}

/** Buy or sell: how much, at which price, and what that would do. */
export function Ticket({ who, statistics, picked }: Props) {
  const t = useT();
  const format = useFormat();
  const balances = useBalances();
  const [side, setSide] = useState<Side>("buy");
  const [more, setMore] = useState(false);
  const { data: book } = useDepth(1, 200);
  const { items: own = [] } = useOrders(who.address?.toLowerCase());
  const depth = book === undefined ? undefined : withoutOwn(book, own);
  const form = useForm({ resolver: zodResolver(ticketSchema), defaultValues: ticketDefaults });
  const review = useFormReview(form, errorFields, () => form.resetField("lots"));
  const [typedLots, typedPrice, kind] = useWatch({ control: form.control, name: ["lots", "price", "kind"] });
  const midpoint = statistics?.pricing === "midpoint";

  useEffect(() => {
    if (picked !== undefined)
      form.setValue("price", toInput(BigInt(picked.ticks), decimals.price, format.locale), { shouldValidate: true });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a click fills it in
  }, [picked]);

  const lots = amountOf(typedLots, decimals.lots);
  const typedTicks = amountOf(typedPrice, decimals.price);
  const best = typedPrice.trim() === "";
  const limit = best
    ? depth === undefined
      ? undefined
      : bestLimit(depth, side, lots ?? 1n)
    : Number(typedTicks ?? 0n) || undefined;
  const type = best && kind === "limit" ? "ioc" : kind;
  const quote =
    depth === undefined || lots === undefined || limit === undefined
      ? undefined
      : quoteOrder(depth, { side, lots, priceTicks: limit, type, midpoint }, own);

  const submit = form.handleSubmit(async (values) => {
    const priceTicks = values.price ?? (depth === undefined ? undefined : bestLimit(depth, side, values.lots));
    if (priceTicks === undefined) return form.setError("price", { message: "ticket.noBest" });
    const terms = { side, lots: values.lots, priceTicks: Number(priceTicks), type, midpoint };
    await review(async () => {
      const mine = await balances();
      const told = orderText(terms, quoteOrder(depth ?? { buy: [], sell: [] }, terms, own), mine, t, format);
      return {
        command: marketCommands.addOrder({
          side,
          priceTicks: BigInt(priceTicks),
          lots: values.lots,
          type,
          maxFills: values.maxFills,
          expiresAt: values.hours === undefined ? undefined : hoursFromNow(values.hours),
        }),
        ...told,
      };
    });
  });

  return (
    <Card title={t("ticket.title")} id="ticket">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          <SegmentedControl
            fullWidth
            aria-label={t("ticket.side")}
            value={side}
            onChange={setSide}
            className={`ticket-side ${side}`}
            data={[
              { value: "buy", label: t("ticket.buy") },
              { value: "sell", label: t("ticket.sell") },
            ]}
          />
          <AmountField
            control={form.control}
            name="lots"
            label={t("ticket.amount")}
            unit="kWh"
            decimals={decimals.lots}
            all={most(side, who, limit)}
          />
          <AmountField
            control={form.control}
            name="price"
            label={t("ticket.price")}
            hint={t("ticket.price.hint")}
            unit="EUR/ENT"
            decimals={decimals.price}
          />
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            onClick={() => setMore(!more)}
            aria-expanded={more}
            style={{ alignSelf: "start" }}
          >
            {t(more ? "ticket.less" : "ticket.more")}
          </Button>
          <Collapse expanded={more}>
            <Stack gap="sm">
              <NativeSelect
                {...form.register("kind")}
                label={t("ticket.kind")}
                description={t(`ticket.kind.${kind}.note`)}
                data={kinds.map((one: TicketKind) => ({ value: one, label: t(`ticket.kind.${one}`) }))}
              />
              <TextInput
                {...form.register("hours")}
                inputMode="numeric"
                label={t("ticket.expiry")}
                description={t("ticket.expiry.note")}
                error={sentenceOf(form.formState.errors.hours?.message)}
              />
              <TextInput
                {...form.register("maxFills")}
                inputMode="numeric"
                label={t("ticket.fills")}
                description={t("ticket.fills.note")}
                error={sentenceOf(form.formState.errors.maxFills?.message)}
              />
            </Stack>
          </Collapse>
          <QuoteBox quote={quote} side={side} tariff={statistics?.tariff ?? null} limit={limit} best={best} />
          <RootError errors={form.formState.errors} />
          <SubmitButton label={t("form.review")} busy={form.formState.isSubmitting} />
        </Stack>
      </form>
    </Card>
  );
}

function amountOf(text: string, places: number): bigint | undefined {
  const parsed = parseDecimal(text, places);
  return parsed.ok && parsed.value > 0n ? parsed.value : undefined;
}

/** Everything that can be sold, or bought at the limit. */
function most(side: Side, { account }: Who, limit: number | undefined): bigint | undefined {
  if (account === undefined) return undefined;
  if (side === "sell") return BigInt(account.ent.available) / 1_000_000n;
  return limit === undefined ? undefined : BigInt(account.eur.available) / costOf(1n, BigInt(limit));
}

function hoursFromNow(hours: number): bigint {
  return BigInt(Math.floor(Date.now() / 1000) + hours * 3600);
}
