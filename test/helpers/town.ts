import { type Contract, type ContractTransactionResponse, type Signer } from "ethers";
import { type Reading } from "../model/pool.ts";
import { freshCommunity, type Deployment, type Part } from "./community.ts";
import { reportDomain, signBatch } from "./signing.ts";

export const KWH = 1_000n; // in Wh
export const ENT = 1_000_000_000n;
export const EUR = 100_000_000n;
export const HOUR = 3_600n;
export const DAY = 86_400n;
export const NOBODY = "0x0000000000000000000000000000000000000000";

/** By the contracts' enum. */
export const PARAMETER = {
  M: 0n,
  B: 1n,
  C: 2n,
  H: 3n,
  F: 4n,
  pricing: 5n,
  votingPeriod: 6n,
  mintCap: 7n,
  minOrder: 8n,
  owedLimit: 9n,
  grace: 10n,
  voterInactivity: 11n,
};

export interface Person {
  signer: Signer;
  address: string;
}

/** Kinds of readings. */
export const PRODUCED = 0;
export const CONSUMED = 1;
export const ACTUAL = 2;

/** A small community to tell stories with: one voter, some residents, two units of a provider's. Times are block times. */
export class Town {
  readonly d: Deployment;
  readonly voter: Person;
  readonly anna: Person;
  readonly ben: Person;
  readonly clara: Person;
  readonly provider: Person;
  readonly banker: Person;
  readonly stranger: Person;
  readonly u1: Person;
  readonly u2: Person;
  /** Nobody yet. */
  readonly others: Person[];

  private constructor(d: Deployment, people: Person[]) {
    this.d = d;
    const [voter, anna, ben, clara, provider, banker, stranger, u1, u2, ...others] = people;
    this.voter = voter!;
    this.anna = anna!;
    this.ben = ben!;
    this.clara = clara!;
    this.provider = provider!;
    this.banker = banker!;
    this.stranger = stranger!;
    this.u1 = u1!;
    this.u2 = u2!;
    this.others = others;
  }

  /** As deployed: a voter and nothing else. */
  static async empty(): Promise<Town> {
    const d = await freshCommunity();
    const signers = await d.ethers.getSigners();
    return new Town(
      d,
      signers.map((signer) => ({ signer, address: signer.address })),
    );
  }

  /** With both units registered for the provider, no limits declared. */
  static async open(): Promise<Town> {
    const town = await Town.empty();
    await town.register(town.u1);
    await town.register(town.u2);
    return town;
  }

  /** A contract as somebody. */
  as(person: Person, part: Part): Contract {
    return this.d[part].connect(person.signer) as Contract;
  }

  // --- time ---

  async now(): Promise<bigint> {
    return BigInt((await this.d.ethers.provider.getBlock("latest"))!.timestamp);
  }

  /** The next transaction's block has this time. */
  async at(time: bigint): Promise<void> {
    await this.d.connection.networkHelpers.time.setNextBlockTimestamp(time);
  }

  /** Lets time pass: mines a block so many seconds on. */
  async wait(seconds: bigint): Promise<void> {
    await this.d.connection.networkHelpers.time.increase(seconds);
  }

  // --- voters ---

  /** What the first voter wants while alone. */
  govern(name: string, ...args: unknown[]): Promise<ContractTransactionResponse> {
    return this.as(this.voter, "governance").getFunction(name)(...args) as Promise<ContractTransactionResponse>;
  }

  register(unit: Person, capacityWh = 0n, powerW = 0n): Promise<ContractTransactionResponse> {
    return this.govern("registerStorageUnit", unit.address, this.provider.address, capacityWh, powerW);
  }

  set(name: keyof typeof PARAMETER, value: bigint): Promise<ContractTransactionResponse> {
    return this.govern("setParameter", PARAMETER[name], value);
  }

  // --- energy ---

  produce(unit: Person, producer: Person, energyWh: bigint): Promise<ContractTransactionResponse> {
    return this.as(unit, "energyPool").getFunction("energyProduced")(producer.address, energyWh);
  }

