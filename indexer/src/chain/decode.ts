import {
  type Addresses,
  type ContractName,
  UnknownEventError,
  contractNames,
  eventsOf,
  unpackProduction,
} from "@powerchain/sdk";
import { type AbiEvent, type AbiParameter, type Hex, decodeEventLog, toEventSelector } from "viem";
import type { ChainEvent } from "../core/event.ts";

/** A log as a node writes it. */
export interface RawLog {
  address: string;
  topics: string[];
  data: string;
  blockNumber: string;
  blockHash: string;
  transactionHash: string;
  logIndex: string;
}

/** Reads the word that begins at a place of a topic or of a log's data. */
type Read = (hex: string, at: number) => unknown;

interface EventReader {
  contract: ContractName;
  name: string;
  abi: AbiEvent;
  /** Undefined: it holds values of no fixed length or a tuple; viem reads it. */
  fields: { name: string; indexed: boolean; read: Read }[] | undefined;
}

/** Reads logs of one community. It gives what viem's decodeEventLog gives (addresses in lower case), several times as fast. */
export class EventDecoder {
  readonly addresses: string[];
  readonly #readers = new Map<string, Map<string, EventReader>>();
  readonly #contracts = new Map<string, ContractName>();
  #transaction = "";

  constructor(addresses: Addresses) {
    this.addresses = contractNames.map((name) => addresses[name].toLowerCase());
    for (const contract of contractNames) {
      const address = addresses[contract].toLowerCase();
      this.#contracts.set(address, contract);
      const readers = eventsOf(contract).map((abi) => [toEventSelector(abi), readerOf(contract, abi)] as const);
      this.#readers.set(address, new Map(readers));
    }
  }

  /** @throws UnknownEventError when a contract of the community wrote what its ABI does not have */
  decode(log: RawLog): ChainEvent {
    const reader = this.#readers.get(log.address)?.get(String(log.topics[0]));
    if (reader === undefined) {
      const contract = this.#contracts.get(log.address) ?? "stranger";
      throw new UnknownEventError(
        `The contract ${contract} at ${log.address} wrote an event that this program does not know (topic ${log.topics[0]}).`,
      );
    }
    const args = unpacked(reader.fields === undefined ? slowArgs(reader.abi, log) : fastArgs(reader.fields, log));
    return {
      contract: reader.contract,
      name: reader.name,
      args,
      log: Number(log.logIndex),
      tx: this.#sameTransaction(log.transactionHash),
    } as ChainEvent;
  }

  /** A transaction's logs share one string. */
  #sameTransaction(hash: string): string {
    if (hash !== this.#transaction) this.#transaction = hash;
    return this.#transaction;
  }
}

/** A production event's values share one word. */
function unpacked(args: Record<string, unknown>): Record<string, unknown> {
  if (!("production" in args)) return args;
  const { production, ...others } = args;
  return { ...others, ...unpackProduction(production as bigint) };
}

function readerOf(contract: ContractName, abi: AbiEvent): EventReader {
  const reads = abi.inputs.map(({ type }) => wordReader(type));
  const simple = reads.every((read) => read !== undefined);
  const fields = abi.inputs.map(({ name, indexed }, i) => ({
    name: name ?? String(i),
    indexed: indexed ?? false,
    read: reads[i] as Read,
  }));
  return { contract, name: abi.name, abi, fields: simple ? fields : undefined };
}

/** Hexadecimal digits of a word of 32 bytes. */
const WORD = 64;

function wordReader(type: string): Read | undefined {
  if (type === "address") return (hex, at) => addressOf(hex.slice(at + 24, at + WORD));
  if (type === "bool") return (hex, at) => hex[at + WORD - 1] === "1";
  const bits = /^uint(\d+)$/.exec(type)?.[1];
  if (bits === undefined) return undefined;
  // Behind the zeros there are 12 digits, which are safe in JavaScript.
  if (Number(bits) <= 48) return (hex, at) => parseInt(hex.slice(at + WORD - 12, at + WORD), 16);
  return (hex, at) => BigInt(`0x${hex.slice(at, at + WORD)}`);
}

/** Addresses by their digits. The same ones come again and again: as one string each, they need no memory and are found at once. */
const addresses = new Map<string, string>();
const MOST_ADDRESSES = 50_000;

function addressOf(digits: string): string {
  let address = addresses.get(digits);
  if (address === undefined) {
    if (addresses.size >= MOST_ADDRESSES) addresses.clear();
    address = `0x${digits}`;
    addresses.set(digits, address);
  }
  return address;
}

function fastArgs(fields: NonNullable<EventReader["fields"]>, { topics, data }: RawLog): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  let topic = 1;
  let at = 2;
  for (const { name, indexed, read } of fields) {
    if (indexed) args[name] = read(topics[topic++] as string, 2);
    else {
      args[name] = read(data, at);
      at += WORD;
    }
  }
  return args;
}

function slowArgs(abi: AbiEvent, { topics, data }: RawLog): Record<string, unknown> {
  const { args } = decodeEventLog({ abi: [abi], topics: topics as [Hex, ...Hex[]], data: data as Hex });
  return lowered(abi.inputs, args);
}

/** Addresses in lower case, also inside of tuples. */
function lowered(inputs: readonly AbiParameter[], values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    inputs.map((input) => {
      const name = input.name ?? "";
      const value = values[name];
      if (input.type === "address") return [name, (value as string).toLowerCase()];
      if ("components" in input) return [name, lowered(input.components, value as Record<string, unknown>)];
      return [name, value];
    }),
  );
}
