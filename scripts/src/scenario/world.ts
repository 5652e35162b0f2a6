import {
  type BallotCommand,
  type ParameterName,
  type PowerChain,
  parameterNames,
  parseDecimal,
  parseParameter,
  quantities,
} from "@powerchain/sdk";
import { type Address, type LocalAccount, getAddress } from "viem";
import { demoAccount } from "../deploy/demoAccounts.ts";
import { ScenarioFileError, type Text } from "./document.ts";
import type { DoStep, Scenario } from "./model.ts";

/** Who is who in a running scenario: names, keys, the orders by their labels and the ballots by their names. */
export class World {
  readonly chain: PowerChain;
  readonly #accounts: Map<string, LocalAccount>;
  readonly #names: Map<string, string>;
  readonly #orders = new Map<string, bigint>();
  readonly #ballots = new Map<string, BallotCommand>();

  constructor(scenario: Scenario, chain: PowerChain) {
    this.chain = chain;
    this.#accounts = new Map([...scenario.actors, ...scenario.units].map((name) => [name, demoAccount(name)]));
    this.#names = new Map([...this.#accounts].map(([name, { address }]) => [address, name]));
  }

  /** The community as this account sees it. */
  as(name: string): PowerChain {
    return this.chain.as(this.account(name));
  }

  account(name: string): LocalAccount {
    const account = this.#accounts.get(name);
    if (account === undefined) throw new Error(`${name} has no key`);
    return account;
  }

  /** A name's address; an address itself is taken as it is. */
  address(name: string): Address {
    return this.#accounts.get(name)?.address ?? getAddress(name);
  }

  /** The name of an address; the address itself for a stranger, "none" for nobody. */
  nameOf(address: Address | undefined): string {
    return address === undefined ? "none" : (this.#names.get(address) ?? address);
  }

  isUnit(name: string): boolean {
    return this.#accounts.has(name);
  }

  /** The order that a label names; 0, which no order has, when that one never rested. */
  order(label: string): bigint {
    return this.#orders.get(label) ?? 0n;
  }

  rememberOrder(label: string, id: bigint | undefined): void {
    if (id !== undefined) this.#orders.set(label, id);
  }

  /** Keeps what a step's command means under the name that a ballot on it has in the file. */
  rememberBallot(step: DoStep, command: BallotCommand): void {
    this.#ballots.set([step.command, ...[...step.with.values()].map(({ text }) => text)].join(" "), command);
  }

  /** The command of a ballot by its name in the file, such as "addVoter C". @throws ScenarioFileError */
  ballotCommand({ text, line }: Text): BallotCommand {
    const name = text.replace(/\s+/g, " ");
    const known = this.#ballots.get(name);
    if (known !== undefined) return known;
    const [kind, ...args] = name.split(" ");
    const command = this.#readBallot(kind ?? "", args);
    if (command !== undefined) return command;
    throw new ScenarioFileError(
      line,
      `"${text}" is no ballot.`,
      'Write the command and its arguments in order, such as "addVoter C".',
    );
  }

  #readBallot(kind: string, [first, second, third, fourth]: string[]): BallotCommand | undefined {
    if (first === undefined) return undefined;
    switch (kind) {
      case "addVoter":
      case "removeVoter":
        return { kind, voter: this.address(first) };
      case "registerStorageUnit":
        if (second === undefined) return undefined;
        return {
          kind,
          unit: this.address(first),
          owner: this.address(second),
          capacityWh: parseDecimal(third ?? "0", quantities.kwh),
          powerW: parseDecimal(fourth ?? "0", quantities.kw),
        };
      case "removeStorageUnit":
        return { kind, unit: this.address(first) };
      case "changeBanker":
        return { kind, banker: first === "none" ? undefined : this.address(first) };
      case "setParameter":
        if (second === undefined || !parameterNames.includes(first as ParameterName)) return undefined;
        return { kind, name: first as ParameterName, value: parseParameter(first as ParameterName, second) };
      default:
        return undefined;
    }
  }
}
