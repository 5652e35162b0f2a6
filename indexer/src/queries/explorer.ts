import { type ContractName, abis, addressesOf, contractNames, decodeContractError } from "@powerchain/sdk";
import { type Abi, type Hex, concatHex, decodeFunctionData, hexToBytes, keccak256, recoverAddress, toRlp } from "viem";
import type { Community } from "../api/context.ts";
import { ApiProblem } from "../api/problem.ts";
import type { Block, BlockItem, Transaction } from "../api/types.ts";
import type { RawLog } from "../chain/decode.ts";
import { RpcError, callAll, toHex } from "../chain/rpc.ts";
import type { ChainEvent } from "../core/event.ts";
import { commandText } from "../words/command.ts";
import { eventText } from "../words/event.ts";

type TransactionItem = Block["items"][number];
type ExplorerEvent = Transaction["events"][number];

export interface RawTransaction {
  hash: string;
  blockNumber: string | null;
  from: string;
  to: string | null;
  input: Hex;
  nonce: string;
  value: string;
  gas: string;
}

interface RawBlock {
  number: string;
  hash: string;
  parentHash: string;
  sha3Uncles: Hex;
  miner: Hex;
  stateRoot: Hex;
  transactionsRoot: Hex;
  receiptsRoot: Hex;
  logsBloom: Hex;
  difficulty: Hex;
  gasLimit: Hex;
  gasUsed: Hex;
  timestamp: Hex;
  extraData: Hex;
  mixHash: Hex;
  nonce: Hex;
  transactions: (string | RawTransaction)[];
}

interface RawReceipt {
  status: string;
  gasUsed: string;
  logs: RawLog[];
  blockNumber: string;
}

/** Readings and what follows from them: they tell one resident's energy. */
const PRIVATE = new Set([
  "EnergyProduced",
  "EnergyConsumed",
  "EnergyLost",
  "EnergyUnbooked",
  "EnergyGivenAway",
  "DebtIncurred",
  "DebtPaid",
]);
const READING_COMMANDS = new Set(["submitReports", "energyProduced", "energyConsumed"]);
/** Bytes of a Clique seal at the end of a header's extra data. */
const SEAL_BYTES = 65;

async function ask<T>(community: Community, method: string, params: unknown[]): Promise<T> {
  try {
    return (await community.follower.index.reader.rpc.request({ method, params })) as T;
  } catch (error) {
    throw unreachable(error);
  }
}

function unreachable(error: unknown): Error {
  if (!(error instanceof RpcError) || !error.retry) return error as Error;
  return new ApiProblem(
    503,
    "The chain's node does not answer just now.",
    "Try again in a moment. What is indexed can be read meanwhile.",
  );
}

/** Blocks from `newest` down. */
export async function blockItems(community: Community, newest: number, count: number): Promise<BlockItem[]> {
  const numbers = Array.from({ length: Math.min(count, newest + 1) }, (_, i) => newest - i);
  const calls = numbers.map((number) => ({ method: "eth_getBlockByNumber", params: [toHex(number), false] }));
  const raw = (await callAll(community.follower.index.reader.rpc, calls).catch((error: unknown) => {
    throw unreachable(error);
  })) as (RawBlock | null)[];
  return Promise.all(raw.filter((block) => block !== null).map(blockItem));
}

async function blockItem(raw: RawBlock): Promise<BlockItem> {
  return {
    number: Number(raw.number),
    hash: raw.hash,
    at: Number(raw.timestamp),
    sealer: await sealerOf(raw),
    transactions: raw.transactions.length,
    gasUsed: Number(raw.gasUsed),
    gasLimit: Number(raw.gasLimit),
  };
}

/** Who signed a Clique block (EIP-225): the signature is the end of its extra data, over the header without it. */
async function sealerOf(raw: RawBlock): Promise<string | null> {
  const extra = hexToBytes(raw.extraData);
  if (extra.length < 32 + SEAL_BYTES || Number(raw.number) === 0) return null;
  const split = 2 + (extra.length - SEAL_BYTES) * 2;
  const unsealed = raw.extraData.slice(0, split) as Hex;
  const number = (hex: string): Hex => (BigInt(hex) === 0n ? "0x" : `0x${evenHex(BigInt(hex).toString(16))}`);
  const header = toRlp([
    raw.parentHash as Hex,
    raw.sha3Uncles,
    raw.miner,
    raw.stateRoot,
    raw.transactionsRoot,
    raw.receiptsRoot,
    raw.logsBloom,
    number(raw.difficulty),
    number(raw.number),
    number(raw.gasLimit),
    number(raw.gasUsed),
    number(raw.timestamp),
    unsealed,
    raw.mixHash,
    raw.nonce,
  ]);
  const seal = raw.extraData.slice(split);
  const signature = concatHex([`0x${seal.slice(0, 128)}`, `0x${(parseInt(seal.slice(128), 16) + 27).toString(16)}`]);
  return recoverAddress({ hash: keccak256(header), signature }).then(
    (address) => address.toLowerCase(),
    () => null,
  );
}

