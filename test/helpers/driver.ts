import { type Log } from "ethers";
import { ZERO, type Address } from "../model/common.ts";
import { type Act, type SignedBatch } from "../model/community.ts";
import { COMMAND_KINDS, type Command } from "../model/governance.ts";
import { type Deployment, type Part } from "./community.ts";
import { reportDomain, signBatch, type Domain } from "./signing.ts";

/** What came of a transaction: the name of its error, or its events. */
export interface Outcome {
  error: string | null;
  /** The error with its arguments. */
  detail: string;
  logs: readonly Log[];
  gasUsed: bigint;
}

interface Call {
  part: Part;
  name: string;
  args: unknown[];
}

const GAS = "0x5f5e100"; // 100,000,000

/** Carries acts out on the contracts, as quickly as the embedded chain can. */
export class Driver {
  readonly deployment: Deployment;
  private readonly domain: Domain;
  /** Reads are the same ones again and again. */
  private readonly encoded = new Map<string, string>();

  private constructor(deployment: Deployment, domain: Domain) {
    this.deployment = deployment;
    this.domain = domain;
  }

  static async on(deployment: Deployment): Promise<Driver> {
    return new Driver(deployment, await reportDomain(deployment));
  }

  request(method: string, params: unknown[]): Promise<unknown> {
    return this.deployment.connection.provider.request({ method, params });
  }

  /** Sends the act in a block of this time. */
  async run(now: bigint, act: Act): Promise<Outcome> {
    const { part, name, args } = await this.callOf(act);
    const data = this.deployment[part].interface.encodeFunctionData(name, args);
    return this.send(now, act.by, this.deployment.wiring[part], data);
  }

  async send(now: bigint, from: Address, to: string, data: string): Promise<Outcome> {
    await this.request("evm_setNextBlockTimestamp", [`0x${now.toString(16)}`]);
    try {
      const hash = await this.request("eth_sendTransaction", [{ from, to, data, gas: GAS, gasPrice: "0x0" }]);
      const receipt = (await this.request("eth_getTransactionReceipt", [hash])) as { logs: Log[]; gasUsed: string };
      return { error: null, detail: "", logs: receipt.logs, gasUsed: BigInt(receipt.gasUsed) };
    } catch (error) {
      return { ...this.explain(error), logs: [], gasUsed: 0n };
    }
  }

  /** Names the custom error of a failed call. */
  explain(error: unknown): { error: string; detail: string } {
    const data = revertData(error);
    const parsed = data ? this.deployment.abi.parseError(data) : null;
    if (!parsed) return { error: "unnamed", detail: `${data} ${String(error)}` };
    return { error: parsed.name, detail: `${parsed.name}(${parsed.args.map(String).join(", ")})` };
  }

  async call(part: Part, name: string, args: unknown[] = []): Promise<string> {
    const key = [part, name, ...args].join();
    const data = this.encoded.get(key) ?? this.deployment[part].interface.encodeFunctionData(name, args);
    this.encoded.set(key, data);
    return (await this.request("eth_call", [{ to: this.deployment.wiring[part], data, gas: GAS }, "latest"])) as string;
  }

  private async callOf(act: Act): Promise<Call> {
    switch (act.do) {
      case "command":
        return { part: "governance", ...commandCall(act.command) };
      case "vote":
        return { part: "governance", name: "vote", args: [act.ballot, act.support] };
      case "executeBallot":
        return { part: "governance", name: act.do, args: [act.ballot] };
      case "retireVoter":
        return { part: "governance", name: act.do, args: [act.voter] };
      case "submitReports":
        return { part: "meterGateway", name: act.do, args: [await Promise.all(act.batches.map((b) => this.sign(b)))] };
      case "mintEuro":
        return { part: "bank", name: act.do, args: [act.to, act.amount, act.reference] };
      case "burnEuro":
        return { part: "bank", name: act.do, args: [act.from, act.amount, act.reference] };
      case "lockEuro":
        return { part: "bank", name: act.do, args: [act.amount] };
      case "unlockEuro":
        return { part: "bank", name: act.do, args: [act.account, act.amount] };
      case "transferEnt":
        return { part: "energyToken", name: "transfer", args: [act.to, act.amount] };
      case "transferEur":
        return { part: "euroToken", name: "transfer", args: [act.to, act.amount] };
      default:
        return { part: "energyPool", name: act.do, args: poolArgs(act) };
    }
  }

  /** A batch signed by ZERO stands for one that was altered after its unit signed it. */
  private async sign({ unit, readings, signer }: SignedBatch): Promise<unknown> {
    const altered = readings.map((reading) => ({ ...reading, energyWh: reading.energyWh + 1n }));
    const signature =
      signer === ZERO
        ? await signBatch(this.deployment, this.domain, unit, unit, altered)
        : await signBatch(this.deployment, this.domain, signer, unit, readings);
    return { unit, readings, signature };
  }
}

/** The function of Governance that sends a command. */
export function commandCall({ kind, subject, owner, first, second }: Command): { name: string; args: unknown[] } {
  if (kind === "registerStorageUnit") return { name: kind, args: [subject, owner, first, second] };
  if (kind === "setParameter") return { name: kind, args: [first, second] };
  return { name: kind, args: [subject] };
}

/** A command as the contracts' struct. */
export function commandWords(command: Command): [bigint, string, string, bigint, bigint] {
  const kind = BigInt(COMMAND_KINDS.indexOf(command.kind));
  return [kind, command.subject, command.owner, command.first, command.second];
}

function poolArgs(act: Act): unknown[] {
  switch (act.do) {
    case "energyProduced":
      return [act.producer, act.energyWh];
    case "energyConsumed":
      return [act.consumer, act.energyWh];
    case "reportActualEnergy":
      return [act.energyWh];
    case "startConsumptionSession":
      return [act.unit, act.ent];
    case "closeSession":
      return [act.unit, act.consumer];
    case "clearOldSessions":
      return [act.pairs.map(([unit]) => unit), act.pairs.map(([, consumer]) => consumer)];
    case "repay":
      return [act.resident, act.ent];
    default:
      throw new Error(`${act.do} is not a command of the energy pool`);
  }
}

function revertData(error: unknown): string | null {
  let at = error as { data?: unknown; error?: unknown; cause?: unknown } | undefined;
  for (let depth = 0; at && depth < 5; depth++) {
    const { data } = at;
    if (typeof data === "string" && data.startsWith("0x")) return data;
    if (data && typeof (data as { data?: unknown }).data === "string") return (data as { data: string }).data;
    at = (at.error ?? at.cause) as typeof at;
  }
  return null;
}
