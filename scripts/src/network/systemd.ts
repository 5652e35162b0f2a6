import { GETH_VERSION, type Network, type NetworkNode } from "./model.ts";

/** The name of a node's systemd unit. */
export function unitName(network: Network, node: NetworkNode): string {
  return `powerchain-${network.name}-${node.name}.service`;
}

/** Where networks are kept on machines of their own, in the same shape as here: the command line works there too. */
const NETWORKS_ON_MACHINES = "/var/lib/powerchain";

/** A systemd unit for a node whose folder was copied to its machine; `systemctl enable --now` on it is all there is to install. */
export function systemdUnit(network: Network, node: NetworkNode): string {
  const folder = `${NETWORKS_ON_MACHINES}/${network.name}/nodes/${node.name}`;
  return `# Copy this folder to ${folder}, owned by a user "powerchain", and geth ${GETH_VERSION} with clef and bootnode to
# /usr/local/lib/powerchain; then: systemctl enable --now ${folder}/${unitName(network, node)}
[Unit]
Description=PowerChain ${network.name}: ${node.name}
After=network-online.target time-sync.target
Wants=network-online.target

[Service]
User=powerchain
WorkingDirectory=${folder}
Environment=POWERCHAIN_GETH_DIR=/usr/local/lib/powerchain
ExecStart=/bin/sh ${folder}/start.sh
Restart=always
RestartSec=5
RestartPreventExitStatus=78
TimeoutStopSec=60
KillMode=mixed
NoNewPrivileges=true
ProtectSystem=strict
ProtectHome=true
PrivateTmp=true
ReadWritePaths=${folder}
UMask=0077

[Install]
WantedBy=multi-user.target
`;
}
