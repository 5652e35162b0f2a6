/**
 * Stands in for a node while a meter's own pace is measured: takes report transactions, puts them into a block a second, and
 * answers with the receipts that the contracts would write. Runs as a process of its own; says its port on standard output.
 */
import { createServer } from "node:http";
import { abis } from "@powerchain/sdk";
import {
  type AbiEvent,
  type Hex,
  decodeFunctionData,
  keccak256,
  numberToHex,
  parseTransaction,
  toEventSelector,
} from "viem";

const BLOCK_MS = 1_000;
const POOL = process.argv[2] as Hex;
const event = (abis.energyPool as readonly AbiEvent[]).find(
  (entry) => entry.type === "event" && entry.name === "EnergyProduced",
);
const PRODUCED = toEventSelector(event as AbiEvent);

const pool: { hash: Hex; raw: Hex }[] = [];
const receipts = new Map<Hex, object>();
const begun = Date.now();
let mined = 0;

const head = (): number => Math.floor((Date.now() - begun) / BLOCK_MS) + 1;
const hex64 = (value: bigint): string => value.toString(16).padStart(64, "0");

/** Receipts are made when they are mined, not while the meter waits for an answer. */
setInterval(() => {
  for (const { hash, raw } of pool.splice(0)) {
    const { args } = decodeFunctionData({ abi: abis.meterGateway, data: parseTransaction(raw).data as Hex });
    const batches = args?.[0] as unknown as {
      unit: Hex;
      readings: { resident: Hex; energyWh: bigint; intervalEnd: bigint; sequence: bigint }[];
    }[];
    const logs = batches.flatMap(({ unit, readings }) =>
      readings.map(({ resident, energyWh, intervalEnd, sequence }) => ({
        address: POOL,
        topics: [PRODUCED, ...[unit, resident].map((one) => `0x${hex64(BigInt(one))}`)],
        data: `0x${hex64(energyWh | (intervalEnd << 48n) | (sequence << 88n))}`,
        transactionHash: hash,
        blockNumber: numberToHex(head()),
      })),
    );
    receipts.set(hash, { blockNumber: numberToHex(head()), status: "0x1", logs });
    mined++;
  }
}, BLOCK_MS);

function answer({ method, params }: { method: string; params: unknown[] }): unknown {
  switch (method) {
    case "eth_sendRawTransaction": {
      const raw = params[0] as Hex;
      pool.push({ hash: keccak256(raw), raw });
      return pool.at(-1)?.hash;
    }
    case "eth_getTransactionReceipt":
      return receipts.get(params[0] as Hex) ?? null;
    case "eth_getTransactionCount":
      return numberToHex(mined);
    case "eth_getBlockByNumber":
      return {
        number: numberToHex(head()),
        timestamp: numberToHex(Math.floor(Date.now() / 1000)),
        hash: `0x${"11".repeat(32)}`,
      };
    case "eth_chainId":
      return numberToHex(1337);
    case "eth_getCode":
      return "0x00";
    case "eth_call":
      return `0x${"0".repeat(64 * 16)}`;
    default:
      throw new Error(`no ${method} here`);
  }
}

interface Call {
  id: number;
  method: string;
  params: unknown[];
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Call | Call[];
    const one = (call: Call): object => {
      try {
        return { jsonrpc: "2.0", id: call.id, result: answer(call) };
      } catch (error) {
        return { jsonrpc: "2.0", id: call.id, error: { code: -32601, message: (error as Error).message } };
      }
    };
    response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify(Array.isArray(body) ? body.map(one) : one(body)));
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : ""}\n`);
});
process.on("disconnect", () => process.exit(0));
