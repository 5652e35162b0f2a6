import { readdirSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { projectRoot } from "../src/lib/paths.ts";
import { run } from "../src/lib/run.ts";

const cli = path.join(projectRoot, "scripts/src/cli.ts");
const powerchain = (...args: string[]) => run(process.execPath, [cli, ...args]);
const commands = readdirSync(path.join(projectRoot, "scripts/src/commands"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => path.basename(file, ".ts"));

describe("powerchain", () => {
  it("shows every command, in groups, when nothing is asked", async () => {
    const { output } = await powerchain();
    for (const name of commands) expect(output).to.match(new RegExp(`^  ${name} `, "m"));
    expect(output.indexOf("Try it out:")).to.be.below(output.indexOf("Run a network:"));
    expect(output).not.to.match(/^Commands:/m);
  });

  it("suggests the command that was meant", async () => {
    const { code, output } = await powerchain("strat");
    expect(code).to.equal(1);
    expect(output).to.contain("Did you mean start?");
  });

  it("explains a command by help as well", async () => {
    const { code, output } = await powerchain("help", "test");
    expect(code).to.equal(0);
    expect(output).to.contain("Usage: powerchain test");
  });

  for (const name of commands) {
    it(`has help with examples for ${name}`, async () => {
      const { code, output } = await powerchain(name, "--help");
      expect(code).to.equal(0);
      expect(output)
        .to.contain(`powerchain ${name}`)
        .and.to.match(/Examples?:/);
    });
  }

  it("says errors as a sentence with a next step, and shows the stack only when asked", async () => {
    const plain = await powerchain("test", "nothing");
    expect(plain.code).to.equal(1);
    expect(plain.output).to.match(/^Error: There is no suite called nothing\.\nThe suites are lint, /);
    expect(plain.output).not.to.contain(" at ");
    const debug = await powerchain("--debug", "test", "nothing");
    expect(debug.output).to.contain("at ");
  });
});
