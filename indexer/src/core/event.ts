import type { ContractName, EventArgs, EventName } from "@powerchain/sdk";

interface Place {
  /** The log's number in its block. */
  log: number;
  /** The transaction's hash. */
  tx: string;
}

type EventsOf<C extends ContractName> = {
  [N in EventName<C>]: { contract: C; name: N; args: EventArgs<C, N> } & Place;
}[EventName<C>];

/** An event of the community's contracts. Addresses are in lower case. */
export type ChainEvent = { [C in ContractName]: EventsOf<C> }[ContractName];

export type EventOf<C extends ContractName, N extends EventName<C>> = Extract<ChainEvent, { contract: C; name: N }>;

/** A block of the chain with what the community's contracts wrote in it, in order. */
export interface ChainBlock {
  number: number;
  hash: string;
  parent: string;
  /** Unix seconds. */
  at: number;
  events: ChainEvent[];
}

/** What handlers know of the event in hand. */
export interface Now {
  block: number;
  at: number;
  log: number;
  tx: string;
}
