import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { prove, readProperties } from "../../src/audit/proofs.ts";
import { projectRoot } from "../../src/lib/paths.ts";

describe("proofs", function () {
  this.timeout(120_000);
  const properties = readProperties();
  const page = readFileSync(path.join(projectRoot, "test/proofs/README.md"), "utf8");

  it("are at least ten, each with its sentence in test/proofs/README.md", () => {
    expect(properties).to.have.length.at.least(10);
    expect(properties.filter(({ contract }) => !page.includes(`| ${contract} |`))).to.deep.equal([]);
  });

  for (const property of properties) {
    it(`change what stands once in the library: ${property.contract}`, () => {
      const { file, was } = property.mutant;
      expect(readFileSync(path.join(projectRoot, file), "utf8").split(was)).to.have.length(2);
    });
  }

  it("hold as the library is, and fall with it changed (one of them here, all in the audit)", () => {
    const property = properties.find(({ contract }) => contract === "ImbalanceIsEntLessEnergy")!;
    expect(prove(property, false)).to.deep.equal({ proved: 1, refuted: 0, open: [] });
    expect(prove(property, true)).to.deep.equal({ proved: 0, refuted: 1, open: [] });
  });
});
