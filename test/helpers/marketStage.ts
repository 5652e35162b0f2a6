import type { Contract, ContractTransactionResponse, Result, Signer } from "ethers";
import { network } from "hardhat";
import { type Connection, restorer } from "./community.ts";
import { eventsOf } from "./events.ts";
import { PARAMETER, type Person } from "./town.ts";

export const ENT_PER_LOT = 1_000_000n;
export const SIDES = { buy: 0, sell: 1 } as const;
export const TYPES = { limit: 0, ioc: 1, fok: 2, postOnly: 3 } as const;
export const ENDINGS = { cancelled: 0, selfTrade: 1, expired: 2 } as const;
export type Side = keyof typeof SIDES;

export interface OrderOptions {
  type?: keyof typeof TYPES;
  maxFills?: bigint;
  expiresAt?: bigint;
}

/** What became of an order. */
export interface Placed {
  id: bigint;
  filled: bigint;
  eur: bigint;
  rested: bigint;
}

export interface OrderView {
  open: boolean;
  expired: boolean;
  owner: string;
  side: bigint;
  tick: bigint;
  lots: bigint;
  left: bigint;
  expiresAt: bigint;
}

export interface Balances {
  entAvailable: bigint;
  entLocked: bigint;
  eurAvailable: bigint;
  eurLocked: bigint;
}

/** What each resident starts with: 100,000 ENT and 100,000 eEuro. */
export const START = { ent: 10n ** 14n, eur: 10n ** 13n };

/**
 * The ledger, its tokens and the market alone. Plain accounts stand where a community has its pool, bank and Governance, so that a
 * test can give anybody anything and set any rule; `views` is what Lens shows of the market.
 */
export class MarketStage {
  readonly connection: Connection;
  readonly ledger: Contract;
  readonly energyToken: Contract;
  readonly euroToken: Contract;
  readonly market: Contract;
  readonly views: Contract;
  readonly pool: Person;
  readonly bank: Person;
  readonly governance: Person;
  readonly anna: Person;
  readonly ben: Person;
  readonly clara: Person;
  readonly dora: Person;

  private constructor(connection: Connection, contracts: Contract[], people: Person[]) {
    this.connection = connection;
    [this.ledger, this.energyToken, this.euroToken, this.market, this.views] = contracts as Five<Contract>;
    [this.pool, this.bank, this.governance, this.anna, this.ben] = people as Five<Person>;
    [this.clara, this.dora] = people.slice(5) as [Person, Person];
  }

  /** A stage on which nothing has happened, but that everybody has START. */
  static async fresh(): Promise<MarketStage> {
    if (kept) {
      await kept.restore();
      return kept.stage;
    }
    const stage = await MarketStage.deploy();
    kept = { stage, restore: await restorer(stage.connection.networkHelpers) };
    return stage;
  }

  static async deploy(): Promise<MarketStage> {
    const connection = await network.create();
    const { ethers } = connection;
    const signers = (await ethers.getSigners()).slice(0, 9) as Signer[];
    const people = await Promise.all(signers.map(async (signer) => ({ signer, address: await signer.getAddress() })));
    const [deployer, pool, bank, governance, nobody] = people as Five<Person>;
    const nonce = await deployer.signer.getNonce();
    const at = (index: number): string => ethers.getCreateAddress({ from: deployer.address, nonce: nonce + index });
    const wiring = {
      ...{ ledger: at(0), energyToken: at(1), euroToken: at(2), market: at(3) },
      ...{ governance: governance.address, energyPool: pool.address, bank: bank.address },
      ...{ meterGateway: nobody.address, lens: nobody.address },
    };
    const contracts: Contract[] = [];
    for (const name of ["Ledger", "EnergyToken", "EuroToken", "Market"]) {
      contracts.push(await ethers.deployContract(name, [wiring]));
    }
    const views = await ethers.deployContract("MarketDriver", [wiring.ledger, wiring.market, 0]);
    const roles = [pool, bank, governance, ...people.slice(5)];
    const stage = new MarketStage(connection, [...contracts, views], roles);
    for (const person of [stage.anna, stage.ben, stage.clara, stage.dora]) await stage.give(person, START);
    return stage;
  }

  // --- rules and funds ---

  async give(to: Pick<Person, "address">, { ent = 0n, eur = 0n }: { ent?: bigint; eur?: bigint }): Promise<void> {
    const mint = (ent << 160n) | BigInt(to.address);
    if (ent > 0n) await this.as(this.pool, this.ledger, "mintProduction", mint, 0n);
    if (eur > 0n) await this.as(this.bank, this.ledger, "mintEur", to.address, eur);
  }

  async setPricing(pricing: "maker" | "midpoint"): Promise<void> {
    await this.as(this.governance, this.market, "setParameter", PARAMETER.pricing, pricing === "midpoint" ? 1n : 0n);
  }

  async setMinOrder(lots: bigint): Promise<void> {
    await this.as(this.governance, this.market, "setParameter", PARAMETER.minOrder, lots);
  }

