import { stringify } from "yaml";
import { DOCKER_SUBNET_PREFIX, FIRST_PORT, dockerHost, plannedNodes, portsAt } from "./layout.ts";
import { GETH_IMAGE } from "./model.ts";
import { monitoringServices } from "./monitor.ts";

const NAME = "community";
const VALIDATORS = 3;
const STATE = "/state";
const PANEL_PORT = 3000;
/** The default of a meter's configuration. */
const METER_PORT = 9810;

interface Planned {
  name: string;
  role: string;
  host: string;
  ports: ReturnType<typeof portsAt>;
}

function planned(): Planned[] {
  return plannedNodes(VALIDATORS, 1).map(({ name, role }, i) => ({
    name,
    role,
    host: dockerHost(i),
    ports: portsAt(FIRST_PORT, i),
  }));
}

/**
 * The project's docker-compose.yml: a community of three validators with boot node, account node, gateway, API, panel and meter.
 * One service prepares keys, genesis and folders in a volume that all others share; nothing secret is in the file.
 */
export function communityCompose(): string {
  const nodes = planned();
  const file = {
    services: {
      ...appServices(nodes),
      ...Object.fromEntries(nodes.map((node) => [node.name, nodeService(node)])),
      ...monitoring(),
    },
    networks: { chain: { ipam: { config: [{ subnet: `${DOCKER_SUBNET_PREFIX}.0/24` }] } } },
    volumes: { state: {} },
  };
  return `# A community of three validators in containers. Start with: docker-compose up -d
# Then the panel is at http://localhost:${PANEL_PORT}. With Prometheus and Grafana: docker-compose --profile monitor up -d
# Written by the program (scripts/src/network/communityCompose.ts); a test keeps the two alike.
${stringify(file, { lineWidth: 0, aliasDuplicateObjects: false, version: "1.1" })}`;
}

const app = (command: string[], more: object = {}): object => ({
  build: { context: ".", dockerfile: "scripts/docker/Dockerfile" },
  image: "powerchain",
  command,
  environment: { POWERCHAIN_NETWORKS: `${STATE}/networks`, POWERCHAIN_DEPLOYMENTS: `${STATE}/deployments` },
  volumes: [`state:${STATE}`],
  networks: ["chain"],
  restart: "unless-stopped",
  ...more,
});

const after = (...services: string[]): object => ({
  depends_on: Object.fromEntries(services.map((name) => [name, { condition: "service_completed_successfully" }])),
});

function appServices(nodes: Planned[]): Record<string, object> {
  const account = nodes.find(({ role }) => role === "account") as Planned;
  const { http, ws, service } = account.ports;
  const watched = nodes.filter(({ role }) => role !== "boot").map(({ name }) => name);
  const hosts = nodes.map(({ host }) => host).join(",");
  const init = `[ -f ${STATE}/networks/${NAME}/network.json ] || ./powerchain network init ${NAME} --validators ${VALIDATORS} --account-nodes 1 --base-port ${FIRST_PORT} --hosts ${hosts}`;
  // Its figures are read by Prometheus, from another container.
  const open = `sed -i 's/listen: { host: 127.0.0.1/listen: { host: 0.0.0.0/' ${STATE}/meter/meter.yaml`;
  const meter = `[ -f ${STATE}/meter/meter.yaml ] || { ./powerchain meter init --folder ${STATE}/meter --network ${NAME} && ${open}; }; exec ./powerchain meter run --config ${STATE}/meter/meter.yaml`;
  const upstream = ["--upstream", `http://${account.host}:${http}`, "--upstream-ws", `ws://${account.host}:${ws}`];
  return {
    prepare: app(["sh", "-c", init], { restart: "no" }),
    deploy: app(["./powerchain", "deploy", "--network", NAME], { restart: "on-failure", ...after("prepare") }),
    gateway: app(["./powerchain", "gateway", ...upstream, "--host", "0.0.0.0", "--port", String(service)], {
      ports: [`${service}:${service}`],
      ...after("prepare"),
    }),
    panel: app(
      [
        "./powerchain",
        "api",
        "--network",
        NAME,
        "--database",
        `${STATE}/index.db`,
        "--host",
        "0.0.0.0",
        "--port",
        String(PANEL_PORT),
      ],
      {
        ports: [`${PANEL_PORT}:${PANEL_PORT}`],
        ...after("deploy"),
      },
    ),
    meter: app(["sh", "-c", meter], after("deploy")),
    // It reaches the nodes by their sockets, which lie in the volume.
    watchdog: app(["./powerchain", "network", "watch", NAME, "--host", "0.0.0.0"], { depends_on: watched }),
  };
}

function nodeService({ name, role, host }: Planned): object {
  const vhosts: Record<string, string> = role === "account" ? { HTTP_VHOSTS: "*" } : {};
  const environment = role === "boot" ? { BOOT_LISTEN: "0.0.0.0" } : { LISTEN_HOST: "0.0.0.0", ...vhosts };
  const folder = `${STATE}/networks/${NAME}/nodes/${name}`;
  return {
    image: GETH_IMAGE,
    entrypoint: ["/bin/sh", `${folder}/start.sh`],
    environment,
    volumes: [`state:${STATE}`],
    networks: { chain: { ipv4_address: host } },
    restart: "unless-stopped",
    stop_grace_period: "60s",
    ...after("prepare"),
  };
}

function monitoring(): Record<string, object> {
  return monitoringServices({
    config: "./scripts/monitoring",
    targets: "./scripts/monitoring/docker-targets",
    prometheusUrl: "http://prometheus:9090",
    network: { networks: ["chain"] },
    ports: true,
  });
}

/** What the Prometheus of docker-compose.yml reads. */
export function communityTargets(): { services: object[]; geth: object[] } {
  const nodes = planned();
  const account = nodes.find(({ role }) => role === "account") as Planned;
  const service = (name: string, port: number) => ({
    targets: [`${name}:${port}`],
    labels: { network: NAME, service: name },
  });
  const chain = nodes.filter(({ role }) => role !== "boot");
  return {
    services: [
      service("watchdog", (nodes.find(({ role }) => role === "validator") as Planned).ports.service),
      service("gateway", account.ports.service),
      service("panel", PANEL_PORT),
      service("meter", METER_PORT),
    ],
    geth: chain.map(({ name, host, ports }) => ({
      targets: [`${host}:${ports.metrics}`],
      labels: { network: NAME, node: name },
    })),
  };
}
