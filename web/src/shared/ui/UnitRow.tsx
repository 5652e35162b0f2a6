import { Badge, Text } from "@mantine/core";
import type { Unit } from "../api/types.ts";
import { useT } from "../i18n/useT.tsx";
import { AccountName } from "./AccountName.tsx";
import { EnergyAmount } from "./Quantity.tsx";
import { Since } from "./Time.tsx";
import { useFormat } from "./useFormat.ts";

/** One storage unit: how full, what is free and locked, whose, and when it last reported. */
export function UnitRow({ unit }: { unit: Unit }) {
  const t = useT();
  return (
    <li>
      <div className="pair">
        <strong>
          <AccountName address={unit.unit} />
          {!unit.registered && (
            <Badge ml={8} variant="outline" color="gray" tt="none">
              {t("units.removed")}
            </Badge>
          )}
        </strong>
        <span className="storage">
          <EnergyAmount wh={unit.storedWh} glide />
        </span>
      </div>
      <FillBar unit={unit} />
      <Text size="sm" c="dimmed" component="div">
        <EnergyAmount wh={unit.freeWh} /> {t("units.free")}
        {unit.lockedWh > 0 && (
          <>
            {" "}
            · <EnergyAmount wh={unit.lockedWh} /> {t("units.locked", { count: unit.openSessions })}
          </>
        )}
        <br />
        {t("units.owner")} <AccountName address={unit.owner} /> · {t("units.lastReading")}{" "}
        <Since at={unit.lastIntervalEnd} />
      </Text>
    </li>
  );
}

/** Free, locked and empty space; without a declared capacity only the first two, against each other. */
function FillBar({ unit }: { unit: Unit }) {
  const t = useT();
  const format = useFormat();
  const whole = Math.max(unit.capacityWh ?? 0, unit.storedWh, unit.lockedWh, 1);
  const locked = Math.min(unit.lockedWh, unit.storedWh);
  const part = (wh: number): string => `${(100 * wh) / whole}%`;
  const label =
    unit.fill === null
      ? t("units.fill.unknown", { stored: format.energy(unit.storedWh) })
      : t("units.fill", { share: format.share(unit.fill), capacity: format.energy(unit.capacityWh ?? 0) });
  return (
    <div className="fill" role="img" aria-label={label} title={label}>
      <span className="fill-free" style={{ width: part(unit.storedWh - locked) }} />
      <span className="fill-locked" style={{ width: part(locked) }} />
    </div>
  );
}
