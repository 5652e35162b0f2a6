import type { Ballot } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { isParameter, useParameterText } from "../../shared/ui/useParameterText.ts";

const MILLION = 1_000_000n;

/** What would be different for people once the ballot passed. */
export function useEffectText(): (ballot: Pick<Ballot, "kind" | "command">) => string {
  const t = useT();
  const format = useFormat();
  const parameterText = useParameterText();
  return ({ kind, command }) => {
    if (kind !== "setParameter") return t(`effect.${kind}`);
    const { parameter, value } = command;
    if (parameter === null || value === null || !isParameter(parameter)) return "";
    const units = BigInt(value);
    switch (parameter) {
      case "F":
        return t("effect.F", {
          provider: format.ent(units * 1_000n),
          producer: format.ent((MILLION - units) * 1_000n),
        });
      case "C":
        return t("effect.C", { rate: format.rate(100n * units), imbalance: format.ent(100_000_000_000n) });
      case "pricing":
        return t(units === 0n ? "effect.pricing.maker" : "effect.pricing.midpoint");
      default:
        return t(`effect.${parameter}`, { value: parameterText(parameter, value) });
    }
  };
}
