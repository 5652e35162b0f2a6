import { GETH_VERSION, type Network, type NetworkNode, servesHttp } from "./model.ts";
import { gethFlags } from "./nodeConfig.ts";

/** Sealing stops, and nothing starts, below this much free disk: a full disk is what corrupts a chain. */
export const MIN_FREE_DISK_MB = 512;

/**
 * `start.sh`: starts a node, keeps it running, and stops it cleanly on SIGTERM. The same file serves the command line, systemd,
 * docker-compose and hands. Plain POSIX shell, since a validator's machine needs nothing but Geth.
 */
export function startScript(network: Network, node: NetworkNode): string {
  const body = node.role === "boot" ? bootBody(node) : chainBody(network, node);
  return `${head(network, node)}${body}`;
}

function head(network: Network, node: NetworkNode): string {
  const what = node.address === undefined ? `${node.role} node` : `validator ${node.address}`;
  return `#!/bin/sh
# ${node.name} of the network "${network.name}": ${what}.
# Starts the node and keeps it running; SIGTERM or Ctrl-C stops it cleanly. Logs are in logs/.
#   POWERCHAIN_GETH_DIR   folder of geth ${GETH_VERSION}, clef and bootnode (else they are looked for on the PATH)
#   GETH_CONFIG, PEERS    files that name the peers (geth.toml, peers.js)
#   LISTEN_HOST           address that JSON-RPC and metrics listen on (127.0.0.1)
#   MIN_FREE_DISK_MB      below this much free disk the node stops (${MIN_FREE_DISK_MB})
set -u
cd "$(dirname "$0")" || exit 1
here=$(pwd -P)
bin=\${POWERCHAIN_GETH_DIR:+$POWERCHAIN_GETH_DIR/}
config=\${GETH_CONFIG:-geth.toml}
peers=\${PEERS:-peers.js}
listen=\${LISTEN_HOST:-127.0.0.1}
min_free=\${MIN_FREE_DISK_MB:-${MIN_FREE_DISK_MB}}
mkdir -p run logs data
chmod 700 .

say() { echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) $*" | tee -a logs/supervisor.log; }
# Sleeps so that a signal is heard at once.
nap() { sleep "$1" & wait $! 2>/dev/null; }
alive() { [ -n "$1" ] && kill -0 "$1" 2>/dev/null; }

# A log never grows beyond two times 50 MB.
rotate() {
  if [ -f "$1" ] && [ "$(wc -c < "$1")" -gt 50000000 ]; then cp "$1" "$1.1" && : > "$1"; fi
}

# Asks a process to end, and makes it after 30 s.
end() {
  alive "$1" || return 0
  kill -TERM "$1" 2>/dev/null
  waited=0
  while alive "$1" && [ $waited -lt 300 ]; do sleep 0.1; waited=$((waited + 1)); done
  kill -KILL "$1" 2>/dev/null
  wait "$1" 2>/dev/null
}

# The process that a pid file names, if it is still ours: numbers are used again after a crash.
ours() {
  pid=$(cat "run/$1.pid" 2>/dev/null) || return 1
  [ "$pid" != $$ ] && tr '\\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null | grep -qF "$here/"
}

if ours supervisor; then
  say "already running as process $pid; stop that one first"
  exit 1
fi
# Left over from a supervisor that was killed.
for program in geth clef bootnode; do
  if ours $program; then end "$pid"; fi
done
echo $$ > run/supervisor.pid
`;
}

function bootBody(node: NetworkNode): string {
  return `
boot=
stop() { end "$boot"; rm -f run/*.pid; say "stopped"; exit 0; }
trap stop TERM INT
while :; do
  "\${bin}bootnode" -nodekey "$here/nodekey" -addr "\${BOOT_LISTEN:-${node.host}}:${node.ports.p2p}" -nat "extip:\${BOOT_HOST:-${node.host}}" >> logs/bootnode.log 2>&1 &
  boot=$!
  echo $boot > run/bootnode.pid
  say "boot node runs as process $boot"
  wait $boot
  say "the boot node ended; see logs/bootnode.log; again in 5 s"
  nap 5
done
`;
}

function chainBody(network: Network, node: NetworkNode): string {
  const validator = node.role === "validator";
  return `${gethFunctions(network, node)}${validator ? clefFunctions(network) : ""}${mainLoop(validator)}`;
}

