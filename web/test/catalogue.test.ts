import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { messages as el } from "../src/shared/i18n/messages/el/index.ts";
import { messages as en } from "../src/shared/i18n/messages/en/index.ts";
import { messages as pt } from "../src/shared/i18n/messages/pt/index.ts";
import { valuesIn } from "./messageValues.ts";

const catalogues: Record<string, Record<string, string>> = { en, el, pt };
const source = path.resolve(import.meta.dirname, "../src");

describe("catalogues", () => {
  it.each(["el", "pt"])("%s says everything that en says, with the same values", (language) => {
    const catalogue = catalogues[language] ?? {};
    for (const [id, message] of Object.entries(en)) {
      expect(catalogue[id], id).toBeTruthy();
      expect(valuesIn(catalogue[id] ?? ""), id).toEqual(valuesIn(message));
    }
  });

  it.each(["el", "pt"])("%s is translated: no sentence is the English one", (language) => {
    const catalogue = catalogues[language] ?? {};
    const same = Object.entries(en).filter(
      ([id, message]) => message.split(" ").length > 3 && catalogue[id] === message,
    );
    expect(same).toEqual([]);
  });
});

describe("source", () => {
  it("has no words outside the catalogue", () => {
    const files = globSync("**/*.tsx", { cwd: source });
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((file) => wordsIn(path.join(source, file)))).toEqual([]);
  });

  it("uses no message that does not exist", () => {
    const known = new Set(Object.keys(en));
    const missing = globSync("**/*.{ts,tsx}", { cwd: source }).flatMap((file) => {
      const text = readFileSync(path.join(source, file), "utf8");
      return [...text.matchAll(/\bt(?:ranslate)?\(\s*"([^"]+)"/g)]
        .map(([, id = ""]) => id)
        .filter((id) => !known.has(id));
    });
    expect(missing).toEqual([]);
  });

  it("uses every message of the catalogue", () => {
    const text = globSync("**/*.{ts,tsx}", { cwd: source })
      .filter((file) => !file.includes("messages"))
      .map((file) => readFileSync(path.join(source, file), "utf8"))
      .join("\n");
    const patterns = [...text.matchAll(/`([a-zA-Z]+\.[^`]*\$\{[^`]*)`/g)].map(
      ([, template = ""]) =>
        new RegExp(`^${template.replaceAll(".", "\\.").replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "[\\w.]+")}$`),
    );
    const unused = Object.keys(en).filter(
      (id) => !text.includes(`"${id}"`) && !patterns.some((pattern) => pattern.test(id)),
    );
    expect(unused).toEqual([]);
  });
});

const spoken = new Set([
  "label",
  "title",
  "placeholder",
  "description",
  "alt",
  "aria-label",
  "aria-description",
  "note",
  "text",
  "hint",
]);
/** Units and signs that are the same in every language. */
const universal = /^(?:ENT|EUR|kWh|kW|EUR\/ENT|[^\p{L}]*)$/u;

/** Literal words in markup: text between tags, and attributes that people read. */
function wordsIn(file: string): string[] {
  const tree = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const report = (text: string): void => {
    if (!universal.test(text.trim())) found.push(`${path.basename(file)}: ${text.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) report(node.text);
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText()) && node.initializer !== undefined) {
      if (ts.isStringLiteral(node.initializer)) report(node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
