import { Group, Progress, Text } from "@mantine/core";
import { poolCommands } from "@powerchain/sdk";
import type { Address } from "viem";
import { useSessions } from "../../shared/api/queries.ts";
import type { Session } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { ActionButton } from "../../shared/tx/ActionButton.tsx";
import { balanceChange } from "../../shared/tx/changes.ts";
import type { Action } from "../../shared/tx/plan.ts";
import { useBalances } from "../../shared/tx/useBalances.ts";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { List } from "../../shared/ui/Answer.tsx";
import { JoinInvitation } from "../../shared/ui/JoinInvitation.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { EnergyAmount, Ent } from "../../shared/ui/Quantity.tsx";
import { Clock, Countdown, Since } from "../../shared/ui/Time.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { useNow } from "../../shared/ui/useNow.ts";
import type { Who } from "../../shared/wallet/useWho.ts";

/** My consumption sessions: what can still be drawn and for how long; what an old one gave back. */
export function Sessions({ who }: { who: Who }) {
  const t = useT();
  const sessions = useSessions(who.address?.toLowerCase(), "all");
  if (who.address === undefined) return <JoinInvitation text={t("sessions.join")} />;
  const open = sessions.items?.filter(({ state }) => state !== "closed") ?? [];
  return (
    <Card title={t("sessions.title")} action={<ClearOld sessions={open} />}>
      <List of={sessions} empty={t("sessions.empty")} lines={2}>
        {(items) => (
          <ul className="rows" data-testid="sessions">
            {items.slice(0, Math.max(open.length, 3)).map((session) => (
              <li key={`${session.unit}${session.startedAt}`}>
                <SessionRow session={session} />
              </li>
            ))}
          </ul>
        )}
      </List>
    </Card>
  );
}

function SessionRow({ session }: { session: Session }) {
  const t = useT();
  const now = useNow();
  const live = session.state === "live" && session.endsAt > now;
  const whole = session.energyWh + session.consumedWh;
  return (
    <>
      <div className="pair">
        <strong>
          <AccountName address={session.unit} />
        </strong>
        {live ? (
          <span>
            <Countdown until={session.endsAt} /> <span className="quiet">{t("sessions.left")}</span>
          </span>
        ) : (
          <span className="quiet">
            {t(`sessions.state.${session.state === "live" ? "ended" : session.state}`)}{" "}
            <Since at={session.closedAt ?? session.endsAt} />
          </span>
        )}
      </div>
      {live && (
        <Progress
          my={6}
          value={whole === 0 ? 0 : (100 * session.energyWh) / whole}
          color="var(--pc-storage-fill)"
          aria-label={t("sessions.drawable")}
        />
      )}
      <Text size="sm" c="dimmed" component="div">
        {session.state === "closed" ? (
          <>
            <EnergyAmount wh={session.consumedWh} /> {t("sessions.drawn")} · <Ent units={session.returnedEnt} />{" "}
            {t("sessions.returned")}
          </>
        ) : (
          <>
            <EnergyAmount wh={session.energyWh} /> {t("sessions.drawable")} · <Ent units={session.ent} />{" "}
            {t("sessions.locked")}
            {live && (
              <>
                {" "}
                {t("sessions.until")} <Clock at={session.endsAt} />
              </>
            )}
          </>
        )}
      </Text>
    </>
  );
}

/** Takes back what ended sessions still hold, once their unit has reported since (or the grace is over). */
function ClearOld({ sessions }: { sessions: Session[] }) {
  const t = useT();
  const format = useFormat();
  const now = useNow();
  const balances = useBalances();
  const ended = sessions.filter(
    ({ state, endsAt }) => state === "ended" || state === "dead" || (state === "live" && endsAt <= now),
  );
  const closable = ended.filter(({ state, closableFrom }) => state === "dead" || (closableFrom ?? Infinity) <= now);
  if (ended.length === 0) return null;
  const next = Math.min(...ended.map(({ closableFrom }) => closableFrom ?? Infinity));
  const clear = async (): Promise<Action> => {
    const mine = await balances();
    const returned = closable.reduce((sum, { ent }) => sum + BigInt(ent), 0n);
    const list = closable.map(({ unit, consumer }) => ({ unit: unit as Address, consumer: consumer as Address }));
    return {
      command: poolCommands.clearOldSessions({ sessions: list }),
      title: t("clear.title", { count: list.length }),
      sentences: [t("clear.review", { count: list.length, ent: format.ent(returned) })],
      changes: [
        balanceChange(
          t("tokens.yourAvailable", { token: "ENT" }),
          mine,
          { name: "entAvailable", by: returned },
          format,
        ),
        balanceChange(t("tokens.yourLocked", { token: "ENT" }), mine, { name: "entLocked", by: -returned }, format),
      ],
      done: t("clear.done", { ent: format.ent(returned) }),
    };
  };
  return (
    <Group gap="xs" justify="flex-end">
      {closable.length > 0 ? (
        <ActionButton size="compact-md" variant="default" action={clear}>
          {t("clear.action", { count: closable.length })}
        </ActionButton>
      ) : (
        Number.isFinite(next) && (
          <Text size="sm" c="dimmed">
            {t("clear.from", { time: format.clock(next) })}
          </Text>
        )
      )}
    </Group>
  );
}
