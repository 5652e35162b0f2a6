import { type Address, type Hex, type Log, decodeEventLog } from "viem";
import { type Addresses, type ContractName, type EventArgs, type EventName, abis, contractNames } from "./contracts.ts";
import { unpackProduction } from "./production.ts";

interface Place {
  blockNumber: bigint;
  blockHash: Hex;
  transactionHash: Hex;
  transactionIndex: number;
  logIndex: number;
}

type EventsOf<C extends ContractName> = {
  [N in EventName<C>]: { contract: C; name: N; args: EventArgs<C, N> } & Place;
}[EventName<C>];

/** One thing that happened: which contract says so, what, with which values, and where in the chain. */
export type PowerChainEvent = { [C in ContractName]: EventsOf<C> }[ContractName];

/** An event of one contract and name. */
export type EventOf<C extends ContractName, N extends EventName<C>> = Extract<
  PowerChainEvent,
  { contract: C; name: N }
>;

/** A contract of the community wrote what its ABI does not have: this client is older than the contracts. */
export class UnknownEventError extends Error {
  override readonly name = "UnknownEventError";
  readonly hint = "Update this program to the version that the community's contracts were deployed with.";
}

/**
 * The events of a community among these logs, in their order; logs of other addresses are left out.
 * @throws UnknownEventError
 */
export function decodeEvents(addresses: Addresses, logs: readonly Log[]): PowerChainEvent[] {
  const names = nameByAddress(addresses);
  return logs.flatMap((log) => {
    const contract = names.get(log.address.toLowerCase());
    return contract === undefined ? [] : [decodeEvent(contract, log)];
  });
}

const known = new WeakMap<Addresses, Map<string, ContractName>>();

function nameByAddress(addresses: Addresses): Map<string, ContractName> {
  const there = known.get(addresses);
  if (there !== undefined) return there;
  const names = new Map(contractNames.map((name) => [addresses[name].toLowerCase(), name]));
  known.set(addresses, names);
  return names;
}

/** @throws UnknownEventError */
export function decodeEvent(contract: ContractName, log: Log): PowerChainEvent {
  try {
    const { eventName, args } = decodeEventLog({ abi: abis[contract], data: log.data, topics: log.topics });
    // A pending log has no place yet; ours come from receipts and from mined blocks only.
    const { blockNumber, blockHash, transactionHash, transactionIndex, logIndex } = log as Place;
    return {
      contract,
      name: eventName,
      args: unpacked(args ?? {}),
      blockNumber,
      blockHash,
      transactionHash,
      transactionIndex,
      logIndex,
    } as unknown as PowerChainEvent;
  } catch (cause) {
    throw new UnknownEventError(
      `The contract ${contract} at ${log.address} wrote an event that this program does not know (topic ${String(log.topics[0])}).`,
      { cause },
    );
  }
}

function unpacked(args: object): object {
  if (!("production" in args)) return args;
  const { production, ...others } = args as { production: bigint };
  return { ...others, ...unpackProduction(production) };
}

/** The events of one contract and name among others. */
export function eventsNamed<C extends ContractName, N extends EventName<C>>(
  events: readonly PowerChainEvent[],
  contract: C,
  name: N,
): EventOf<C, N>[] {
  return events.filter((event) => event.contract === contract && (event.name as string) === name) as EventOf<C, N>[];
}

/** The addresses whose logs make up the community's history. */
export function eventSources(addresses: Addresses): Address[] {
  return contractNames.map((name) => addresses[name]);
}