  consume(unit: Person, consumer: Person, energyWh: bigint): Promise<ContractTransactionResponse> {
    return this.as(unit, "energyPool").getFunction("energyConsumed")(consumer.address, energyWh);
  }

  actual(unit: Person, energyWh: bigint): Promise<ContractTransactionResponse> {
    return this.as(unit, "energyPool").getFunction("reportActualEnergy")(energyWh);
  }

  /** Makes R 0.05 with a deficit of 1 ENT; the energy is u2's. */
  async deficit(): Promise<void> {
    await this.produce(this.u2, this.ben, 10n * KWH);
    await this.consume(this.u2, this.stranger, KWH);
  }

  start(consumer: Person, unit: Person, ent: bigint): Promise<ContractTransactionResponse> {
    return this.as(consumer, "energyPool").getFunction("startConsumptionSession")(unit.address, ent);
  }

  close(by: Person, unit: Person, consumer: Person): Promise<ContractTransactionResponse> {
    return this.as(by, "energyPool").getFunction("closeSession")(unit.address, consumer.address);
  }

  repay(by: Person, resident: Person, ent: bigint): Promise<ContractTransactionResponse> {
    return this.as(by, "energyPool").getFunction("repay")(resident.address, ent);
  }

  send(from: Person, to: Person, ent: bigint): Promise<ContractTransactionResponse> {
    return this.as(from, "energyToken").getFunction("transfer")(to.address, ent);
  }

  // --- signed reports ---

  reading(kind: number, resident: Person, energyWh: bigint, intervalEnd: bigint, sequence: bigint): Reading {
    return { kind, resident: resident.address, energyWh, intervalEnd, sequence };
  }

  /** A batch under the signature of `signer`, by default the unit's. */
  async batch(unit: Person, readings: Reading[], signer = unit): Promise<Batch> {
    const signature = await signBatch(this.d, await reportDomain(this.d), signer.address, unit.address, readings);
    return { unit: unit.address, readings, signature };
  }

  /** Sends batches, from anybody. */
  submit(...batches: Batch[]): Promise<ContractTransactionResponse> {
    return this.as(this.stranger, "meterGateway").getFunction("submitReports")(batches);
  }

  /** Signs and sends readings of one unit. */
  async report(unit: Person, ...readings: Reading[]): Promise<ContractTransactionResponse> {
    return this.submit(await this.batch(unit, readings));
  }

  // --- reads ---

  async account(person: Person): Promise<AccountFigures> {
    const a = await this.d.lens.getFunction("account")(person.address);
    const { entAvailable, entLocked, eurAvailable, eurLocked, eurForWithdrawal, owed } = a;
    return { entAvailable, entLocked, eurAvailable, eurLocked, eurForWithdrawal, owed };
  }

  async network(): Promise<NetworkFigures> {
    const { ent, energyWh, imbalance, rate, eur } = await this.d.lens.getFunction("network")();
    return { ent, energyWh, imbalance, rate, eur };
  }

  async unit(unit: Person): Promise<UnitFigures> {
    return (await this.d.energyPool.getFunction("storageUnit")(unit.address)).toObject();
  }

  async session(unit: Person, consumer: Person): Promise<SessionFigures> {
    return (await this.d.lens.getFunction("session")(unit.address, consumer.address)).info.toObject();
  }
}

export interface Batch {
  unit: string;
  readings: Reading[];
  signature: string;
}

export interface AccountFigures {
  entAvailable: bigint;
  entLocked: bigint;
  eurAvailable: bigint;
  eurLocked: bigint;
  eurForWithdrawal: bigint;
  owed: bigint;
}

export interface NetworkFigures {
  ent: bigint;
  energyWh: bigint;
  imbalance: bigint;
  rate: bigint;
  eur: bigint;
}

export interface UnitFigures {
  owner: string;
  storedWh: bigint;
  lockedWh: bigint;
  capacityWh: bigint;
  powerW: bigint;
  lastIntervalEnd: bigint;
  lastSequence: bigint;
  givenAwayWh: bigint;
}

export interface SessionFigures {
  open: boolean;
  live: boolean;
  dead: boolean;
  ent: bigint;
  energyWh: bigint;
  rate: bigint;
  endsAt: bigint;
}
