import { Button, Stack, Text } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { decimals, poolCommands } from "@powerchain/sdk";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod/mini";
import { useNetwork, useReadings } from "../../shared/api/queries.ts";
import { AddressField, AmountField, RootError } from "../../shared/form/fields.tsx";
import { accountAddress, amount } from "../../shared/form/schema.ts";
import { SubmitButton } from "../../shared/form/SubmitButton.tsx";
import { useT } from "../../shared/i18n/useT.tsx";
import { balanceChange } from "../../shared/tx/changes.ts";
import { useFormReview, useReview } from "../../shared/tx/plan.ts";
import { useBalances } from "../../shared/tx/useBalances.ts";
import { Card } from "../../shared/ui/Page.tsx";
import { Ent } from "../../shared/ui/Quantity.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

/** What I owe, why, and one button to repay it; anyone may also repay for somebody else. */
export function Debt({ who }: { who: Who }) {
  const t = useT();
  const { data: network } = useNetwork();
  const [forOther, setForOther] = useState(false);
  const owed = who.account === undefined ? 0n : BigInt(who.account.owedEnt);
  return (
    <Card
      title={t("debt.title")}
      note={
        <>
          {t("debt.all")} <Ent units={network?.owedEnt} />
        </>
      }
    >
      {who.address !== undefined &&
        (owed > 0n ? <Mine who={who} owed={owed} /> : <Text size="sm">{t("debt.none")}</Text>)}
      {who.address !== undefined && !forOther && (
        <Button mt="sm" size="compact-md" variant="subtle" color="gray" onClick={() => setForOther(true)}>
          {t("debt.other")}
        </Button>
      )}
      {forOther && <ForOther />}
    </Card>
  );
}

function Mine({ who, owed }: { who: Who; owed: bigint }) {
  const t = useT();
  const format = useFormat();
  const balances = useBalances();
  const review = useReview();
  const [problem, setProblem] = useState<string>();
  const repay = async (): Promise<void> => {
    const refused = await review(async () => {
      const mine = await balances();
      const paid = mine.owed < mine.entAvailable ? mine.owed : mine.entAvailable;
      return {
        command: poolCommands.repay({ resident: who.address ?? "0x", ent: paid }),
        title: t("debt.repay.title", { ent: format.ent(paid) }),
        sentences: [t("debt.repay.review", { ent: format.ent(paid) })],
        changes: [
          balanceChange(t("tokens.yourAvailable", { token: "ENT" }), mine, { name: "entAvailable", by: -paid }, format),
          balanceChange(t("debt.owed"), mine, { name: "owed", by: -paid }, format),
        ],
        done: t("debt.repay.done", { ent: format.ent(paid) }),
      };
    });
    setProblem(refused?.sentence);
  };
  return (
    <Stack gap="xs">
      <Text>
        {t("debt.youOwe")}{" "}
        <strong>
          <Ent units={owed} glide />
        </strong>
      </Text>
      <Text size="sm" c="dimmed">
        {t("debt.why")}
      </Text>
      <Uncovered who={who} />
      {problem !== undefined && (
        <Text size="sm" className="sell" role="alert">
          {problem}
        </Text>
      )}
      <div>
        <Button onClick={() => void repay()}>{t("debt.repay")}</Button>
      </div>
    </Stack>
  );
}

/** The readings that made the debt, newest first, as far as one is signed in to see them. */
function Uncovered({ who }: { who: Who }) {
  const t = useT();
  const format = useFormat();
  const readings = useReadings(who.address?.toLowerCase(), who.signedIn);
  const uncovered = (readings.items ?? []).filter(({ kind, lostWh }) => kind === "consumed" && lostWh > 0).slice(0, 3);
  if (uncovered.length === 0) return null;
  return (
    <ul className="rows">
      {uncovered.map((reading) => (
        <li key={reading.id} className="pair">
          <span>{t("debt.reading", { energy: format.energy(reading.lostWh), unit: format.name(reading.unit) })}</span>
          <small className="quiet">
            <Since at={reading.intervalEnd} />
          </small>
        </li>
      ))}
    </ul>
  );
}

const schema = z.object({ resident: accountAddress, ent: amount(decimals.ent) });

function ForOther() {
  const t = useT();
  const format = useFormat();
  const balances = useBalances();
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { resident: "", ent: "" } });
  const review = useFormReview(form, {
    EnergyPoolNothingOwed: "resident",
    LedgerInsufficientEnt: "ent",
  });
  const submit = form.handleSubmit(async ({ resident, ent }) => {
    await review(async () => {
      const [mine, theirs] = [await balances(), await balances(resident)];
      const paid = theirs.owed < ent ? theirs.owed : ent;
      const values = { ent: format.ent(paid), name: format.name(resident) };
      return {
        command: poolCommands.repay({ resident, ent }),
        title: t("debt.other.title", values),
        sentences: [t("debt.other.review", values)],
        changes: [
          balanceChange(t("tokens.yourAvailable", { token: "ENT" }), mine, { name: "entAvailable", by: -paid }, format),
          balanceChange(t("debt.theirs", values), theirs, { name: "owed", by: -paid }, format),
        ],
        done: t("debt.other.done", values),
      };
    });
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm" mt="sm">
        <AddressField control={form.control} name="resident" label={t("debt.other.who")} />
        <AmountField control={form.control} name="ent" label={t("send.amount")} unit="ENT" decimals={decimals.ent} />
        <RootError errors={form.formState.errors} />
        <div>
          <SubmitButton label={t("form.review")} busy={form.formState.isSubmitting} />
        </div>
      </Stack>
    </form>
  );
}
