import {
  type Addresses,
  type Batch,
  type Command,
  type Manifest,
  type Reading,
  abis,
  addressesOf,
  bankCommands,
  encodeCommand,
  entCommands,
  gatewayCommands,
  governanceCommands,
  hashBatch,
  marketCommands,
} from "@powerchain/sdk";
import { type Hex, bytesToHex, encodeEventTopics, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { deployCommunity } from "../../deploy/deployCommunity.ts";
import type { Load } from "./measure.ts";
import { type LoadAccount, type SignedLoad, loadAccounts, signDigest, signLegacy } from "./signing.ts";

/** Readings under one signature, and batches in one transaction: what a relay of four units sends. */
const READINGS_PER_BATCH = 32;
const BATCHES_PER_TRANSACTION = 4;
const RELAYED_UNITS = 64;
const SINGLE_UNITS = 64;
/** Every resident gets this as produced energy before the loads begin; a buyer this much money. */
const FUNDS_WH = 20_000n;
const FUNDS_EUR = 400_000_000n;
/** Orders lie within a tenth of 0.2 EUR/ENT, so that about half of them meet another. */
const MIDDLE_TICK = 2_000;
const TICK_SPREAD = 200;

/** A community on a fresh chain whose residents have what they need, and the loads that are measured on it. */
export class BenchCommunity {
  readonly addresses: Addresses;
  readonly manifest: Manifest;
  readonly #chainId: number;
  readonly #residents: LoadAccount[];
  readonly #operator: LoadAccount;
  readonly #banker = account("banker");
  readonly #units = loadAccounts("unit", RELAYED_UNITS + SINGLE_UNITS);
  readonly #relays = loadAccounts("relay", RELAYED_UNITS / BATCHES_PER_TRANSACTION);
  readonly #nonces = new Map<LoadAccount, number>();
  readonly #sequences = new Map<LoadAccount, bigint>();
  /** After the units' registration, and within the quarter of an hour that a reading may lie ahead. */
  readonly #intervalEnd = BigInt(Math.floor(Date.now() / 1000) + 600);

  private constructor(manifest: Manifest, residents: LoadAccount[], operator: LoadAccount, operatorNonce: number) {
    this.manifest = manifest;
    this.addresses = addressesOf(manifest);
    this.#chainId = manifest.chainId;
    this.#residents = residents;
    this.#operator = operator;
    this.#nonces.set(operator, operatorNonce);
  }

  /** Deploys the contracts. */
  static async deploy(rpcUrl: string, network: string, residents: LoadAccount[]): Promise<BenchCommunity> {
    const operator = account("operator");
    const deployer = privateKeyToAccount(bytesToHex(operator.key));
    const { manifest } = await deployCommunity({ network, transport: http(rpcUrl), deployer });
    return new BenchCommunity(manifest, residents, operator, Object.keys(manifest.contracts).length);
  }

  /** What has to be mined before anything is measured, in steps of which each needs the one before. */
  setUp(): SignedLoad[][] {
    const owner = this.#operator.address;
    const register = this.#units.map((unit) =>
      this.#sign(this.#operator, governanceCommands.registerStorageUnit({ unit: unit.address, owner }), 1_000_000n),
    );
    const banker = this.#sign(
      this.#operator,
      governanceCommands.changeBanker({ banker: this.#banker.address }),
      1_000_000n,
    );
    return [[...register, banker], this.#produceForAll(), this.#mintForBuyers()];
  }

  /** One production reading of each resident, by the relays. */
  #produceForAll(): SignedLoad[] {
    const perTransaction = READINGS_PER_BATCH * BATCHES_PER_TRANSACTION;
    const count = Math.ceil(this.#residents.length / perTransaction);
    return Array.from({ length: count }, (_, i) => this.#relayed(i, FUNDS_WH, i * perTransaction));
  }

  #mintForBuyers(): SignedLoad[] {
    const buyers = this.#residents.filter((_, i) => !sells(i));
    return buyers.map(({ address }, i) =>
      this.#sign(
        this.#banker,
        bankCommands.mintEuro({ to: address, amount: FUNDS_EUR, reference: `bench ${i}` }),
        300_000n,
      ),
    );
  }

  plainTransfers(): Load {
    const transactions = this.#residents.map((from, i) => {
      return signLegacy(from, {
        chainId: this.#chainId,
        nonce: this.#nextNonce(from),
        gas: 21_000n,
        to: this.#after(i).address,
      });
    });
    return { name: "plain transfers", transactions, readingsEach: 1, proof: { topics: [], count: 0 } };
  }

  entTransfers(): Load {
    const transactions = this.#residents.map((from, i) =>
      this.#sign(from, entCommands.transfer({ to: this.#after(i).address, amount: 1_000_000n }), 100_000n),
    );
    return {
      name: "ENT transfers",
      transactions,
      readingsEach: 1,
      proof: { topics: [topic("energyToken", "Transfer")], count: 1 },
    };
  }

  /** One order of every resident, in any order of arrival; about half trade, the others rest. */
  orders(random: () => number): Load {
    const transactions = this.#residents.map((from, i) => {
      const side = sells(i) ? "sell" : "buy";
      const priceTicks = BigInt(MIDDLE_TICK - TICK_SPREAD + Math.floor(random() * 2 * TICK_SPREAD));
      const lots = 100n + BigInt(Math.floor(random() * 1_900));
      return this.#sign(from, marketCommands.addOrder({ side, priceTicks, lots }), 2_000_000n);
    });
    return {
      name: "market orders",
      transactions,
      readingsEach: 1,
      proof: { topics: [topic("market", "OrderPlaced"), topic("market", "Trade")], count: 1 },
    };
  }

  /** One signed reading a transaction, each sent by its unit. */
  singleReports(count: number): Load {
    const units = this.#units.slice(RELAYED_UNITS);
    const transactions = Array.from({ length: count }, (_, i) => {
      const unit = units[i % units.length] as LoadAccount;
      const batch = this.#batch(unit, 1, 1_000n, i);
      return this.#sign(unit, gatewayCommands.submitReports({ batches: [batch] }), 300_000n);
    });
    return {
      name: "production reports, single",
      transactions,
      readingsEach: 1,
      proof: { topics: [topic("energyPool", "EnergyProduced")], count: 1 },
    };
  }

  /** 32 readings under a signature, four units a transaction, sent by relays. */
  batchedReports(transactionCount: number): Load {
    const readingsEach = READINGS_PER_BATCH * BATCHES_PER_TRANSACTION;
    const transactions = Array.from({ length: transactionCount }, (_, i) => this.#relayed(i, 1_000n, i * readingsEach));
    return {
      name: "production reports, batched",
      transactions,
      readingsEach,
      proof: { topics: [topic("energyPool", "EnergyProduced")], count: readingsEach },
    };
  }

  /** A transaction of the `i`-th relay in turn, with batches of its own four units. */
  #relayed(i: number, energyWh: bigint, firstResident: number): SignedLoad {
    const at = i % this.#relays.length;
    const units = this.#units.slice(at * BATCHES_PER_TRANSACTION, (at + 1) * BATCHES_PER_TRANSACTION);
    const batches = units.map((unit, k) =>
      this.#batch(unit, READINGS_PER_BATCH, energyWh, firstResident + k * READINGS_PER_BATCH),
    );
    return this.#sign(this.#relays[at] as LoadAccount, gatewayCommands.submitReports({ batches }), 12_000_000n);
  }

  #batch(unit: LoadAccount, count: number, energyWh: bigint, firstResident: number): Batch {
    const first = this.#sequences.get(unit) ?? 1n;
    this.#sequences.set(unit, first + BigInt(count));
    const readings = Array.from({ length: count }, (_, i): Reading => {
      const resident = this.#residents[(firstResident + i) % this.#residents.length] as LoadAccount;
      return {
        kind: 0,
        resident: resident.address,
        energyWh,
        intervalEnd: this.#intervalEnd,
        sequence: first + BigInt(i),
      };
    });
    const unsigned = { unit: unit.address, readings };
    const digest = hashBatch({ chainId: this.#chainId, meterGateway: this.addresses.meterGateway }, unsigned);
    return { ...unsigned, signature: signDigest(unit, digest) };
  }

  #sign(from: LoadAccount, command: Command, gas: bigint): SignedLoad {
    return signLegacy(from, {
      chainId: this.#chainId,
      nonce: this.#nextNonce(from),
      gas,
      ...encodeCommand(this.addresses, command),
    });
  }

  #nextNonce(from: LoadAccount): number {
    const nonce = this.#nonces.get(from) ?? 0;
    this.#nonces.set(from, nonce + 1);
    return nonce;
  }

  #after(i: number): LoadAccount {
    return this.#residents[(i + 1) % this.#residents.length] as LoadAccount;
  }
}

function account(name: string): LoadAccount {
  return loadAccounts(name, 1)[0] as LoadAccount;
}

function sells(i: number): boolean {
  return i % 2 === 0;
}

function topic(contract: "energyToken" | "market" | "energyPool", eventName: string): Hex {
  const abi = abis[contract] as Parameters<typeof encodeEventTopics>[0]["abi"];
  return encodeEventTopics({ abi, eventName })[0];
}
