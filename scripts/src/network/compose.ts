import { stringify } from "yaml";
import { DOCKER_SUBNET_PREFIX } from "./layout.ts";
import { GETH_IMAGE, type Network, type NetworkNode, nodesOf, servesHttp } from "./model.ts";

export const NODE_IMAGE = "node:24-bookworm-slim";

/** docker-compose.yml for a network whose folder it stands in: the same nodes, keys and start scripts, each in a container. */
export function composeFile(network: Network): string {
  const services = Object.fromEntries(network.nodes.map((node) => [node.name, nodeService(network, node)]));
  const account = nodesOf(network, "account")[0];
  if (account !== undefined) services["gateway"] = gatewayService(network, account);
  const file = { services, networks: { chain: { ipam: { config: [{ subnet: `${DOCKER_SUBNET_PREFIX}.0/24` }] } } } };
  return `# The network "${network.name}" in containers; do not run it beside the same nodes outside of them.
# Written by ./powerchain network; start with: docker-compose up -d
${stringify({ version: "2.4", ...file }, { lineWidth: 0 }).replace(/^version: .*\n/, "")}`;
}

/** One node in a container, its folder below `folder`. */
export function nodeService(network: Network, node: NetworkNode, folder = "./nodes"): object {
  const http = servesHttp(network, node);
  return {
    image: GETH_IMAGE,
    entrypoint: ["/bin/sh", "/node/start.sh"],
    restart: "unless-stopped",
    stop_grace_period: "60s",
    volumes: [`${folder}/${node.name}:/node`],
    environment: dockerEnvironment(node, http),
    networks: { chain: { ipv4_address: node.dockerHost } },
    ...(node.role === "boot"
      ? {}
      : {
          healthcheck: {
            test: ["CMD", "geth", "attach", "--exec", "eth.blockNumber", "/node/run/geth.ipc"],
            interval: "30s",
          },
        }),
  };
}

function dockerEnvironment(node: NetworkNode, http: boolean): Record<string, string> {
  if (node.role === "boot") return { BOOT_LISTEN: "0.0.0.0", BOOT_HOST: node.dockerHost };
  const vhosts: Record<string, string> = http ? { HTTP_VHOSTS: "*" } : {};
  return {
    GETH_CONFIG: "geth.docker.toml",
    PEERS: "peers.docker.js",
    NODE_HOST: node.dockerHost,
    LISTEN_HOST: "0.0.0.0",
    ...vhosts,
  };
}

/** What residents reach: the account node's port stays inside. */
function gatewayService(network: Network, account: NetworkNode): object {
  const { http, ws, service } = account.ports;
  const upstream = `http://${account.dockerHost}:${http}`;
  return {
    image: NODE_IMAGE,
    working_dir: "/powerchain",
    command: [
      "./powerchain",
      "gateway",
      "--upstream",
      upstream,
      "--upstream-ws",
      `ws://${account.dockerHost}:${ws}`,
      "--host",
      "0.0.0.0",
      "--port",
      String(service),
    ],
    restart: "unless-stopped",
    volumes: ["${POWERCHAIN_PROJECT:-../../..}:/powerchain"],
    ports: [`${service}:${service}`],
    depends_on: [account.name],
    networks: ["chain"],
  };
}
