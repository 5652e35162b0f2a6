import {
  type Quantity,
  UnitsError,
  orderTypes,
  parameterNames,
  parseDecimal,
  parseParameter,
  quantities,
  readingKinds,
  sides,
  type ParameterName,
} from "@powerchain/sdk";
import type { Address } from "viem";
import { resolveAddress } from "../deploy/accounts.ts";
import { CommandError } from "../lib/errors.ts";

/** How an argument is read from the command line. */
interface Kind<Value> {
  /** What to write, for the list of methods. */
  hint: string;
  read: (text: string, before: Record<string, unknown>) => Value | Promise<Value>;
}

const amount = (hint: string, quantity: Quantity): Kind<bigint> => ({
  hint,
  read: (text) => parseDecimal(text, quantity),
});
const oneOf = <const Words extends readonly string[]>(words: Words): Kind<Words[number]> => ({
  hint: words.join("|"),
  read: (text) => {
    const word = words.find((item) => item === text);
    if (word !== undefined) return word;
    throw new CommandError(`"${text}" is none of ${words.join(", ")}.`, { hint: "Choose one of them." });
  },
});

/** The kinds of arguments, each with how it is written. */
export const kinds = {
  account: { hint: "ACCOUNT", read: (text: string): Promise<Address> => resolveAddress(text) },
  banker: {
    hint: "ACCOUNT|none",
    read: async (text: string): Promise<Address | undefined> =>
      text === "none" ? undefined : await resolveAddress(text),
  },
  kwh: amount("KWH", quantities.kwh),
  readingKwh: amount("KWH", quantities.readingKwh),
  readingKind: oneOf(readingKinds),
  kw: amount("KW", quantities.kw),
  ent: amount("ENT", quantities.ent),
  eur: amount("EUR", quantities.eur),
  lots: amount("ENT", quantities.lots),
  price: amount("EUR/ENT", quantities.price),
  count: amount("NUMBER", { unit: "", decimals: 0, most: 2n ** 64n - 1n }),
  flag: { hint: "true|false", read: (text: string): boolean => readFlag(text) },
  words: { hint: "TEXT", read: (text: string): string => text },
  side: oneOf(sides),
  orderType: oneOf(orderTypes),
  parameter: { ...oneOf(parameterNames), hint: "PARAMETER" },
  /** In the unit of the parameter that came before it. */
  value: {
    hint: "VALUE",
    read: (text: string, before: Record<string, unknown>): bigint =>
      parseParameter(before["name"] as ParameterName, text),
  },
} satisfies Record<string, Kind<unknown>>;

export type KindName = keyof typeof kinds;

function readFlag(text: string): boolean {
  if (/^(true|yes)$/i.test(text)) return true;
  if (/^(false|no)$/i.test(text)) return false;
  throw new CommandError(`"${text}" is neither true nor false.`, { hint: "Write true or false." });
}

/** The value type of a kind. */
type ValueOf<K extends KindName> = Awaited<ReturnType<(typeof kinds)[K]["read"]>>;

/** Arguments by name, in order; a name with a question mark may be left out. */
export type Spec = Record<string, KindName>;
export type Values<S extends Spec> = {
  [Name in keyof S as Name extends `${string}?` ? never : Name]: ValueOf<S[Name]>;
} & {
  [Name in keyof S as Name extends `${infer Plain}?` ? Plain : never]?: ValueOf<S[Name]>;
};

/** `energyWh` is written in kWh, `lots` in ENT: the name says no unit on the command line. */
function shownName(name: string): string {
  return name
    .replace("?", "")
    .replace(/(Wh|W|Ticks)$/, "")
    .replace(/^lots$/, "quantity");
}

/** How the arguments are written: `UNIT ENT [KW]`. */
export function usage(spec: Spec): string {
  return Object.entries(spec)
    .map(([name, kind]) => {
      const text = `${shownName(name)}:${kinds[kind].hint}`;
      return name.endsWith("?") ? `[${text}]` : text;
    })
    .join(" ");
}

function countOf(least: number, most: number): string {
  if (most === 0) return "no arguments";
  if (least === most) return most === 1 ? "one argument" : `${most} arguments`;
  return `${least} to ${most} arguments`;
}

/** @throws CommandError when there are too few or too many, UnitsError when one is no such amount */
export async function readArguments(method: string, spec: Spec, texts: string[]): Promise<Record<string, unknown>> {
  const names = Object.keys(spec);
  const needed = names.filter((name) => !name.endsWith("?")).length;
  if (texts.length < needed || texts.length > names.length) {
    throw new CommandError(`${method} takes ${countOf(needed, names.length)}, and ${texts.length} were given.`, {
      hint: `Write: ./powerchain call ${method} ${usage(spec)}`,
    });
  }
  const values: Record<string, unknown> = {};
  for (const [i, text] of texts.entries()) {
    const name = names[i] as string;
    values[name.replace("?", "")] = await readValue(name, spec[name] as KindName, text, values);
  }
  return values;
}

/** @throws CommandError that says which argument is wrong, and why */
async function readValue(
  name: string,
  kind: KindName,
  text: string,
  before: Record<string, unknown>,
): Promise<unknown> {
  try {
    return await kinds[kind].read(text, before);
  } catch (error) {
    if (!(error instanceof UnitsError)) throw error;
    throw new CommandError(`${shownName(name)}: ${error.message}`, { hint: error.hint, cause: error });
  }
}
