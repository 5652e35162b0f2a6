import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { expect } from "chai";
import { createPublicClient, http } from "viem";
import { projectRoot } from "../../src/lib/paths.ts";

const cli = path.join(projectRoot, "scripts/src/cli.ts");

/** What happens in the community, with the time of day: all is up. */
const NARRATED = /\d\d:\d\d:\d\d {2}\S/;

/** A run of a program with what it printed so far. It has ended when nothing of it is left that could print more. */
class Run {
  output = "";
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(program: string, args: string[]) {
    this.child = spawn(program, args, { cwd: projectRoot, env: { ...process.env, NO_COLOR: "1" } });
    this.child.stdout!.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr!.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.ended = once(this.child, "close").then(([code]) => code as number | null);
  }

  async untilPrinted(pattern: RegExp): Promise<RegExpExecArray> {
    let ended = false;
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      if (ended) throw new Error(`ended without ${pattern.source}:\n${this.output}`);
      await Promise.race([once(this.child.stdout!, "data"), this.ended.then(() => (ended = true))]);
    }
  }
}

describe("powerchain start", function () {
  this.timeout(600_000);
  const runs: Run[] = [];
  const runProgram = (program: string, ...args: string[]): Run => {
    const started = new Run(program, args);
    runs.push(started);
    return started;
  };
  const run = (...args: string[]): Run => runProgram(process.execPath, cli, ...args);

  afterEach(() => {
    for (const { child } of runs.splice(0)) child.kill("SIGKILL");
  });

  it("brings up a living community with panel and API, tells what happens, and ends cleanly on Ctrl-C", async () => {
    const started = run("start", "--rpc-port", "0", "--port", "0", "--days", "1");
    const [, url] = await started.untilPrinted(/JSON-RPC\s+(http:\S+)/);
    const client = createPublicClient({ transport: http(url) });
    expect(await client.getChainId()).to.equal(31_337);
    await started.untilPrinted(/Ctrl-C/);
    expect(started.output)
      .to.match(/Vera\s+voter\s+0x/)
      .and.to.match(/banker/)
      .and.to.match(/storage provider/);
    const [block, before] = [await client.getBlock(), Date.now() / 1000];
    expect(Math.abs(Number(block.timestamp) - before)).to.be.below(900);
    const [, page] = await started.untilPrinted(/Open (http:\S+)/);
    const config = (await (await fetch(`${page}/config.json`)).json()) as { demo: { accounts: { role: string }[] } };
    expect(config.demo.accounts.map(({ role }) => role)).to.include.members(["voter", "banker", "storageProvider"]);
    expect(await (await fetch(page!)).text()).to.contain("<!doctype html>");
    await started.untilPrinted(NARRATED);
    started.child.kill("SIGINT");
    expect(await started.ended).to.equal(0);
    expect(started.output).to.contain("Nothing was kept");
  });

  it("ends as cleanly when npm, which it was started by, is told to end", async () => {
    const started = runProgram("npm", "start", "--", "--rpc-port", "0", "--port", "0", "--days", "1");
    await started.untilPrinted(NARRATED);
    started.child.kill("SIGTERM");
    await started.ended;
    expect(started.output).to.contain("Nothing was kept");
  });

  it("says so when its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const started = run("start", "--rpc-port", String(port));
    expect(await started.ended).to.equal(1);
    expect(started.output).to.contain(`Port ${port}`).and.to.contain("--rpc-port");
    other.close();
  });

  it("refuses a port that is none", async () => {
    const started = run("start", "--rpc-port", "high");
    expect(await started.ended).to.equal(1);
    expect(started.output).to.contain("Give a whole number");
  });
});
