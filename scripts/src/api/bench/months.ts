// Months of a community's readings as its chain would hold them, made block by block from nothing but the block's number:
// more than any machine could put on a real chain while somebody waits.
import { createHash } from "node:crypto";
import { Bloom } from "../../../../indexer/src/chain/bloom.ts";
import type { RawLog } from "../../../../indexer/src/chain/decode.ts";
import type { RawHeader } from "../../../../indexer/src/chain/reader.ts";
import {
  type ContractName,
  type Manifest,
  contractNames,
  eventsOf,
  packProduction,
  parseManifest,
} from "@powerchain/sdk";
import { toEventSelector } from "viem";
import { type LoadAccount, loadAccounts } from "../../network/bench/signing.ts";

const QUARTER = 900;
const QUARTERS_A_DAY = 96;
/** Panels give from here to there, quarter-hours since midnight; before and after, homes draw from the storage. */
const DAYLIGHT: readonly [number, number] = [28, 76];
const HOMES_A_UNIT = 10;
const ENT_PER_WH = 1_000_000n;
/** What readings of a batch take on a real chain. */
const GAS_A_LOG = 8_000;
const CHAIN_ID = 13_371;
/** 2025-01-01, a Wednesday. */
const BEGIN = 1_735_689_600;
const NOBODY = `0x${"0".repeat(40)}`;

export interface MonthsBlock {
  header: RawHeader;
  logs: RawLog[];
}

/**
 * A chain of one block a quarter-hour. In each, every home has one reading: produced by day, consumed within a session by night,
 * through units of ten homes each.
 */
export class MonthsOfReadings {
  readonly homes: LoadAccount[];
  readonly manifest: Manifest;
  /** The last block. */
  readonly head: number;
  readonly begin = BEGIN;
  readonly #units: LoadAccount[];
  readonly #quarters: number;

  /** @param homes a multiple of ten */
  constructor(homes: number, quarters: number) {
    this.homes = loadAccounts("home", homes);
    this.#units = loadAccounts("store", homes / HOMES_A_UNIT);
    this.#quarters = quarters;
    this.head = quarters + 1;
    this.manifest = manifestOfNothing();
  }

  /** The months that have begun by the last block, as 2025-01. */
  get months(): string[] {
    const end = new Date((BEGIN + this.#quarters * QUARTER) * 1_000);
    const count = (end.getUTCFullYear() - 2025) * 12 + end.getUTCMonth() + 1;
    return Array.from({ length: count }, (_, i) => new Date(Date.UTC(2025, i)).toISOString().slice(0, 7));
  }

  get readings(): number {
    return this.homes.length * this.#quarters;
  }

  /** A block with its logs: 0 is the genesis, 1 registers the units, then comes a quarter-hour a block. */
  block(number: number): MonthsBlock {
    const hash = hashOf(`block ${number}`);
    const at = BEGIN + Math.max(0, number - 1) * QUARTER;
    const writer = new LogWriter(this.manifest, number, hash);
    if (number === 1) this.#found(writer);
    else if (number > 1) this.#quarter(writer, number - 2, at);
    const { logs } = writer;
    const header = {
      number: hex(number),
      hash,
      parentHash: hashOf(`block ${number - 1}`),
      timestamp: hex(at),
      gasUsed: hex(GAS_A_LOG * logs.length),
      logsBloom: bloomOf(logs),
      transactions: [...new Set(logs.map(({ transactionHash }) => transactionHash))],
    };
    return { header, logs };
  }

  #found(writer: LogWriter): void {
    for (const [u, unit] of this.#units.entries()) {
      const owner = (this.homes[u * HOMES_A_UNIT] as LoadAccount).address;
      writer.write(u, "energyPool", "StorageUnitRegistered", [unit.address, owner], [1_000_000, 0]);
    }
  }

  #quarter(writer: LogWriter, quarter: number, at: number): void {
    const ofDay = quarter % QUARTERS_A_DAY;
    // Nothing is consumed before the first evening's sessions.
    const night = (ofDay < DAYLIGHT[0] || ofDay >= DAYLIGHT[1]) && quarter >= DAYLIGHT[1];
    for (const [u, unit] of this.#units.entries()) {
      const own = this.homes.slice(u * HOMES_A_UNIT, (u + 1) * HOMES_A_UNIT);
      if (ofDay === DAYLIGHT[1]) for (const home of own) startSession(writer, u, unit, home, at);
      const report = { writer, tx: this.#units.length + u, unit, at, sequence: quarter * HOMES_A_UNIT };
      if (night) consumed(report, own, quarter);
      else produced(report, own, quarter);
    }
  }
}

/** What comes in one transaction of one unit. */
interface Report {
  writer: LogWriter;
  tx: number;
  unit: LoadAccount;
  at: number;
  sequence: number;
}

function startSession(writer: LogWriter, tx: number, unit: LoadAccount, home: LoadAccount, at: number): void {
  const values = [50n * 1_000n * ENT_PER_WH, 60n * 1_000n * ENT_PER_WH, 60_000, 0, at + 14 * 3_600];
  writer.write(tx, "energyPool", "SessionStarted", [unit.address, home.address], values);
}

function produced({ writer, tx, unit, at, sequence }: Report, homes: LoadAccount[], quarter: number): void {
  let provider = 0n;
  for (const [k, home] of homes.entries()) {
    const energyWh = BigInt(wattHours(quarter, k));
    const toProvider = (energyWh * ENT_PER_WH) / 5n;
    const toProducer = energyWh * ENT_PER_WH - toProvider;
    provider += toProvider;
    const word = packProduction({
      energyWh,
      intervalEnd: BigInt(at),
      sequence: BigInt(sequence + k + 1),
      toProducer,
      toProvider,
    });
    writer.write(tx, "energyPool", "EnergyProduced", [unit.address, home.address], [word]);
    writer.write(tx, "energyToken", "Transfer", [NOBODY, home.address], [toProducer]);
  }
  const owner = (homes[0] as LoadAccount).address;
  writer.write(tx, "energyToken", "Transfer", [NOBODY, owner], [provider]);
}

function consumed({ writer, tx, unit, at, sequence }: Report, homes: LoadAccount[], quarter: number): void {
  for (const [k, home] of homes.entries()) {
    const energyWh = wattHours(quarter, k);
    const burned = BigInt(energyWh) * ENT_PER_WH;
    const values = [energyWh, at, sequence + k + 1, energyWh, burned];
    writer.write(tx, "energyPool", "EnergyConsumed", [unit.address, home.address], values);
    writer.write(tx, "energyToken", "Transfer", [home.address, NOBODY], [burned]);
  }
}

/** Between 100 and 850 Wh, another one for each home and quarter-hour. */
function wattHours(quarter: number, home: number): number {
  return 100 + ((quarter * 37 + home * 101) % 750);
}

/** Writes logs of one block as a node gives them. */
class LogWriter {
  readonly logs: RawLog[] = [];
  readonly #manifest: Manifest;
  readonly #number: string;
  readonly #hash: string;

