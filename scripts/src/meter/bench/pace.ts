/** How fast one process signs, stores and sends readings, beside how fast the native library alone signs. A process of its own. */
import { createRequire } from "node:module";
import { randomBytes } from "node:crypto";
import type { Source } from "@powerchain/smart-meter";
import { endWith } from "./outcome.ts";
import { makeRig, samplesAt } from "./rig.ts";

const secp256k1 = createRequire(import.meta.url)("secp256k1") as {
  ecdsaSign(digest: Uint8Array, key: Uint8Array): unknown;
};

const [rpcUrl = "", pool = "0x"] = process.argv.slice(2);
const [units = 0, intervals = 0] = process.argv.slice(4).map(Number);
const RAW_MS = 1_500;

/** Signatures a second of the library alone, on this core. */
function rawRate(): { wall: number; cpu: number } {
  const key = Buffer.alloc(32, 7);
  const digests = Array.from({ length: 256 }, () => randomBytes(32));
  const [begun, used] = [performance.now(), process.cpuUsage()];
  let count = 0;
  while (performance.now() - begun < RAW_MS) {
    for (const digest of digests) secp256k1.ecdsaSign(digest, key);
    count += digests.length;
  }
  return { wall: count / ((performance.now() - begun) / 1000), cpu: count / cpuSeconds(process.cpuUsage(used)) };
}

let [begun, settled] = [0, 0];
let cpu = process.cpuUsage();
const cpuSeconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;

/** Hands over one interval of every unit after the other, as fast as they are taken. */
const source = (): Source => ({
  name: "bench",
  async run({ take, connected }) {
    connected(true);
    begun = performance.now();
    cpu = process.cpuUsage();
    const first = Math.floor(Date.now() / 900_000) * 900 - intervals * 900;
    for (let i = 0; i < intervals; i++) await take(samplesAt(units, first + i * 900, i));
  },
});

/** When the stand-in took the last transaction, ms. */
async function lastTaken(): Promise<number> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "standIn_lastTaken", params: [] });
  const response = await fetch(rpcUrl, { method: "POST", body });
  return ((await response.json()) as { result: number }).result;
}

const before = rawRate();
const rig = makeRig({
  chain: {
    rpcUrl,
    chainId: 1337,
    genesisHash: `0x${"11".repeat(32)}`,
    gateway: `0x${"22".repeat(20)}`,
    pool: pool as `0x${string}`,
    fromBlock: 0,
  },
  units,
  interval: 900,
  source,
  onWarning: (text) => process.stderr.write(`${text}\n`),
  onConfirmed: ({ readings, rejected }) => (settled += readings - rejected),
});
await rig.meter.run({ untilDone: true });
const settledSeconds = (performance.now() - begun) / 1000;
const busy = cpuSeconds(process.cpuUsage(cpu));
rig.close();
const sentSeconds = ((await lastTaken()) - performance.timeOrigin - begun) / 1000;
const after = rawRate();
const raw = { wall: (before.wall + after.wall) / 2, cpu: (before.cpu + after.cpu) / 2 };
endWith({ raw, sentSeconds, settledSeconds, busy, settled, wanted: units * intervals });
