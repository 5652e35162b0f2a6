import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { startMonitoring, stopMonitoring } from "../../src/network/monitor.ts";
import { sampleNetwork } from "./samples.ts";

describe("Monitoring in containers", () => {
  const network = sampleNetwork(3);
  const old = { path: process.env["PATH"], networks: process.env["POWERCHAIN_NETWORKS"] };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pc-monitor-"));
    process.env["PATH"] = folder;
    process.env["POWERCHAIN_NETWORKS"] = folder;
  });
  afterEach(() => {
    process.env["PATH"] = old.path;
    if (old.networks === undefined) delete process.env["POWERCHAIN_NETWORKS"];
    else process.env["POWERCHAIN_NETWORKS"] = old.networks;
    rmSync(folder, { recursive: true });
  });

  /** A stand-in that notes what it is asked. */
  function program(name: string, exitCode = 0): void {
    const lines = `echo "${name} $*" >> "${folder}/asked"; echo "no engine" >&2; exit ${exitCode}`;
    writeFileSync(path.join(folder, name), `#!/bin/sh\n${lines}\n`);
    chmodSync(path.join(folder, name), 0o755);
  }
  const asked = (): string[] => readFileSync(path.join(folder, "asked"), "utf8").trim().split("\n");

  it("starts with the network's own files, and stops with it, once", async () => {
    program("docker-compose");
    await startMonitoring(network);
    expect(asked()[0]).to.match(/^docker-compose -p powerchain-sample-monitor -f \S+ --profile monitor up -d$/);
    const file = /-f (\S+)/.exec(asked()[0]!)![1]!;
    expect(readFileSync(file, "utf8")).to.contain("prom/prometheus").and.contain("grafana/grafana");
    expect(await stopMonitoring(network)).to.equal(true);
    expect(asked()[1]).to.match(/--profile monitor down$/);
    expect(await stopMonitoring(network)).to.equal(false);
    expect(asked()).to.have.length(2);
  });

  it("takes Docker's plugin where docker-compose is not there", async () => {
    program("docker");
    await startMonitoring(network);
    expect(asked()[0]).to.match(/^docker compose -p .* up -d$/);
  });

  it("says what stands in the way, and where the files are", async () => {
    const missing = await startMonitoring(network).catch((error: unknown) => error);
    expect(missing).to.have.property("hint").that.contains("apt-get install");
    program("docker-compose", 1);
    const noEngine = await startMonitoring(network).catch((error: unknown) => error);
    expect(noEngine).to.have.property("message", "docker-compose could not up -d: no engine");
    expect(existsSync(path.join(folder, "sample/monitoring/alerts.yml"))).to.equal(true);
    expect(await stopMonitoring(network)).to.equal(false);
  });
});
