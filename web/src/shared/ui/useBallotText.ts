import { useCallback } from "react";
import type { Ballot } from "../api/types.ts";
import { useT } from "../i18n/useT.tsx";
import { type Format, useFormat } from "./useFormat.ts";
import { isParameter, useParameterText } from "./useParameterText.ts";

/** What a ballot would do, as a sentence: "Set the storage provider's share (F) from 20 % to 25 %." */
export function useBallotText(): (ballot: Pick<Ballot, "kind" | "command" | "current">) => string {
  const t = useT();
  const format = useFormat();
  const parameterText = useParameterText();
  return useCallback(
    ({ kind, command, current }) => {
      const name = format.name(command.subject);
      switch (kind) {
        case "setParameter": {
          const parameter = command.parameter ?? "";
          const text = (value: string | null): string => (value === null ? "?" : parameterText(parameter, value));
          return t("ballot.setParameter", {
            parameter: isParameter(parameter) ? t(`parameter.${parameter}`) : parameter,
            from: text(current),
            to: text(command.value),
          });
        }
        case "registerStorageUnit":
          return t("ballot.registerStorageUnit", {
            unit: name,
            owner: format.name(command.owner),
            limits: limits(command, t, format),
          });
        case "changeBanker":
          return command.subject === null ? t("ballot.noBanker") : t("ballot.changeBanker", { name });
        default:
          return t(`ballot.${kind}`, { name });
      }
    },
    [t, format, parameterText],
  );
}

function limits({ capacityWh, powerW }: Ballot["command"], t: ReturnType<typeof useT>, format: Format): string {
  const parts = [
    capacityWh === null || capacityWh === "0" ? "" : t("ballot.capacity", { capacity: format.energy(capacityWh) }),
    powerW === null || powerW === "0" ? "" : t("ballot.power", { power: format.power(powerW) }),
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
