import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { accessTables, MAY_CALL } from "../../../test/helpers/access.ts";
import type { Promised } from "../lib/output.ts";
import { projectRoot } from "../lib/paths.ts";
import { none } from "./promises.ts";

const page = path.join(projectRoot, "docs/access.md");
const BEGIN = "<!-- generated from here: ./powerchain audit access --write -->\n\n";
const END = "\n<!-- to here -->\n";

/** Whether docs/access.md has the table that test/access.test.ts tests, and names only tests that there are. */
export function accessPromises(write: boolean): Promised[] {
  if (write) writePage();
  const text = readFileSync(page, "utf8");
  const functions = Object.values(MAY_CALL).reduce((sum, rights) => sum + Object.keys(rights).length, 0);
  const named = [...text.matchAll(/^\|.*\| `([^`]+\.test\.tsx?)`: (.*) \|$/gm)];
  const missing = named.filter(([, file = "", titles = ""]) => !hasTests(file, titles));
  return [
    {
      promise: "every function is tested against every role",
      evidence: "test/access.test.ts, docs/access.md",
      value: functions,
      unit: "functions",
      limit: "the page as generated",
      ok: text.includes(accessTables()),
    },
    none("tests named against OWASP's list that do not exist", "docs/access.md", missing.length, "lines"),
  ];
}

function writePage(): void {
  const text = readFileSync(page, "utf8");
  const [before, after] = [text.split(BEGIN)[0]!, text.split(END)[1]!];
  writeFileSync(page, before + BEGIN + accessTables() + END + after);
}

function hasTests(file: string, titles: string): boolean {
  const place = path.join(projectRoot, file);
  if (!existsSync(place)) return false;
  const source = readFileSync(place, "utf8");
  return titles.split("; ").every((title) => source.includes(title.replaceAll(/^"|"$/g, "")));
}
