import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { expect } from "chai";
import { createPublicClient, http } from "viem";
import { projectRoot } from "../../src/lib/paths.ts";

const cli = path.join(projectRoot, "scripts/src/cli.ts");

/** A run of the command line with what it printed so far. */
class Run {
  output = "";
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, NO_COLOR: "1" } });
    this.child.stdout!.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr!.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.ended = once(this.child, "close").then(([code]) => code as number | null);
  }

  async untilPrinted(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      if (this.child.exitCode !== null) throw new Error(`ended without ${pattern.source}:\n${this.output}`);
      await once(this.child.stdout!, "data");
    }
  }
}

describe("powerchain start", function () {
  this.timeout(600_000);
  const runs: Run[] = [];
  const run = (...args: string[]): Run => {
    const started = new Run(...args);
    runs.push(started);
    return started;
  };

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
    await started.untilPrinted(/\d\d:\d\d:\d\d {2}\S/);
    started.child.kill("SIGINT");
    expect(await started.ended).to.equal(0);
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