  // --- commands ---

  buy(by: Person, tick: number, lots: bigint, options: OrderOptions = {}): Promise<ContractTransactionResponse> {
    return this.as(by, this.market, "addOrder", ...termsOf("buy", tick, lots, options));
  }

  sell(by: Person, tick: number, lots: bigint, options: OrderOptions = {}): Promise<ContractTransactionResponse> {
    return this.as(by, this.market, "addOrder", ...termsOf("sell", tick, lots, options));
  }

  remove(by: Person, id: bigint): Promise<ContractTransactionResponse> {
    return this.as(by, this.market, "removeOrder", id);
  }

  removeAll(by: Person, ids: bigint[]): Promise<ContractTransactionResponse> {
    return this.as(by, this.market, "removeOrders", ids);
  }

  replace(
    by: Person,
    id: bigint,
    side: Side,
    tick: number,
    lots: bigint,
    options: OrderOptions = {},
  ): Promise<ContractTransactionResponse> {
    return this.as(by, this.market, "replaceOrder", id, termsOf(side, tick, lots, options));
  }

  addAll(
    by: Person,
    list: [side: Side, tick: number, lots: bigint, options?: OrderOptions][],
  ): Promise<ContractTransactionResponse> {
    const orders = list.map(([side, tick, lots, options]) => termsOf(side, tick, lots, options ?? {}));
    return this.as(by, this.market, "addOrders", orders);
  }

  /** Places an order that must rest, at least in part. @returns its id */
  async rest(by: Person, side: Side, tick: number, lots: bigint, options: OrderOptions = {}): Promise<bigint> {
    const ids = await this.placedIds(await this[side](by, tick, lots, options));
    if (ids.length !== 1) throw new Error(`${ids.length} orders rest, not one`);
    return ids[0]!;
  }

  /** Asks for an order's outcome, then places it. */
  async outcome(by: Person, side: Side, tick: number, lots: bigint, options: OrderOptions = {}): Promise<Placed> {
    const terms = termsOf(side, tick, lots, options);
    const addOrder = (this.market.connect(by.signer) as Contract).getFunction("addOrder");
    const [id, filled, eur, rested] = (await addOrder.staticCall(...terms)) as [bigint, bigint, bigint, bigint];
    await this.as(by, this.market, "addOrder", ...terms);
    return { id, filled, eur, rested };
  }

  // --- what there is ---

  async balances({ address }: Pick<Person, "address">): Promise<Balances> {
    const amounts = (await this.ledger.getFunction("account")(address)) as bigint[];
    const [entAvailable, entLocked, eurAvailable, eurLocked] = amounts as [bigint, bigint, bigint, bigint];
    return { entAvailable, entLocked, eurAvailable, eurLocked };
  }

  /** Open lots by price, best first. */
  async book(side: Side): Promise<[tick: bigint, lots: bigint][]> {
    const [levels] = (await this.views.getFunction("book")(SIDES[side], 0, 1_000)) as [[bigint, bigint][]];
    return levels.map(([tick, lots]) => [tick, lots]);
  }

  async order(id: bigint): Promise<OrderView> {
    return ((await this.market.getFunction("order")(id)) as Result).toObject() as unknown as OrderView;
  }

  async isOpen(id: bigint): Promise<boolean> {
    return (await this.order(id)).open;
  }

  async left(id: bigint): Promise<bigint> {
    return (await this.order(id)).left;
  }

  async placedIds(sent: ContractTransactionResponse): Promise<bigint[]> {
    return (await this.events(sent, "OrderPlaced")).map(([id]) => id as bigint);
  }

  /** The arguments of the market's events of one name. */
  async events(sent: ContractTransactionResponse, name: string): Promise<unknown[][]> {
    return await eventsOf(this.market, name, sent);
  }

  async gas(sent: ContractTransactionResponse): Promise<number> {
    return Number((await sent.wait())!.gasUsed);
  }

  async now(): Promise<bigint> {
    return BigInt(await this.connection.networkHelpers.time.latest());
  }

  async wait(seconds: number): Promise<void> {
    await this.connection.networkHelpers.time.increase(seconds);
  }

  as(by: Person, contract: Contract, name: string, ...args: unknown[]): Promise<ContractTransactionResponse> {
    return (contract.connect(by.signer) as Contract).getFunction(name)(...args) as Promise<ContractTransactionResponse>;
  }
}

type Five<T> = [T, T, T, T, T];

let kept: { stage: MarketStage; restore: () => Promise<void> } | undefined;

/** Forgets the kept stage: the next one is deployed anew, from the code as it is then. */
export async function forgetStage(): Promise<void> {
  await kept?.stage.connection.close();
  kept = undefined;
}

/** An order's terms in the order of the contract's arguments. */
function termsOf(side: Side, tick: number, lots: bigint, options: OrderOptions): unknown[] {
  return [SIDES[side], tick, lots, TYPES[options.type ?? "limit"], options.maxFills ?? 100n, options.expiresAt ?? 0n];
}
