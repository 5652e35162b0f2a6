import {
  type Abi,
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type Hex,
  encodeFunctionData,
} from "viem";
import { type Abis, type Addresses, type ContractName, abis } from "../contracts.ts";
import type { PowerChainEvent } from "../events.ts";

/** What is known once a command is in a block. */
export interface Done {
  sender: Address;
  /** What its transaction made happen, in order. */
  events: PowerChainEvent[];
}

/** Something to be sent: plain data that says which function with which arguments, and how to read what came of it. */
export interface Command<Result = unknown> {
  contract: ContractName;
  functionName: string;
  args: readonly unknown[];
  /** What came of it, read from the events. */
  result(done: Done): Result;
}

/** A command whose function and arguments the ABI checks. */
export function command<C extends ContractName, F extends ContractFunctionName<Abis[C], "nonpayable">, Result>(
  contract: C,
  functionName: F,
  args: ContractFunctionArgs<Abis[C], "nonpayable", F>,
  result: (done: Done) => Result,
): Command<Result> {
  return { contract, functionName, args: args as readonly unknown[], result };
}

/** The transaction of a command: where it goes and its data. For those who sign and send by themselves. */
export function encodeCommand(addresses: Addresses, sent: Command): { to: Address; data: Hex } {
  const { contract, functionName, args } = sent;
  const abi: Abi = abis[contract];
  return { to: addresses[contract], data: encodeFunctionData({ abi, functionName, args }) };
}

/** The sum of one field over events. */
export function sum<Event>(events: readonly Event[], field: (event: Event) => bigint): bigint {
  return events.reduce((total, event) => total + field(event), 0n);
}
