import { Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Lock } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Ent, Eur } from "../../shared/ui/Quantity.tsx";
import { type Format, useFormat } from "../../shared/ui/useFormat.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

/** My ENT: available, locked, and for each lock why and until when. */
export function EntBalance({ who }: { who: Who }) {
  const t = useT();
  const { account } = who;
  return (
    <BalanceCard
      title={t("tokens.ent")}
      note={t("tokens.ent.note")}
      total={<Ent units={account?.ent.total} glide />}
      available={<Ent units={account?.ent.available} />}
      locks={account?.locks.filter(({ token }) => token === "ENT") ?? []}
    />
  );
}

/** My euros, likewise. */
export function EurBalance({ who }: { who: Who }) {
  const t = useT();
  const { account } = who;
  return (
    <BalanceCard
      title={t("tokens.eur")}
      note={t("tokens.eur.note")}
      total={<Eur units={account?.eur.total} glide />}
      available={<Eur units={account?.eur.available} />}
      locks={account?.locks.filter(({ token }) => token === "EUR") ?? []}
    />
  );
}

function BalanceCard(props: { title: string; note: string; total: ReactNode; available: ReactNode; locks: Lock[] }) {
  const t = useT();
  const format = useFormat();
  return (
    <section className="card" aria-label={props.title}>
      <Text size="sm" c="dimmed">
        {props.title}
      </Text>
      <Text className="figure">{props.total}</Text>
      <Text size="sm" c="dimmed" mb="xs">
        {props.note}
      </Text>
      <ul className="rows">
        <li className="pair">
          <span>{t("tokens.free")}</span> {props.available}
        </li>
        {props.locks.map((lock) => (
          <li className="pair" key={`${lock.reason}${lock.unit}${lock.order}`}>
            <span>
              <IconLock size={14} aria-hidden /> {lockReason(lock, t, format)}
            </span>
            {lock.token === "ENT" ? <Ent units={lock.amount} /> : <Eur units={lock.amount} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Why it is locked, and until when. */
export function lockReason(lock: Lock, t: ReturnType<typeof useT>, format: Format): string {
  const until = lock.until === null ? "" : format.clock(lock.until);
  switch (lock.reason) {
    case "session":
      return t("lock.session", { unit: format.name(lock.unit), until });
    case "order":
      return until === "" ? t("lock.order") : t("lock.orderUntil", { until });
    case "withdrawal":
      return t("lock.withdrawal");
  }
}
