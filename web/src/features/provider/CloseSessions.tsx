import { Text } from "@mantine/core";
import { poolCommands } from "@powerchain/sdk";
import type { Address } from "viem";
import { useSessions } from "../../shared/api/queries.ts";
import type { Unit } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { ActionButton } from "../../shared/tx/ActionButton.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { useNow } from "../../shared/ui/useNow.ts";

/** Ended sessions keep energy locked in a unit; its owner (or anyone) can give both back. */
export function CloseSessions({ units }: { units: Unit[] }) {
  return units.map((unit) => <ForUnit key={unit.unit} unit={unit} />);
}

function ForUnit({ unit }: { unit: Unit }) {
  const t = useT();
  const format = useFormat();
  const now = useNow(30);
  const { items = [] } = useSessions(unit.unit);
  const old = items.filter(({ state, closableFrom }) => state !== "live" && (closableFrom ?? Infinity) <= now);
  if (old.length === 0) return null;
  const energy = format.energy(old.reduce((sum, { energyWh }) => sum + energyWh, 0));
  const words = { unit: format.name(unit.unit), count: old.length, energy };
  return (
    <Card title={t("close.title", words)}>
      <Text size="sm" mb="sm">
        {t("close.note", words)}
      </Text>
      <ActionButton
        variant="default"
        action={() => ({
          command: poolCommands.clearOldSessions({
            sessions: old.map((session) => ({
              unit: session.unit as Address,
              consumer: session.consumer as Address,
            })),
          }),
          title: t("clear.title", words),
          sentences: [t("close.review", words)],
          changes: [],
          done: t("close.done", words),
        })}
      >
        {t("clear.action", words)}
      </ActionButton>
    </Card>
  );
}
