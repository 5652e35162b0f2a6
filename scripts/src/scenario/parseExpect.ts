import { type Entry, type Item, ScenarioFileError, type Text } from "./document.ts";
import type { BookSide, Check, ExpectStep } from "./model.ts";
import type { Names } from "./names.ts";
import { figures } from "./table.ts";
import { type Kind, checkKind } from "./values.ts";

/** @throws ScenarioFileError */
export function parseExpect(item: Item, names: Names): ExpectStep {
  const entries = item.entries("expect");
  return { kind: "expect", line: item.line, checks: entries.map((entry) => parseCheck(entry, names)) };
}

function parseCheck({ key, line, value }: Entry, names: Names): Check {
  const at = { line, title: key };
  const name = (text: string): string => names.account({ text, line });
  const [word = "", ...rest] = key.split(" ");
  if (key === "network" || key === "parameters")
    return { ...at, on: key, fields: readFields(key, figures[key], value) };
  if (key === "banker") return { ...at, on: "banker", banker: checkBanker(value.text("banker"), names) };
  if (key === "book") return { ...at, on: "book", sides: readBook(value) };
  if (word === "session" && rest.length === 2) {
    const [unit = "", consumer = ""] = rest.map(name);
    return { ...at, on: "session", unit, consumer, fields: readFields(key, figures.session, value) };
  }
  if (word === "ballot") {
    const ballot = { text: rest.join(" "), line };
    names.ballot(ballot);
    return { ...at, on: "ballot", ballot, fields: readFields(key, figures.ballot, value) };
  }
  if (word === "order" && rest.length === 1) {
    const label = names.label({ text: rest[0] ?? "", line });
    return { ...at, on: "order", label, fields: readFields(key, figures.order, value) };
  }
  if (!names.has(key)) {
    throw new ScenarioFileError(
      line,
      `"${key}" cannot be expected.`,
      "Known are: network, parameters, banker, book, session UNIT ACCOUNT, ballot …, order LABEL, and the names of actors and units.",
    );
  }
  return { ...at, on: "account", name: key, fields: readFields(key, { ...figures.account, ...figures.unit }, value) };
}

function readFields(what: string, kinds: Record<string, Kind>, item: Item): Map<string, Text> {
  const texts = [...item.fields(what, Object.keys(kinds))].map(([name, value]): [string, Text] => [
    name,
    value.text(name),
  ]);
  for (const [name, text] of texts) checkKind(kinds[name] ?? "word", text);
  return new Map(texts);
}

function checkBanker(banker: Text, names: Names): Text {
  names.check("banker", banker);
  return banker;
}

function readBook(item: Item): Map<"buy" | "sell", BookSide> {
  const fields = [...item.fields("book", ["buy", "sell"])] as ["buy" | "sell", Item][];
  return new Map(fields.map(([side, list]) => [side, { line: list.line, levels: list.list(side).map(readLevel) }]));
}

function readLevel(item: Item): BookSide["levels"][number] {
  const [price, left, ...more] = item.list("a level").map((part) => part.text("a figure of a level"));
  if (price === undefined || left === undefined || more.length > 0) {
    throw new ScenarioFileError(item.line, "A level has a price and a quantity.", "Write it like [0.5, 1.9].");
  }
  for (const text of [price, left]) checkKind("price", text);
  return { price, left };
}
