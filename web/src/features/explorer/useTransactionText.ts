import { parameterAt } from "@powerchain/sdk";
import { zeroAddress } from "viem";
import type { Transaction } from "../../shared/api/types.ts";
import { useRuntimeConfig } from "../../shared/config/useRuntimeConfig.ts";
import { i18n, type MessageId } from "../../shared/i18n/i18n.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { useParameterText } from "../../shared/ui/useParameterText.ts";
import { textOf } from "./useEventText.ts";

type Told = Pick<Transaction, "from" | "to" | "command" | "args" | "text">;

/** A transaction as a sentence; what is not the community's is told by the server, in English. */
export function useTransactionText(): (transaction: Told) => string {
  const t = useT();
  const format = useFormat();
  const parameterText = useParameterText();
  const { contracts } = useRuntimeConfig();
  return ({ from, to, command, args, text }) => {
    const me = format.name(from);
    const id = `did.${args?.["banker"] === zeroAddress ? "noBanker" : command}`;
    const known: Record<string, unknown> = i18n.messages;
    if (command === null || args === null || known[id] === undefined)
      return i18n.locale === "en" ? text : t("did.other", { me, to: format.name(to) });
    if (command === "setParameter") {
      const { name } = parameterAt(Number(args["name"]));
      return t("did.setParameter", {
        me,
        name: t(`parameter.${name}`),
        value: parameterText(name, args["value"] ?? "0"),
      });
    }
    const contract = Object.entries(contracts).find(([, address]) => address.toLowerCase() === to)?.[0] ?? null;
    const values = Object.entries(told(args)).map(([key, value]) => [
      key,
      typeof value === "number" ? value : textOf(key, value, contract, format),
    ]);
    return t(id as MessageId, { me, ...(Object.fromEntries(values) as Record<string, string | number>) });
  };
}

/** Arguments of which a sentence says how many there are; other texts are what somebody wrote. */
const lists = new Set(["units", "orders", "ids"]);

/** A command's arguments as its sentence needs them: what an order holds, and how many there are of a list. */
export function told(args: Record<string, string>): Record<string, string | number> {
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(args)) {
    if (name === "order_") Object.assign(values, told(texts(JSON.parse(value) as object)));
    else if (name === "batches") Object.assign(values, countsOf(JSON.parse(value) as { readings: unknown[] }[]));
    else if (lists.has(name) && value.startsWith("[")) values["count"] = (JSON.parse(value) as unknown[]).length;
    else values[name] = name === "readings" || name === "units" ? Number(value) : value;
  }
  return values;
}

function texts(values: object): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

function countsOf(batches: { readings: unknown[] }[]): { readings: number; units: number } {
  return { readings: batches.reduce((all, { readings }) => all + readings.length, 0), units: batches.length };
}
