import { orderTypes, parameterNames, sides } from "@powerchain/sdk";
import { ScenarioFileError, type Text } from "./document.ts";
import { type ArgumentKind, type ArgumentSpec, ballotCommands, commandTable } from "./table.ts";
import { readFlag } from "./values.ts";

/** Words that mean something else under `expect`. */
const RESERVED = ["network", "parameters", "banker", "book", "none"];

/** The names that a scenario may use, and whether a text in it is one of them. */
export class Names {
  readonly #accounts = new Set<string>();
  readonly #labels = new Set<string>();

  /** @throws ScenarioFileError when a name stands twice or cannot be one */
  constructor(actors: Text[], units: Text[]) {
    for (const { text, line } of [...actors, ...units]) {
      if (this.#accounts.has(text))
        throw new ScenarioFileError(line, `"${text}" is named twice.`, "Give each its own name.");
      if (text === "" || /[\s,]/.test(text) || RESERVED.includes(text)) {
        throw new ScenarioFileError(
          line,
          `"${text}" cannot be the name of an actor or unit.`,
          `Use one word, not one of: ${RESERVED.join(", ")}.`,
        );
      }
      this.#accounts.add(text);
    }
  }

  has(name: string): boolean {
    return this.#accounts.has(name);
  }

  /** The name of an actor or unit (or an address). @throws ScenarioFileError when there is none of that name */
  account({ text, line }: Text): string {
    if (this.has(text) || /^0x[0-9a-fA-F]{40}$/.test(text)) return text;
    throw new ScenarioFileError(
      line,
      `There is no actor or unit "${text}".`,
      `There are: ${[...this.#accounts].join(", ")}.`,
    );
  }

  addLabel({ text }: Text): string {
    this.#labels.add(text);
    return text;
  }

  /** @throws ScenarioFileError when no order before has that label */
  label({ text, line }: Text): string {
    if (this.#labels.has(text)) return text;
    throw new ScenarioFileError(
      line,
      `No order before this has the label "${text}".`,
      `Known are: ${[...this.#labels].join(", ") || "none"}.`,
    );
  }

  /** @throws ScenarioFileError when the text names no ballot, or one on a stranger */
  ballot({ text, line }: Text): void {
    const [command = "", ...args] = text.split(/\s+/);
    const specs = ballotArguments(command);
    const needed = specs.filter(({ optional }) => optional === undefined).length;
    if (specs.length > 0 && args.length >= needed && args.length <= specs.length) {
      args.forEach((arg, i) => this.check(specs[i]?.kind ?? "words", { text: arg, line }));
      return;
    }
    throw new ScenarioFileError(
      line,
      `"${text}" is no ballot.`,
      `Write a command and its arguments, such as "addVoter C". Commands: ${ballotCommands.join(", ")}.`,
    );
  }

  /** Checks what can be checked before the run; whether the chain can hold a number shows then. @throws ScenarioFileError */
  check(kind: ArgumentKind, text: Text): void {
    if (kind === "account" || (kind === "banker" && text.text !== "none")) this.account(text);
    else if (kind === "label") this.label(text);
    else if (kind === "ballot") this.ballot(text);
    else if (kind === "flag") readFlag(text);
    else if (kind === "side") oneOf(sides, text);
    else if (kind === "orderType") oneOf(orderTypes, text);
    else if (kind === "parameter") oneOf(parameterNames, text);
  }
}

/** Those of the command; none when there are no ballots on it. */
function ballotArguments(command: string): ArgumentSpec[] {
  const known = ballotCommands.find((name) => name === command);
  return known === undefined ? [] : Object.values<ArgumentSpec>(commandTable[known].with);
}

function oneOf(known: readonly string[], { text, line }: Text): void {
  if (known.includes(text)) return;
  throw new ScenarioFileError(line, `"${text}" is not known here.`, `Write one of: ${known.join(", ")}.`);
}
