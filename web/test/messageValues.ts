import { compileMessage } from "@lingui/message-utils/compileMessage";

type Tokens = (string | [name: string, kind?: string, branches?: Record<string, Tokens | number>])[];

/** Names of the values in a message, those of plural and select branches included. */
export function valuesIn(message: string): string[] {
  const found = new Set<string>();
  const walk = (tokens: unknown): void => {
    if (!Array.isArray(tokens)) return;
    for (const token of tokens as Tokens) {
      if (typeof token === "string") continue;
      const [name, , branches = {}] = token;
      found.add(name);
      Object.values(branches).forEach(walk);
    }
  };
  walk(compileMessage(message));
  return [...found].sort();
}