function gethFunctions(network: Network, node: NetworkNode): string {
  const http = servesHttp(network, node);
  const flags = gethFlags(network, node, http).join(" \\\n    ");
  const hosts = http
    ? ` \\\n    --http.addr "$listen" --http.vhosts "\${HTTP_VHOSTS:-localhost}" --ws.addr "$listen" --ws.origins '*'`
    : "";
  return `
version=$("\${bin}geth" version 2>/dev/null | sed -n 's/^Version: *//p')
case "$version" in
  ${GETH_VERSION}*) ;;
  *)
    say "geth ${GETH_VERSION} is needed (it is the last that seals Clique blocks); found: \${version:-none}. Set POWERCHAIN_GETH_DIR to its folder."
    exit 78
    ;;
esac

free_mb() { df -Pm . | awk 'NR == 2 { print $4 }'; }
ask() { "\${bin}geth" attach --datadir "$here/data" --exec "$1" run/geth.ipc > run/answer 2>&1; }

start_geth() {
  rm -f run/geth.ipc run/ready
  "\${bin}geth" --config "$config" --datadir "$here/data" --nodekey nodekey --ipcpath run/geth.ipc \\
    --nat "extip:\${NODE_HOST:-${node.host}}" --datadir.minfreedisk "$min_free" --metrics.addr "$listen" \\
    ${flags}${hosts} \\
    >> logs/geth.log 2>&1 &
  geth=$!
  echo $geth > run/geth.pid
}

# Geth raises a price of 0 to 1 gwei whenever it starts, so it is set again each time; only then are peers let in.
set_price() {
  tries=0
  while alive "$geth" && [ $tries -lt 600 ]; do
    if [ -S run/geth.ipc ] && ask "miner.setGasPrice(0) && (function () { $(cat "$peers"); return true; })()" && grep -q true run/answer; then
      echo $geth > run/ready
      say "geth runs as process $geth; gas has no price"
      return 0
    fi
    nap 0.1
    tries=$((tries + 1))
  done
  say "geth did not answer; see logs/geth.log"
  return 1
}
`;
}

function mainLoop(validator: boolean): string {
  return `
geth=
clef=
stop() { end "$geth"; end "$clef"; rm -f run/*.pid run/ready run/disk-full run/geth.ipc; say "stopped"; exit 0; }
trap stop TERM INT

# Marked only when done: without its genesis block Geth would take itself for a node of another chain.
if [ ! -f data/genesis-written ]; then
  "\${bin}geth" init --datadir data genesis.json >> logs/geth.log 2>&1 || { say "the genesis block could not be written; see logs/geth.log"; exit 1; }
  touch data/genesis-written
fi

while :; do
  if [ "$(free_mb)" -lt "$min_free" ]; then
    echo "$(free_mb) MB free, $min_free MB needed" > run/disk-full
    say "disk nearly full ($(free_mb) MB free, $min_free MB needed): the node waits until there is room"
    nap 10
    continue
  fi
  rm -f run/disk-full
${validator ? '  if ! alive "$clef"; then start_clef || { nap 5; continue; }; fi\n' : ""}  start_geth
  if set_price; then
    while alive "$geth"; do
${validator ? "      keep_clef\n" : ""}      rotate logs/geth.log
      nap 1
    done
  fi
  end "$geth"
  say "geth ended; see logs/geth.log; again in 2 s"
  nap 2
done
`;
}

function clefFunctions(network: Network): string {
  return `
# The key stays with Clef; its rules approve nothing but headers of Clique blocks.
start_clef() {
  rm -f clef/clef.ipc
  "\${bin}clef" --suppress-bootwarn --configdir "$here/clef" --keystore keystore --lightkdf --chainid ${network.chainId} --nousb \\
    --auditlog "" --rules rules.js --ipcpath clef < password >> logs/clef.log 2>&1 &
  clef=$!
  echo $clef > run/clef.pid
  tries=0
  while alive "$clef" && [ $tries -lt 300 ]; do
    [ -S clef/clef.ipc ] && return 0
    nap 0.1
    tries=$((tries + 1))
  done
  say "clef did not start; see logs/clef.log"
  return 1
}

# After Clef comes back a lone validator would wait for a transaction before it seals again; so sealing is started anew. Geth drops
# work that equals what it failed to seal, and the same second gives the same header: so not before a period has passed.
keep_clef() {
  alive "$clef" && return 0
  say "clef ended; started again"
  rotate logs/clef.log
  start_clef || return 1
  nap ${network.blockTimeS + 1}
  ask 'miner.stop(); miner.setGasPrice(0); miner.start()'
}
`;
}
