import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { projectRoot } from "../../../src/lib/paths.ts";
import { communityCompose, communityTargets } from "../../../src/network/communityCompose.ts";
import { composeFile } from "../../../src/network/compose.ts";
import { monitoringSource, writeMonitoring } from "../../../src/network/monitor.ts";
import { judgeHealth } from "../../../src/network/health.ts";
import { WatchdogMetrics } from "../../../src/network/watchdog/metrics.ts";
import { createMetrics } from "../../../src/gateway/metrics.ts";
import { sampleNetwork, wellSnapshot } from "../samples.ts";
import { useOwnNetworks } from "./fixture.ts";

/** Runs a program; what it says when it fails is in the error. */
function check(program: string, args: string[], cwd: string): string {
  return execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

describe("Files for other programs", function () {
  this.timeout(120_000);
  useOwnNetworks();

  describe("docker-compose.yml", () => {
    it("of the project is what the program writes, and docker-compose accepts it", () => {
      expect(readFileSync(path.join(projectRoot, "docker-compose.yml"), "utf8")).to.equal(communityCompose());
      const services = check("docker-compose", ["config", "--services"], projectRoot).trim().split("\n");
      expect(services).to.include.members([
        "boot",
        "validator-1",
        "validator-2",
        "validator-3",
        "account-1",
        "gateway",
        "panel",
        "meter",
      ]);
    });

    it("of a network is accepted too", () => {
      const folder = mkdtempSync(path.join(tmpdir(), "pc-compose-"));
      writeFileSync(path.join(folder, "docker-compose.yml"), composeFile(sampleNetwork(3)));
      expect(check("docker-compose", ["config"], folder)).to.contain("validator-3");
      rmSync(folder, { recursive: true });
    });
  });

  describe("Prometheus", () => {
    it("accepts the configuration and the rules, and the rules fire when they should", () => {
      expect(check("promtool", ["check", "config", "prometheus.yml"], monitoringSource)).to.contain("SUCCESS");
      expect(check("promtool", ["test", "rules", "alerts.test.yml"], monitoringSource)).to.contain("SUCCESS");
    });

    it("accepts what is written for one network, with its own targets", () => {
      const folder = writeMonitoring(sampleNetwork(3));
      const said = check("promtool", ["check", "config", "prometheus.yml"], folder);
      expect(said).to.contain("SUCCESS").and.not.to.contain("WARNING");
      const targets = JSON.parse(readFileSync(path.join(folder, "targets", "geth.json"), "utf8")) as {
        labels: { node: string };
      }[];
      expect(targets.map(({ labels }) => labels.node)).to.deep.equal([
        "validator-1",
        "validator-2",
        "validator-3",
        "account-1",
      ]);
      expect(
        check("docker-compose", ["--profile", "monitor", "config", "--services"], folder).trim().split("\n").sort(),
      ).to.deep.equal(["grafana", "prometheus"]);
    });

    it("finds the targets of docker-compose.yml", () => {
      const read = (name: string): unknown =>
        JSON.parse(readFileSync(path.join(monitoringSource, "docker-targets", name), "utf8"));
      expect({ services: read("services.json"), geth: read("geth.json") }).to.deep.equal(communityTargets());
    });

    it("is asked for no figure that the services do not serve, by rules and dashboard", async () => {
      const watchdog = new WatchdogMetrics("sample");
      watchdog.update(wellSnapshot(), judgeHealth(wellSnapshot()));
      const served = `${await watchdog.registry.metrics()}${await createMetrics().registry.metrics()}`;
      const texts = [readFileSync(path.join(monitoringSource, "alerts.yml"), "utf8"), ...dashboards()];
      const asked = new Set(texts.flatMap((text) => text.match(/powerchain_[a-z_]+/g) ?? []));
      expect(asked.size).to.be.greaterThan(15);
      expect([...asked].filter((name) => !served.includes(`# TYPE ${name.replace(/_bucket$/, "")} `))).to.deep.equal(
        [],
      );
    });
  });

  describe("Grafana's dashboard", () => {
    it("has panels with a query each, on the source that is provisioned", () => {
      const source = parse(
        readFileSync(path.join(monitoringSource, "grafana/provisioning/datasources/prometheus.yml"), "utf8"),
      ) as { datasources: { uid: string }[] };
      for (const text of dashboards()) {
        const { panels } = JSON.parse(text) as {
          panels: { datasource: { uid: string }; targets: { expr: string }[] }[];
        };
        expect(panels.length).to.be.greaterThan(8);
        for (const { datasource, targets } of panels) {
          expect(datasource.uid).to.equal(source.datasources[0]?.uid);
          expect(targets.every(({ expr }) => expr !== "")).to.equal(true);
        }
      }
    });
  });
});

function dashboards(): string[] {
  const folder = path.join(monitoringSource, "grafana/dashboards");
  return readdirSync(folder).map((file) => readFileSync(path.join(folder, file), "utf8"));
}