  constructor(manifest: Manifest, number: number, hash: string) {
    this.#manifest = manifest;
    this.#number = hex(number);
    this.#hash = hash;
  }

  write(tx: number, contract: ContractName, name: string, indexed: string[], data: (number | bigint)[]): void {
    this.logs.push({
      address: this.#manifest.contracts[contract].address.toLowerCase(),
      topics: [topicOf(contract, name), ...indexed.map(topicWord)],
      data: `0x${data.map((value) => value.toString(16).padStart(64, "0")).join("")}`,
      blockNumber: this.#number,
      blockHash: this.#hash,
      transactionHash: hashOf(`${this.#number} ${tx}`),
      logIndex: hex(this.logs.length),
    });
  }
}

const topics = new Map<string, string>();

function topicOf(contract: ContractName, name: string): string {
  const key = `${contract} ${name}`;
  let topic = topics.get(key);
  if (topic === undefined) {
    const event = eventsOf(contract).find((one) => one.name === name);
    if (event === undefined) throw new RangeError(`${contract} has no event ${name}.`);
    topics.set(key, (topic = toEventSelector(event)));
  }
  return topic;
}

function topicWord(address: string): string {
  return `0x${address.slice(2).toLowerCase().padStart(64, "0")}`;
}

function bloomOf(logs: RawLog[]): string {
  const bloom = new Bloom();
  for (const { address, topics: words } of logs) for (const word of [address, ...words]) bloom.add(word);
  return bloom.hex;
}

function hashOf(text: string): string {
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}

function hex(number: number): string {
  return `0x${number.toString(16)}`;
}

/** Contracts that are nowhere: only their addresses matter. */
function manifestOfNothing(): Manifest {
  const contracts = contractNames.map((name, i) => {
    const address = `0x${(0xc0de0000 + i).toString(16).padStart(40, "0")}`;
    return [name, { address, transaction: hashOf(name), block: 1, codeHash: hashOf(`code ${name}`) }] as const;
  });
  return parseManifest({
    protocolVersion: "1",
    network: "months",
    chainId: CHAIN_ID,
    genesisHash: hashOf("block 0"),
    deployer: NOBODY.replace(/0$/, "1"),
    block: 1,
    contracts: Object.fromEntries(contracts),
  });
}
