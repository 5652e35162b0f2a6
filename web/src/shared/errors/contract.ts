// The contracts' named errors in the reader's language. English sentences are the sdk's; the other catalogues say the same with
// the same values ("error.<Name>.sentence" and ".next").
import { type ContractError, type ErrorName, formatParameter, parameterAt } from "@powerchain/sdk";
import { currentLocale, i18n } from "../i18n/i18n.ts";
import { createFormat, type Format } from "../ui/useFormat.ts";
import { nameOf } from "./names.ts";
import type { Problem } from "./problem.ts";

export function contractProblem(error: ContractError): Problem {
  const { errorName } = error;
  const own = { sentence: `error.${errorName}.sentence`, next: `error.${errorName}.next` };
  const messages: Record<string, unknown> = i18n.messages;
  if (messages[own.sentence] === undefined) {
    return { ...error.explain((address) => nameOf(address)), name: errorName, retry: false };
  }
  const values = valuesOf(errorName, error.args);
  const say = (id: string): string => i18n._(id as never, values);
  return { sentence: say(own.sentence), next: say(own.next), name: errorName, retry: false };
}

type Args = Record<string, unknown>;

/** The values of an error as text: what each is follows from its name and from the contract it comes from. */
export function valuesOf(errorName: ErrorName, args: Args): Record<string, string> {
  const format = createFormat(currentLocale(), (address) => (address && (nameOf(address) ?? address)) || "");
  const texts = Object.entries(args).map(([name, value]) => [name, textOf(errorName, name, value, args, format)]);
  return Object.fromEntries(texts) as Record<string, string>;
}

const times = new Set(["closableFrom", "retirableFrom", "expiresAt", "latest", "blockTime", "deadline"]);
const energies = new Set(["freeWh", "neededWh", "storedWh", "capacityWh", "energyWh", "allowedWh"]);
const lots = new Set(["lots", "minimum", "maximum", "filled"]);
const prices = new Set(["tick", "bestOpposite"]);
const money = new Set([
  "available",
  "needed",
  "owed",
  "limit",
  "ent",
  "amount",
  "cap",
  "mintedToday",
  "lockedForWithdrawal",
  "locked",
]);

function textOf(errorName: ErrorName, name: string, value: unknown, args: Args, format: Format): string {
  if (typeof value === "string") return value.startsWith("0x") && value.length === 42 ? format.name(value) : value;
  if (typeof value !== "bigint" && typeof value !== "number") return String(value);
  if (times.has(name)) return format.dateTime(Number(value));
  if (energies.has(name)) return format.energy(value);
  if (lots.has(name)) return format.lots(value);
  if (prices.has(name)) return format.price(value);
  if (name === "rate") return format.rate(value);
  if (errorName.startsWith("Governance")) return governanceText(name, value, args);
  if (money.has(name)) return inEuro(errorName) ? format.eur(value) : format.ent(value);
  return value.toString();
}

function inEuro(errorName: ErrorName): boolean {
  return errorName.startsWith("Bank") || errorName.endsWith("Eur");
}

function governanceText(name: string, value: bigint | number, args: Args): string {
  if (typeof args["name"] !== "number") return value.toString();
  const parameter = parameterAt(args["name"]);
  return name === "name" ? parameter.name : formatParameter(parameter.name, BigInt(value));
}
