import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { CommandError } from "../lib/errors.ts";
import { projectRoot } from "../lib/paths.ts";
import { run } from "../lib/run.ts";
import { type Network, chainNodes } from "./model.ts";
import { type Place, hostOf } from "./nodeConfig.ts";
import { servicesOf } from "./services.ts";
import { networkFolder } from "./store.ts";

export const PROMETHEUS_IMAGE = "prom/prometheus:v2.53.5";
export const GRAFANA_IMAGE = "grafana/grafana:11.6.1";
export const PROMETHEUS_PORT = 9090;
export const GRAFANA_PORT = 3001;
/** Where the rules, the dashboard and Prometheus's own settings are kept in the project. */
export const monitoringSource = path.join(projectRoot, "scripts/monitoring");

interface Targets {
  targets: string[];
  labels: Record<string, string>;
}

/** What Prometheus reads of a network: its services, and its nodes' own metrics. */
export function targetsOf(network: Network, place: Place): { services: Targets[]; geth: Targets[] } {
  const services = servicesOf(network).map(({ name, port }) => ({
    targets: [`127.0.0.1:${port}`],
    labels: { network: network.name, service: name },
  }));
  const geth = chainNodes(network).map((node) => ({
    targets: [`${hostOf(node, place)}:${node.ports.metrics}`],
    labels: { network: network.name, node: node.name },
  }));
  return { services, geth };
}

/** Prometheus and Grafana as docker-compose services of the profile "monitor". */
export function monitoringServices(options: {
  config: string;
  targets: string;
  prometheusUrl: string;
  network: object;
  ports: boolean;
}): Record<string, object> {
  const ports = (port: number): object => (options.ports ? { ports: [`127.0.0.1:${port}:${port}`] } : {});
  return {
    prometheus: {
      image: PROMETHEUS_IMAGE,
      profiles: ["monitor"],
      command: ["--config.file=/etc/prometheus/prometheus.yml", `--web.listen-address=:${PROMETHEUS_PORT}`],
      volumes: [
        `${options.config}/prometheus.yml:/etc/prometheus/prometheus.yml:ro`,
        `${options.config}/alerts.yml:/etc/prometheus/alerts.yml:ro`,
        `${options.targets}:/etc/prometheus/targets:ro`,
      ],
      restart: "unless-stopped",
      ...ports(PROMETHEUS_PORT),
      ...options.network,
    },
    grafana: {
      image: GRAFANA_IMAGE,
      profiles: ["monitor"],
      environment: {
        PROMETHEUS_URL: options.prometheusUrl,
        GF_SERVER_HTTP_PORT: String(GRAFANA_PORT),
        GF_AUTH_ANONYMOUS_ENABLED: "true",
        GF_ANALYTICS_REPORTING_ENABLED: "false",
      },
      volumes: [
        `${options.config}/grafana/provisioning:/etc/grafana/provisioning:ro`,
        `${options.config}/grafana/dashboards:/var/lib/grafana/dashboards:ro`,
      ],
      restart: "unless-stopped",
      ...ports(GRAFANA_PORT),
      ...options.network,
    },
  };
}

function monitoringFolder(network: Network): string {
  return path.join(networkFolder(network.name), "monitoring");
}

/** Writes `monitoring/` into a network's folder: settings, rules, dashboard, targets and a docker-compose.yml for them. */
export function writeMonitoring(network: Network): string {
  const folder = monitoringFolder(network);
  mkdirSync(path.join(folder, "targets"), { recursive: true });
  for (const item of ["prometheus.yml", "alerts.yml", "grafana"])
    cpSync(path.join(monitoringSource, item), path.join(folder, item), { recursive: true });
  const { services, geth } = targetsOf(network, "host");
  writeFileSync(path.join(folder, "targets", "services.json"), JSON.stringify(services, null, 2));
  writeFileSync(path.join(folder, "targets", "geth.json"), JSON.stringify(geth, null, 2));
  // The nodes run on the machine itself, so these two look at it as a program on it would.
  const options = {
    config: ".",
    targets: "./targets",
    prometheusUrl: `http://127.0.0.1:${PROMETHEUS_PORT}`,
    network: { network_mode: "host" },
    ports: false,
  };
  writeFileSync(
    path.join(folder, "docker-compose.yml"),
    stringify({ services: monitoringServices(options) }, { lineWidth: 0 }),
  );
  return folder;
}

/** Starts Prometheus and Grafana for a network. @throws CommandError that says what is missing */
export async function startMonitoring(network: Network): Promise<void> {
  const folder = writeMonitoring(network);
  await compose(network, ["up", "-d"]);
  writeFileSync(path.join(folder, STARTED), "");
}

/** Stops them if they were started with the network. Answers whether they were. */
export async function stopMonitoring(network: Network): Promise<boolean> {
  const mark = path.join(monitoringFolder(network), STARTED);
  if (!existsSync(mark)) return false;
  await compose(network, ["down"]);
  rmSync(mark);
  return true;
}

const STARTED = "started";

/** Debian's program, or Docker's plugin of the same name. */
const COMPOSE = [["docker-compose"], ["docker", "compose"]] as const;

async function compose(network: Network, words: string[]): Promise<void> {
  const file = path.join(monitoringFolder(network), "docker-compose.yml");
  const project = ["-p", `powerchain-${network.name}-monitor`, "-f", file, "--profile", "monitor"];
  const found = await firstThatRuns([...project, ...words]);
  if (found === undefined)
    throw new CommandError("Neither docker-compose nor docker compose is on this machine.", { hint: needed(file) });
  if (found.code === 0) return;
  const last = found.output.trim().split("\n").at(-1) ?? "";
  throw new CommandError(`docker-compose could not ${words.join(" ")}: ${last}`, { hint: needed(file) });
}

async function firstThatRuns(args: string[]): Promise<{ code: number; output: string } | undefined> {
  for (const [program, ...first] of COMPOSE) {
    const outcome = await run(program, [...first, ...args]).catch(() => undefined);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

function needed(file: string): string {
  return `Install Docker (on Debian or Ubuntu: sudo apt-get install docker.io docker-compose) and run this again. The network runs without it. The files for a Prometheus of your own are in ${path.dirname(file)}.`;
}
