import { parameterAt } from "@powerchain/sdk";
import { zeroAddress } from "viem";
import type { Transaction } from "../../shared/api/types.ts";
import { i18n, type MessageId } from "../../shared/i18n/i18n.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { type Format, useFormat } from "../../shared/ui/useFormat.ts";
import { useParameterText } from "../../shared/ui/useParameterText.ts";

type Event = Transaction["events"][number];

/** An event of the contracts as a sentence. */
export function useEventText(): (event: Event) => string {
  const t = useT();
  const format = useFormat();
  const parameterText = useParameterText();
  return ({ contract, name, args }) => {
    const id = `event.${variant(name, args ?? {})}`;
    const known: Record<string, unknown> = i18n.messages;
    if (args === null || known[id] === undefined) return t("event.other");
    if (name === "ParameterSet") {
      const parameter = parameterAt(Number(args["name"])).name;
      const value = parameterText(parameter, args["value"] ?? "0");
      return t("event.ParameterSet", { name: t(`parameter.${parameter}`), value });
    }
    const values = Object.entries(args).map(([key, value]) => [key, textOf(key, value, contract, format)]);
    return t(id as MessageId, Object.fromEntries(values) as Record<string, string>);
  };
}

/** Tokens come from the zero address when they are made, and go there when they are destroyed. */
function variant(name: string | null, args: Record<string, string>): string | null {
  if (name !== "Transfer") return name;
  if (args["from"] === zeroAddress) return "made";
  return args["to"] === zeroAddress ? "destroyed" : name;
}

const energies = new Set(["energyWh", "coveredWh", "previousWh"]);
const ents = new Set(["ent", "toProducer", "toProvider", "burned", "returned"]);
const lots = new Set(["lots", "left"]);

/** An argument of an event or a command as text: names, and quantities in their units. */
export function textOf(key: string, value: string, contract: string | null, format: Format): string {
  if (/^0x[0-9a-fA-F]{40}$/.test(value)) return format.name(value);
  if (!/^\d+$/.test(value)) return value;
  if (energies.has(key)) return format.energy(value);
  if (ents.has(key)) return format.ent(value);
  if (lots.has(key)) return format.lots(value);
  if (key === "rate") return format.rate(value);
  if (key === "tick") return format.price(value);
  if (key === "priceHalfTicks") return format.price(Number(value) / 2);
  if (key !== "amount" && key !== "value") return value;
  return contract === "bank" || contract === "euroToken" ? format.eur(value) : format.ent(value);
}
