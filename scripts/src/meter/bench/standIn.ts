/**
 * Stands in for a node while a meter's own pace is measured: takes report transactions, puts them into a block a second, and
 * answers with the receipts that the contracts would write. Runs as a process of its own; says its port on standard output.
 */
import { createServer } from "node:http";
import { abis } from "@powerchain/sdk";
import { keccak } from "@powerchain/smart-meter";
import { type AbiEvent, type AbiFunction, type Hex, numberToHex, toEventSelector, toFunctionSelector } from "viem";

const BLOCK_MS = 1_000;
const POOL = process.argv[2] as Hex;
const named = (abi: readonly unknown[], name: string) =>
  (abi as readonly { name?: string }[]).find((entry) => entry.name === name);
const PRODUCED = toEventSelector(named(abis.energyPool, "EnergyProduced") as AbiEvent);
const SUBMIT = toFunctionSelector(named(abis.meterGateway, "submitReports") as AbiFunction).slice(2);

const pool: { hash: Hex; raw: Hex }[] = [];
/** As JSON. */
const receipts = new Map<Hex, string>();
const begun = Date.now();
let mined = 0;
let lastTaken = 0;

const head = (): number => Math.floor((Date.now() - begun) / BLOCK_MS) + 1;

/** The receipt of a report of produced energy. It must cost little: the node runs beside the meter that is measured. */
function receiptOf(hash: Hex, raw: Hex): string {
  const data = raw.indexOf(SUBMIT) + SUBMIT.length;
  const word = (at: number): string => raw.slice(data + 64 * at, data + 64 * (at + 1));
  const blockNumber = numberToHex(head());
  const rest = `"address":"${POOL}","transactionHash":"${hash}","blockNumber":"${blockNumber}"`;
  const logs: string[] = [];
  for (let batch = 0; batch < Number(`0x${word(1)}`); batch++) {
    const at = 2 + Number(`0x${word(2 + batch)}`) / 32;
    for (let reading = 0; reading < Number(`0x${word(at + 3)}`); reading++) {
      const [, resident, wh, end, sequence] = [0, 1, 2, 3, 4].map((field) => word(at + 4 + 5 * reading + field)) as [
        string,
        string,
        string,
        string,
        string,
      ];
      const production = sequence.slice(22) + end.slice(54) + wh.slice(52);
      logs.push(`{"topics":["${PRODUCED}","0x${word(at)}","0x${resident}"],"data":"0x${production}",${rest}}`);
    }
  }
  return `{"blockNumber":"${blockNumber}","status":"0x1","logs":[${logs.join()}]}`;
}

/** Receipts are made when they are mined, not while the meter waits for an answer. */
setInterval(() => {
  for (const { hash, raw } of pool.splice(0)) {
    receipts.set(hash, receiptOf(hash, raw));
    mined++;
  }
}, BLOCK_MS);

/** As JSON. */
function answer({ method, params }: { method: string; params: unknown[] }): string {
  switch (method) {
    case "eth_sendRawTransaction": {
      const raw = params[0] as Hex;
      const hash: Hex = `0x${keccak(Buffer.from(raw.slice(2), "hex")).toString("hex")}`;
      pool.push({ hash, raw });
      lastTaken = Date.now();
      return `"${hash}"`;
    }
    case "eth_getTransactionReceipt":
      return receipts.get(params[0] as Hex) ?? "null";
    case "eth_getTransactionCount":
      return `"${numberToHex(mined)}"`;
    case "eth_getBlockByNumber": {
      const timestamp = numberToHex(Math.floor(Date.now() / 1000));
      return JSON.stringify({ number: numberToHex(head()), timestamp, hash: `0x${"11".repeat(32)}` });
    }
    case "standIn_lastTaken":
      return String(lastTaken);
    case "eth_chainId":
      return `"${numberToHex(1337)}"`;
    case "eth_getCode":
      return `"0x00"`;
    case "eth_call":
      return `"0x${"0".repeat(64 * 16)}"`;
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
    const one = (call: Call): string => {
      try {
        return `{"jsonrpc":"2.0","id":${call.id},"result":${answer(call)}}`;
      } catch (error) {
        const { message } = error as Error;
        return JSON.stringify({ jsonrpc: "2.0", id: call.id, error: { code: -32601, message } });
      }
    };
    response
      .setHeader("content-type", "application/json")
      .end(Array.isArray(body) ? `[${body.map(one).join()}]` : one(body));
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : ""}\n`);
});
process.on("disconnect", () => process.exit(0));
