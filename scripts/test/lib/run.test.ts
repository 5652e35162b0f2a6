import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect } from "chai";
import { projectRoot } from "../../src/lib/paths.ts";
import { run } from "../../src/lib/run.ts";

const library = path.join(projectRoot, "scripts/src/lib/run.ts");

describe("run", () => {
  it("gathers what a program prints, and its exit code", async () => {
    const lines: string[] = [];
    const script = `console.log("one"); console.error("two"); process.exitCode = 3;`;
    const { code, output } = await run(process.execPath, ["-e", script], { onLine: (line) => lines.push(line) });
    expect(code).to.equal(3);
    expect(output).to.contain("one").and.to.contain("two");
    expect(lines).to.have.members(["one", "two"]);
  });

  it("takes the program down with it when it is told to end", async () => {
    const child = `console.log(process.pid); setInterval(() => undefined, 1000);`;
    const parent = `
      import { run } from ${JSON.stringify(library)};
      await run(process.execPath, ["-e", ${JSON.stringify(child)}], { onLine: (line) => console.log(line) });`;
    const running = spawn(process.execPath, ["--input-type=module-typescript", "-e", parent]);
    const [printed] = (await once(running.stdout, "data")) as [Buffer];
    const pid = Number(printed.toString());
    running.kill("SIGTERM");
    const [code] = (await once(running, "close")) as [number];
    expect(code).to.equal(143);
    while (isAlive(pid)) await new Promise(setImmediate);
  });

  describe("given a program that hangs", () => {
    const grandchild = `process.on("SIGTERM", () => undefined); setInterval(() => undefined, 1000); console.log(process.pid);`;
    const child = `
      require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio: "inherit" });
      setInterval(() => undefined, 1000);`;

    it("ends it and what it started, and says so, when it has been silent for too long", async () => {
      const lines: string[] = [];
      const { code, output } = await run(process.execPath, ["-e", child], {
        silence: 2,
        onLine: (line) => void lines.push(line),
      });
      expect(code).to.equal(143);
      const [pid, ...last] = lines;
      expect(last).to.deep.equal(["", "It said nothing for 2 seconds and was ended."]);
      expect(output).to.contain("It said nothing");
      while (isAlive(Number(pid))) await new Promise(setImmediate);
    });

    it("lets one that speaks now and then go on", async () => {
      const script = `let n = 0; const timer = setInterval(() => { console.log(++n); if (n === 6) clearInterval(timer); }, 400);`;
      const { code, output } = await run(process.execPath, ["-e", script], { silence: 2 });
      expect(code).to.equal(0);
      expect(output).to.equal("1\n2\n3\n4\n5\n6\n");
    });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
