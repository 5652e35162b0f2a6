import { expect } from "chai";
import { countLint, countSpec, countVitest, hardhat, judge, mocha } from "../../src/test/runners.ts";

describe("test runners", () => {
  describe("countSpec", () => {
    it("reads mocha's summary", () => {
      expect(countSpec("  thing\n    ✔ works\n\n\n  12 passing (3s)\n  2 failing\n\n  1) thing\n")).to.deep.equal({
        passed: 12,
        failed: 2,
      });
    });

    it("adds up the summaries of several runs", () => {
      expect(countSpec("1 passing\n\n41 passing\n1 failing\n")).to.deep.equal({ passed: 42, failed: 1 });
    });

    it("does not take a test's name for a summary", () => {
      expect(countSpec("    ✔ has 3 passing lights\n  1 passing (1ms)\n")).to.deep.equal({ passed: 1, failed: 0 });
    });

    it("finds nothing where nothing ran", () => {
      expect(countSpec("Error: cannot find module")).to.deep.equal({ passed: 0, failed: 0 });
    });
  });

  describe("countVitest", () => {
    it("reads the figures of the JSON report", () => {
      const report = { numPassedTests: 5, numFailedTests: 1, numFailedTestSuites: 2 };
      expect(countVitest(JSON.stringify(report))).to.deep.equal({ passed: 5, failed: 1 });
    });

    it("counts a file that could not be loaded", () => {
      const report = { numPassedTests: 5, numFailedTests: 0, numFailedTestSuites: 1 };
      expect(countVitest(JSON.stringify(report))).to.deep.equal({ passed: 5, failed: 1 });
    });
  });

  describe("countLint", () => {
    it("counts each check", () => {
      expect(countLint("\n── eslint ──\nbad\n\n4 of 6 checks ok\n")).to.deep.equal({ passed: 4, failed: 2 });
    });
  });

  describe("failures", () => {
    it("are the output from mocha's list of failures on", () => {
      const output = "  ✔ one\n\n  1 passing (1ms)\n  1 failing\n\n  1) two:\n     Error: no\n";
      expect(mocha("x").failures(output)).to.match(/^\s*1 failing\n\n {2}1\) two:\n {5}Error: no\n$/);
    });

    it("are the last lines when the run broke off", () => {
      expect(hardhat("mocha").failures("compiling\nHHE910: Compilation failed\n")).to.contain("HHE910");
    });
  });

  describe("judge", () => {
    const runner = mocha("x");

    it("passes what passed", () => {
      expect(judge(runner, 0, "", { passed: 3, failed: 0 })).to.deep.equal({ passed: 3, failed: 0, failures: "" });
    });

    it("fails a run that ended badly though no test failed", () => {
      const verdict = judge(runner, 7, "broken pipe", { passed: 3, failed: 0 });
      expect(verdict).to.deep.include({ passed: 3, failed: 1 });
      expect(verdict.failures).to.contain("broken pipe").and.to.contain("exit code 7");
    });

    it("fails a suite without a test", () => {
      expect(judge(runner, 0, "", { passed: 0, failed: 0 }).failed).to.equal(1);
    });
  });
});