function evenHex(digits: string): string {
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

/** A block by number, hash or "latest". */
export async function blockView(community: Community, id: string): Promise<Block | null> {
  const byHash = id.startsWith("0x");
  const where = id === "latest" ? "latest" : byHash ? id : toHex(Number(id));
  const raw = await ask<RawBlock | null>(community, byHash ? "eth_getBlockByHash" : "eth_getBlockByNumber", [
    where,
    true,
  ]);
  if (raw === null) return null;
  const at = Number(raw.timestamp);
  const items = (raw.transactions as RawTransaction[]).map((tx) => transactionItem(community, tx, at));
  return { ...(await blockItem(raw)), parentHash: raw.parentHash, items };
}

interface Decoded {
  contract: ContractName;
  name: string;
  args: Record<string, unknown>;
}

/** The command of ours that a transaction carries. */
function decodeCommand({ follower }: Community, { to, input }: RawTransaction): Decoded | undefined {
  const addresses = addressesOf(follower.index.manifest);
  const contract = contractNames.find((name) => addresses[name].toLowerCase() === to?.toLowerCase());
  if (contract === undefined || input.length < 10) return undefined;
  try {
    const abi = abis[contract] as Abi;
    const { functionName, args = [] } = decodeFunctionData({ abi, data: input });
    const item = abi.find((one) => one.type === "function" && one.name === functionName) as
      { inputs: { name?: string }[] } | undefined;
    const named = (item?.inputs ?? []).map(({ name }, i) => [name ?? String(i), args[i]]);
    return { contract, name: functionName, args: Object.fromEntries(named) as Record<string, unknown> };
  } catch {
    return undefined;
  }
}

/** Readings are told only to those who may see them. */
function transactionItem(community: Community, tx: RawTransaction, at: number, maySee: Sees = nobody): TransactionItem {
  const command = decodeCommand(community, tx);
  const who = (address: string): string => community.names.who(address);
  const from = tx.from.toLowerCase();
  const text = command && commandText(command.contract, command.name, command.args, from, who);
  return {
    hash: tx.hash,
    block: Number(tx.blockNumber ?? 0),
    at,
    from,
    to: tx.to?.toLowerCase() ?? null,
    command: text === undefined ? null : (command?.name ?? null),
    args: command === undefined ? null : plainArgs(isPrivate(command, from, maySee) ? countsIn(command) : command.args),
    text: text ?? foreignText(tx, who),
  };
}

function foreignText({ from, to, input, value }: RawTransaction, who: (address: string) => string): string {
  const me = who(from.toLowerCase());
  if (to === null) return `${me} puts a contract on the chain.`;
  const what =
    input === "0x" ? (BigInt(value) === 0n ? "an empty message" : "coins") : "a message that is not PowerChain's";
  return `${me} sends ${what} to ${who(to.toLowerCase())}.`;
}

/** A transaction with its events. `sees` says whether the asker may see what concerns a resident at a unit. */
export async function transactionView(community: Community, hash: string, sees: Sees): Promise<Transaction | null> {
  const tx = await ask<RawTransaction | null>(community, "eth_getTransactionByHash", [hash]);
  if (tx === null) return null;
  const receipt = await ask<RawReceipt | null>(community, "eth_getTransactionReceipt", [hash]);
  const block =
    tx.blockNumber === null
      ? null
      : await ask<RawBlock | null>(community, "eth_getBlockByNumber", [tx.blockNumber, false]);
  const command = decodeCommand(community, tx);
  const hidden = command !== undefined && isPrivate(command, tx.from.toLowerCase(), sees);
  const status = receipt === null ? "pending" : Number(receipt.status) === 1 ? "done" : "failed";
  return {
    ...transactionItem(community, tx, Number(block?.timestamp ?? 0), sees),
    status,
    error: status === "failed" ? await whyFailed(community, tx) : null,
    gasUsed: receipt === null ? null : Number(receipt.gasUsed),
    nonce: Number(tx.nonce),
    value: BigInt(tx.value).toString(),
    input: hidden ? null : tx.input,
    confirmations:
      receipt === null ? 0 : Math.max(0, community.follower.index.chainHead - Number(receipt.blockNumber) + 1),
    events: eventViews(community, receipt?.logs ?? [], sees),
  };
}

/** Whether the asker may see what concerns a resident at a unit. */
type Sees = (resident: string, unit: string) => boolean;
const nobody: Sees = () => false;

function isPrivate(command: Decoded, from: string, sees: Sees): boolean {
  return READING_COMMANDS.has(command.name) && !seesAll(command, from, sees);
}

/** How many readings a delivery holds, which is no secret. */
function countsIn({ name, args }: Decoded): Record<string, unknown> {
  if (name !== "submitReports") return {};
  const batches = args["batches"] as { readings: unknown[] }[];
  return { readings: batches.reduce((all, { readings }) => all + readings.length, 0), units: batches.length };
}

/** Whether the asker may see every reading that a command carries. */
function seesAll({ name, args }: Decoded, from: string, sees: Sees): boolean {
  if (name !== "submitReports") return sees(String(args["producer"] ?? args["consumer"]).toLowerCase(), from);
  const batches = args["batches"] as { unit: string; readings: { resident: string }[] }[];
  return batches.every(({ unit, readings }) =>
    readings.every(({ resident }) => sees(resident.toLowerCase(), unit.toLowerCase())),
  );
}

async function whyFailed(community: Community, tx: RawTransaction): Promise<string | null> {
  const { from, to, input: data, gas } = tx;
  const before = toHex(Math.max(0, Number(tx.blockNumber) - 1));
  try {
    await ask(community, "eth_call", [{ from, to, data, gas }, before]);
    return "It failed; the same command a block earlier would not have.";
  } catch (error) {
    const data = findData(error);
    const named = data === undefined ? undefined : decodeContractError(data);
    if (named === undefined)
      return error instanceof RpcError ? "The contracts refused it without a reason that this program knows." : null;
    const { sentence, next } = named.explain((address) => community.names.get(address.toLowerCase()) ?? undefined);
    return `${sentence} ${next}`;
  }
}

/** The bytes that a refused call carried. */
export function findData(error: unknown): Hex | undefined {
  for (let at = error, depth = 0; typeof at === "object" && at !== null && depth < 5; depth++) {
    const { data, cause } = at as { data?: unknown; cause?: unknown };
    const inner = typeof data === "object" && data !== null ? (data as { data?: unknown }).data : data;
    if (typeof inner === "string" && inner.startsWith("0x") && inner.length >= 10) return inner as Hex;
    at = cause;
  }
  return undefined;
}

function eventViews(community: Community, logs: RawLog[], sees: Sees): ExplorerEvent[] {
  const { decoder } = community.follower.index.reader;
  const ours = new Set(decoder.addresses);
  const events = logs.map((log) => (ours.has(log.address.toLowerCase()) ? decoder.decode(log) : undefined));
  const readings = events.some(
    (event) => event !== undefined && event.contract === "energyPool" && PRIVATE.has(event.name),
  );
  return logs.map((log, i) => {
    const event = events[i];
    const place = { index: Number(log.logIndex), address: log.address.toLowerCase() };
    if (event === undefined) {
      const raw = { topics: log.topics, data: log.data };
      return {
        ...place,
        contract: null,
        name: null,
        text: "Another contract wrote this.",
        args: null,
        raw,
        private: false,
      };
    }
    const { contract, name } = event;
    if (isHidden(event, readings, sees)) {
      return {
        ...place,
        contract,
        name,
        text: "A resident's reading, which is private.",
        args: null,
        raw: null,
        private: true,
      };
    }
    const text = eventText(event, (address) => community.names.who(address));
    return {
      ...place,
      contract,
      name,
      text,
      args: plainArgs(event.args as Record<string, unknown>),
      raw: null,
      private: false,
    };
  });
}

/** What tells one resident's energy: readings, and the ENT that was made or destroyed for them. */
function isHidden(event: ChainEvent, readings: boolean, sees: Sees): boolean {
  const args = event.args as Partial<Record<string, string>>;
  const resident = args["producer"] ?? args["consumer"] ?? args["resident"] ?? "";
  if (event.contract === "energyPool")
    return (
      (PRIVATE.has(event.name) || (readings && event.name === "SessionClosed")) && !sees(resident, args["unit"] ?? "")
    );
  if (event.contract !== "energyToken" || event.name !== "Transfer" || !readings) return false;
  const account = BigInt(event.args.from) === 0n ? event.args.to : event.args.from;
  return !sees(account, "");
}

/** Arguments as text: numbers in full, lists and structs as JSON. */
function plainArgs(args: Record<string, unknown>): Record<string, string> {
  const plain = (value: unknown): string => {
    if (typeof value === "string") return /^0x[0-9a-fA-F]{40}$/.test(value) ? value.toLowerCase() : value;
    if (typeof value === "bigint") return value.toString();
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? inner.toString() : inner));
  };
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, plain(value)]));
}
