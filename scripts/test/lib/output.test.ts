import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { CommandError } from "../../src/lib/errors.ts";
import { type Result, formatTable, reportResults, writeJson } from "../../src/lib/output.ts";

const row = (ok: boolean): Result => ({ name: "start a session", value: 79_000, unit: "gas", limit: 80_000, ok });

describe("output", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "powerchain-output-"));
  const file = path.join(folder, "deep", "results.json");
  const write = process.stdout.write.bind(process.stdout);
  let printed = "";

  beforeEach(() => {
    printed = "";
  });
  after(() => rmSync(folder, { recursive: true }));

  const quietly = (work: () => void): void => {
    process.stdout.write = (text: string | Uint8Array) => {
      printed += String(text);
      return true;
    };
    try {
      work();
    } finally {
      process.stdout.write = write;
    }
  };

  describe("formatTable", () => {
    it("aligns columns under their titles", () => {
      expect(
        formatTable(
          ["name", { title: "kWh", align: "right" }],
          [
            ["Ann", "1.5"],
            ["Bo", "12.25"],
          ],
        ),
      ).to.match(/name {4}kWh.*\nAnn {5}1\.5\nBo {4}12\.25$/s);
    });
  });

  describe("reportResults", () => {
    const exitCode = process.exitCode;
    afterEach(() => {
      process.exitCode = exitCode;
    });

    it("prints a table and writes the results as they are", () => {
      quietly(() => reportResults([row(true)], { json: file, more: { seed: 7 } }));
      expect(printed).to.contain("start a session").and.to.contain("1 of 1 ok");
      expect(JSON.parse(readFileSync(file, "utf8"))).to.deep.equal({ results: [row(true)], seed: 7 });
      expect(process.exitCode).to.equal(exitCode);
    });

    it("fails the command when a row is not ok, and keeps the row", () => {
      quietly(() => reportResults([row(true), row(false)], { json: file }));
      expect(printed).to.contain("NOT OK").and.to.contain("1 of 2 ok");
      expect(process.exitCode).to.equal(1);
    });
  });

  describe("writeJson", () => {
    it("keeps every digit of a bigint, as text", () => {
      writeJson(file, { wh: 2n ** 70n });
      expect(readFileSync(file, "utf8")).to.contain('"1180591620717411303424"');
    });

    it("says which file could not be written", () => {
      expect(() => writeJson("/dev/null/x.json", {})).to.throw(CommandError, "/dev/null/x.json");
    });
  });
});
