import { type ParameterName, parameterNames, parameters } from "@powerchain/sdk";
import { useCallback } from "react";
import { useT } from "../i18n/useT.tsx";
import { useFormat } from "./useFormat.ts";

/** A parameter's value in its unit. */
export function useParameterText(): (name: string, value: string | bigint) => string {
  const t = useT();
  const format = useFormat();
  return useCallback(
    (name, value) => {
      if (!isParameter(name)) return String(value);
      switch (parameters[name].kind) {
        case "rate":
          return format.rate(value);
        case "fraction":
          return format.percent(value);
        case "duration":
          return format.duration(Number(value));
        case "pricing":
          return t(BigInt(value) === 0n ? "pricing.maker" : "pricing.midpoint");
        case "eur":
          return format.eur(value);
        case "ent":
          return format.ent(value);
        case "lots":
          return format.lots(value);
      }
    },
    [t, format],
  );
}

export function isParameter(name: string): name is ParameterName {
  return (parameterNames as readonly string[]).includes(name);
}
