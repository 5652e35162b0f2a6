import { Text } from "@mantine/core";
import { Link } from "react-router";
import { useT } from "../../shared/i18n/useT.tsx";
import { Ent, Eur } from "../../shared/ui/Quantity.tsx";
import type { Who } from "../../shared/wallet/useWho.ts";
import { Clock } from "../../shared/ui/Time.tsx";

/** What I have, with what of it is locked and until when. */
export function BalanceStrip({ who }: { who: Who }) {
  const t = useT();
  const { account } = who;
  const nextUnlock = account?.locks
    .filter(({ token, until }) => token === "ENT" && until !== null)
    .reduce<number | undefined>((soonest, { until }) => Math.min(soonest ?? Infinity, until ?? Infinity), undefined);
  const locked = (amount: string | undefined): boolean => amount !== undefined && amount !== "0";
  return (
    <section className="card strip" aria-label={t("home.balances")}>
      <Link to="/tokens" className="plain">
        <Text size="sm" c="dimmed">
          {t("tokens.ent")}
        </Text>
        <Text className="figure">
          <Ent units={account?.ent.available} glide />
        </Text>
        <Text size="sm" c="dimmed">
          {locked(account?.ent.locked) ? (
            <>
              + <Ent units={account?.ent.locked} /> {t("home.locked")}
              {nextUnlock !== undefined && (
                <>
                  {" "}
                  {t("sessions.until")} <Clock at={nextUnlock} />
                </>
              )}
            </>
          ) : (
            t("home.nothingLocked")
          )}
        </Text>
      </Link>
      <Link to="/tokens" className="plain">
        <Text size="sm" c="dimmed">
          {t("tokens.eur")}
        </Text>
        <Text className="figure">
          <Eur units={account?.eur.available} glide />
        </Text>
        <Text size="sm" c="dimmed">
          {locked(account?.eur.locked) ? (
            <>
              + <Eur units={account?.eur.locked} /> {t("home.locked")}
            </>
          ) : (
            t("home.nothingLocked")
          )}
        </Text>
      </Link>
    </section>
  );
}
