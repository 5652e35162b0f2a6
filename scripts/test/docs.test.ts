import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { projectRoot } from "../src/lib/paths.ts";

const pages = ["README.md", "CHANGELOG.md", ...globSync("docs/*.md", { cwd: projectRoot })];
const textOf = (page: string): string => readFileSync(path.join(projectRoot, page), "utf8");

/** Targets of Markdown links and images that lie in the project. */
function linksOf(page: string): string[] {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] as string);
  return links.filter((link) => !/^(https?:|mailto:|#)/.test(link)).map((link) => link.split("#")[0] as string);
}

describe("documentation", () => {
  for (const page of pages) {
    it(`has no dead link in ${page}`, () => {
      const folder = path.dirname(path.join(projectRoot, page));
      const dead = linksOf(page).filter((link) => !existsSync(path.join(folder, link)));
      expect(dead).to.deep.equal([]);
    });
  }

  it("is listed page by page in docs/README.md", () => {
    const listed = linksOf("docs/README.md");
    const written = globSync("docs/*.md", { cwd: projectRoot }).map((page) => path.basename(page));
    expect(listed).to.include.members(written.filter((page) => page !== "README.md"));
  });
});
