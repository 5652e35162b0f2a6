import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import { type ParameterName, parameterNames } from "@powerchain/sdk";
import {
  type Abi,
  type Address,
  type Hex,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  toFunctionSelector,
} from "viem";
import { projectRoot } from "../lib/paths.ts";
import { chainRules } from "../chain/rules.ts";

export interface Receipt {
  gasUsed: bigint;
  ok: boolean;
  logs: { address: Address; topics: Hex[]; data: Hex }[];
}

const parts = ["Ledger", "EnergyToken", "EuroToken", "Market"] as const;
type Part = (typeof parts)[number];

const GAS = "0x3b9aca00"; // a whole block
const DEPLOYER = "0x00000000000000000000000000000000000d3910";
/** Accounts that stand where a community has the contracts of these names. */
const standIn = {
  governance: "0x000000000000000000000000000000000060f001",
  energyPool: "0x0000000000000000000000000000000000e0e001",
  meterGateway: "0x00000000000000000000000000000000006a0e01",
  bank: "0x0000000000000000000000000000000000ba0001",
  lens: "0x00000000000000000000000000000000001e0001",
} as const;

/**
 * The market with its ledger and tokens alone, on an embedded chain, for checks and benchmarks: in the places of the pool, the
 * bank and Governance stand plain accounts, so that anybody can be given ENT and eEuro and any rule can be set in one transaction.
 */
export class MarketWorld {
  readonly market: Address;
  readonly ledger: Address;
  readonly energyToken: Address;
  readonly euroToken: Address;
  private readonly connection: Connection;
  private readonly abis: Record<Part, Abi>;
  private readonly impersonated = new Set<Address>();

  private constructor(connection: Connection, abis: Record<Part, Abi>, addresses: Record<Part, Address>) {
    this.connection = connection;
    this.abis = abis;
    this.market = addresses.Market;
    this.ledger = addresses.Ledger;
    this.energyToken = addresses.EnergyToken;
    this.euroToken = addresses.EuroToken;
  }

  static async deploy(): Promise<MarketWorld> {
    const { environment, connection } = await connect();
    const at = (index: number): Address => getContractAddress({ from: DEPLOYER, nonce: BigInt(index) });
    const addresses = { Ledger: at(0), EnergyToken: at(1), EuroToken: at(2), Market: at(3) };
    const wiring = {
      ledger: addresses.Ledger,
      energyToken: addresses.EnergyToken,
      euroToken: addresses.EuroToken,
      market: addresses.Market,
      ...standIn,
    };
    const abis: Partial<Record<Part, Abi>> = {};
    const world = new MarketWorld(connection, abis as Record<Part, Abi>, addresses);
    for (const part of parts) {
      const artifact = await environment.artifacts.readArtifact(part);
      abis[part] = artifact.abi as Abi;
      await world.create(artifact.abi as Abi, artifact.bytecode as Hex, [wiring]);
    }
    return world;
  }

  /** Deploys one more contract; answers its address. */
  async deployExtra(name: string, args: unknown[] = []): Promise<{ address: Address; abi: Abi }> {
    const environment = await createHardhatRuntimeEnvironment({}, {}, projectRoot);
    const artifact = await environment.artifacts.readArtifact(name);
    const address = await this.create(artifact.abi as Abi, artifact.bytecode as Hex, args);
    return { address, abi: artifact.abi as Abi };
  }

  request(method: string, params: unknown[]): Promise<unknown> {
    return this.connection.provider.request({ method, params });
  }

  /** Sends a call from any account. A transaction that reverts is mined and answers so. */
  async send(from: Address, to: Address, data: Hex): Promise<Receipt> {
    await this.impersonate(from);
    const hash = await this.request("eth_sendTransaction", [{ from, to, data, gas: GAS, gasPrice: "0x0" }]);
    return await this.receipt(hash);
  }

  async read(to: Address, data: Hex): Promise<Hex> {
    return (await this.request("eth_call", [{ to, data, gas: GAS }, "latest"])) as Hex;
  }

  get marketAbi(): Abi {
    return this.abis.Market;
  }

  /** Calldata of a market command. */
  encode(functionName: string, args: unknown[]): Hex {
    return encodeFunctionData({ abi: this.abis.Market, functionName, args });
  }

  encodeLedger(functionName: string, args: unknown[]): Hex {
    return encodeFunctionData({ abi: this.abis.Ledger, functionName, args });
  }

  /** Gives an account ENT and eEuro units. */
  async fund(account: Address, ent: bigint, eur: bigint): Promise<void> {
    const mint = (ent << 160n) | BigInt(account); // the ledger's Mint
    await this.send(standIn.energyPool, this.ledger, this.encodeLedger("mintProduction", [mint, 0n]));
    await this.send(standIn.bank, this.ledger, this.encodeLedger("mintEur", [account, eur]));
  }

  async setPricing(midpoint: boolean): Promise<void> {
    await this.setParameter("pricing", midpoint ? 1n : 0n);
  }

  async setMinOrder(lots: bigint): Promise<void> {
    await this.setParameter("minOrder", lots);
  }

  /** The last block's time. */
  async now(): Promise<bigint> {
    const block = (await this.request("eth_getBlockByNumber", ["latest", false])) as { timestamp: Hex };
    return BigInt(block.timestamp);
  }

  /** Sets the next block's time. */
  async nextBlockAt(time: bigint): Promise<void> {
    await this.request("evm_setNextBlockTimestamp", [`0x${time.toString(16)}`]);
  }

  /** The names of all errors, by selector. */
  errorNames(): Map<Hex, string> {
    const names = new Map<Hex, string>();
    for (const item of Object.values(this.abis).flat()) {
      if (item.type === "error") names.set(toFunctionSelector(`${item.name}(${typesOf(item.inputs)})`), item.name);
    }
    return names;
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  private async impersonate(account: Address): Promise<void> {
    if (this.impersonated.has(account)) return;
    await this.request("hardhat_impersonateAccount", [account]);
    this.impersonated.add(account);
  }

  private async setParameter(name: ParameterName, value: bigint): Promise<void> {
    const data = this.encode("setParameter", [parameterNames.indexOf(name), value]);
    await this.send(standIn.governance, this.market, data);
  }

  private async create(abi: Abi, bytecode: Hex, args: unknown[]): Promise<Address> {
    await this.impersonate(DEPLOYER);
    const data = encodeDeployData({ abi, bytecode, args });
    const transaction = { from: DEPLOYER, data, gas: GAS, gasPrice: "0x0" };
    const hash = await this.request("eth_sendTransaction", [transaction]);
    const receipt = (await this.request("eth_getTransactionReceipt", [hash])) as { contractAddress: Address };
    return receipt.contractAddress;
  }

  private async receipt(hash: unknown): Promise<Receipt> {
    const raw = (await this.request("eth_getTransactionReceipt", [hash])) as {
      gasUsed: Hex;
      status: Hex;
      logs: Receipt["logs"];
    };
    return { gasUsed: BigInt(raw.gasUsed), ok: raw.status === "0x1", logs: raw.logs };
  }
}

function typesOf(inputs: readonly { type: string }[]): string {
  return inputs.map(({ type }) => type).join(",");
}

type Connection = Awaited<ReturnType<typeof connect>>["connection"];

async function connect() {
  const network = { ...chainRules, accounts: [], throwOnTransactionFailures: false };
  const environment = await createHardhatRuntimeEnvironment({ networks: { market: network } }, {}, projectRoot);
  return { environment, connection: await environment.network.create("market") };
}
