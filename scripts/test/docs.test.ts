import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { projectRoot } from "../src/lib/paths.ts";

const pages = ["README.md", "CHANGELOG.md", "SECURITY.md", ...globSync("docs/*.md", { cwd: projectRoot })];
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

  it("names tests that are there, for every promise and every attack in docs/security.md", () => {
    const rows = textOf("docs/security.md").split("\n");
    const named = (heading: string): string[][] => {
      const from = rows.findIndex((row) => row.startsWith(heading));
      const table = rows.slice(
        from + 1,
        rows.findIndex((row, i) => i > from && row.startsWith("## ")),
      );
      const body = table.filter((row) => row.startsWith("| ")).slice(1);
      return body.map((row) =>
        [...row.matchAll(/`([\w./-]+\.(?:test\.ts|t\.sol))`/g)].map(([, file]) => file as string),
      );
    };
    for (const heading of ["## Promises", "## Attacks"]) {
      const files = named(heading);
      expect(files.length, heading).to.be.greaterThan(10);
      for (const [i, of] of files.entries()) expect(of, `${heading}, row ${i + 1}`).to.not.deep.equal([]);
      const missing = files.flat().filter((file) => !existsSync(path.join(projectRoot, file)));
      expect(missing, heading).to.deep.equal([]);
    }
  });

  it("is listed page by page in docs/README.md", () => {
    const listed = linksOf("docs/README.md");
    const written = globSync("docs/*.md", { cwd: projectRoot }).map((page) => path.basename(page));
    expect(listed).to.include.members(written.filter((page) => page !== "README.md"));
  });
});
