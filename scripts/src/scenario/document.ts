import { type Document, LineCounter, type Node, isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";

/** A scenario file that cannot be read as one: where, and what to do. */
export class ScenarioFileError extends Error {
  override readonly name = "ScenarioFileError";
  readonly line: number;
  readonly hint: string;

  constructor(line: number, message: string, hint: string) {
    super(`Line ${line}: ${message}`);
    this.line = line;
    this.hint = hint;
  }
}

/** A value of the file as the text that stands there. Numbers are never read as floating point. */
export interface Text {
  text: string;
  line: number;
}

export interface Entry {
  key: string;
  line: number;
  value: Item;
}

/** A piece of the file that is not yet known to be a text, a list or a map. */
export class Item {
  readonly line: number;
  readonly #node: unknown;
  readonly #file: YamlFile;

  constructor(node: unknown, file: YamlFile, fallbackLine: number) {
    this.#file = file;
    this.#node = isAlias(node) ? node.resolve(file.document) : node;
    this.line = file.lineOf(node) ?? fallbackLine;
  }

  get isMap(): boolean {
    return isMap(this.#node);
  }

  /** @throws ScenarioFileError when it is a list or a map */
  text(what: string): Text {
    if (!isScalar(this.#node)) throw this.#wrong(`${what} must be one value`);
    return { text: ((this.#node.value as string | null) ?? "").trim(), line: this.line };
  }

  /** @throws ScenarioFileError when it is no list */
  list(what: string): Item[] {
    if (!isSeq(this.#node)) throw this.#wrong(`${what} must be a list`);
    return this.#node.items.map((node) => new Item(node, this.#file, this.line));
  }

  /** @throws ScenarioFileError when it is no map, or a key stands in it twice */
  entries(what: string): Entry[] {
    if (!isMap(this.#node)) throw this.#wrong(`${what} must be a map (key: value)`);
    return this.#node.items.map(({ key, value }) => {
      const name = new Item(key, this.#file, this.line).text(`a key of ${what}`);
      return { key: name.text.replace(/\s+/g, " "), line: name.line, value: new Item(value, this.#file, name.line) };
    });
  }

  /**
   * The entries by key.
   * @throws ScenarioFileError when there is a key that is not among the known ones
   */
  fields(what: string, known: readonly string[]): Map<string, Item> {
    const entries = this.entries(what);
    const stranger = entries.find(({ key }) => !known.includes(key));
    if (stranger !== undefined) {
      throw new ScenarioFileError(
        stranger.line,
        `${what} has no "${stranger.key}".`,
        `Known are: ${known.join(", ")}.`,
      );
    }
    return new Map(entries.map(({ key, value }) => [key, value]));
  }

  #wrong(message: string): ScenarioFileError {
    return new ScenarioFileError(this.line, `${message}.`, "See docs/scenarios.md for the format.");
  }
}

interface YamlFile {
  document: Document;
  lineOf(node: unknown): number | undefined;
}

/** The file's root. @throws ScenarioFileError when it is not YAML */
export function readYaml(source: string): Item {
  const lines = new LineCounter();
  // The failsafe schema leaves every scalar a text: 0.1 stays the three characters that stand there.
  const document = parseDocument(source, { schema: "failsafe", lineCounter: lines, prettyErrors: false });
  const lineOf = (node: unknown): number | undefined => {
    const start = (node as Node | null | undefined)?.range?.[0];
    return start === undefined ? undefined : lines.linePos(start).line;
  };
  const fault = document.errors[0];
  if (fault !== undefined) {
    throw new ScenarioFileError(
      lines.linePos(fault.pos[0]).line,
      `This is not YAML: ${fault.message}`,
      "Mend the file.",
    );
  }
  return new Item(document.contents, { document, lineOf }, 1);
}
