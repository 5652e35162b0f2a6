import { useBallots, useOrders, usePendingWithdrawals, useSessions } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { useBallotText } from "../../shared/ui/useBallotText.ts";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { useNow } from "../../shared/ui/useNow.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

export interface AttentionItem {
  key: string;
  text: string;
  to: string;
  action: string;
}

const SOON = 20 * 60;
const LATELY = 24 * 3600;

/** What waits for the reader: debts, sessions about to end or to be cleared, ballots, filled orders, payments to make. */
export function useAttention(who: Who): AttentionItem[] {
  const t = useT();
  const format = useFormat();
  const ballotText = useBallotText();
  // Minutes are fine enough here, and keep the list still.
  const now = useNow(60);
  const me = who.address?.toLowerCase();
  const { items: sessions = [] } = useSessions(me);
  const { items: orders = [] } = useOrders(me, "ended");
  const { items: ballots = [] } = useBallots("open");
  const { items: withdrawals = [] } = usePendingWithdrawals();
  const items: AttentionItem[] = [];

  const owed = BigInt(who.account?.owedEnt ?? 0);
  if (owed > 0n) {
    items.push({
      key: "debt",
      text: t("attention.debt", { ent: format.ent(owed) }),
      to: "/energy",
      action: t("debt.repay"),
    });
  }
  for (const session of sessions) {
    const unit = format.name(session.unit);
    if (session.state === "live" && session.endsAt - now < SOON && session.endsAt > now) {
      const text = t("attention.session", { unit, time: format.clock(session.endsAt) });
      items.push({ key: `s${session.unit}`, text, to: "/energy#session", action: t("attention.renew") });
    } else if (session.state !== "live" && (session.closableFrom ?? Infinity) <= now) {
      const text = t("attention.old", { unit, ent: format.ent(session.ent) });
      items.push({ key: `o${session.unit}`, text, to: "/energy", action: t("attention.takeBack") });
    }
  }
  if (who.roles.includes("voter")) {
    for (const ballot of ballots.filter(({ waiting }) => me !== undefined && waiting.includes(me))) {
      const text = t("attention.ballot", { text: ballotText(ballot), missing: ballot.missing });
      items.push({ key: `b${ballot.id}`, text, to: "/voting", action: t("attention.look") });
    }
  }
  if (who.roles.includes("banker") && withdrawals.length > 0) {
    const text = t("attention.withdrawals", { count: withdrawals.length });
    items.push({ key: "withdrawals", text, to: "/banker", action: t("attention.look") });
  }
  const filled = orders.filter(({ state, updatedAt }) => state === "filled" && now - updatedAt < LATELY);
  if (filled.length > 0) {
    items.push({
      key: "filled",
      text: t("attention.filled", { count: filled.length }),
      to: "/market",
      action: t("attention.look"),
    });
  }
  return items;
}
