/** How much memory a meter holds when the chain is away and very many readings wait. A process of its own. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Source } from "@powerchain/smart-meter";
import { endWith } from "./outcome.ts";
import { makeRig, samplesAt } from "./rig.ts";

const [readings = 0] = process.argv.slice(2).map(Number);
const UNITS = 1_000;
const [GENESIS, ZERO] = [`0x${"11".repeat(32)}`, `0x${"0".repeat(64 * 16)}`];

/** Answers until the meter knows its units; then the chain is gone. */
let away = false;
const answers: Record<string, unknown> = {
  eth_chainId: "0x539",
  eth_getCode: "0x00",
  eth_call: ZERO,
  eth_getBlockByNumber: { number: "0x1", timestamp: "0x1", hash: GENESIS },
};
const server = createServer((request, response) => {
  if (away) return void request.socket.destroy();
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    const calls = JSON.parse(body) as { id: number; method: string }[];
    const list = (Array.isArray(calls) ? calls : [calls]).map(({ id, method }) =>
      method in answers
        ? { jsonrpc: "2.0", id, result: answers[method] }
        : { jsonrpc: "2.0", id, error: { code: -32601, message: "no" } },
    );
    response.setHeader("content-type", "application/json").end(JSON.stringify(Array.isArray(calls) ? list : list[0]));
  });
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

const source = (): Source => ({
  name: "bench",
  async run({ take, connected, signal }) {
    connected(true);
    away = true;
    server.closeAllConnections();
    const intervals = readings / UNITS;
    const first = Math.floor(Date.now() / 900_000) * 900 - intervals * 900;
    for (let i = 0; i < intervals && !signal.aborted; i++) await take(samplesAt(UNITS, first + i * 900, i));
    // A few rounds of asking for the chain, with everything waiting.
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    rig.meter.stop();
  },
});

const rig = makeRig({
  chain: {
    rpcUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    chainId: 1337,
    genesisHash: GENESIS,
    gateway: `0x${"22".repeat(20)}`,
    pool: `0x${"33".repeat(20)}`,
    fromBlock: 0,
  },
  units: UNITS,
  interval: 900,
  source,
});
await rig.meter.run();
const waiting = rig.store.waiting;
rig.close();
endWith({ waiting, peakBytes: process.resourceUsage().maxRSS * 1024 });
