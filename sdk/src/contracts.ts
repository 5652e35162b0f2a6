import type { AbiEvent, AbiParameter, AbiParameterToPrimitiveType, Address } from "viem";
import {
  bankAbi,
  energyPoolAbi,
  energyTokenAbi,
  euroTokenAbi,
  governanceAbi,
  ledgerAbi,
  lensAbi,
  marketAbi,
  meterGatewayAbi,
} from "./generated/abi.ts";
import type { ProductionFields } from "./production.ts";

/** Changes with every change of the contracts that a client must know of. */
export const PROTOCOL_VERSION = "1";

/** The contracts of a community in the order in which they are deployed, which is that of `Wiring`. */
export const contractNames = [
  "ledger",
  "energyToken",
  "euroToken",
  "governance",
  "energyPool",
  "meterGateway",
  "market",
  "bank",
  "lens",
] as const;
export type ContractName = (typeof contractNames)[number];

export const abis = {
  ledger: ledgerAbi,
  energyToken: energyTokenAbi,
  euroToken: euroTokenAbi,
  governance: governanceAbi,
  energyPool: energyPoolAbi,
  meterGateway: meterGatewayAbi,
  market: marketAbi,
  bank: bankAbi,
  lens: lensAbi,
} as const;
export type Abis = typeof abis;

/** Where each contract of a community is. */
export type Addresses = Record<ContractName, Address>;

type Items<C extends ContractName> = Abis[C][number];
type Named<Inputs extends readonly AbiParameter[]> = {
  [Input in Inputs[number] as Input["name"] & string]: AbiParameterToPrimitiveType<Input, "outputs">;
};

export type EventName<C extends ContractName> = Extract<Items<C>, { type: "event" }>["name"];
type RawEventArgs<C extends ContractName, Name extends string> = Named<
  Extract<Items<C>, { type: "event"; name: Name }>["inputs"]
>;
/** An event's values by name; the one word of a production (see production.ts) is taken apart. */
export type EventArgs<C extends ContractName, Name extends string> =
  RawEventArgs<C, Name> extends { production: bigint }
    ? Omit<RawEventArgs<C, Name>, "production"> & ProductionFields
    : RawEventArgs<C, Name>;

type AnyError = Extract<Items<ContractName>, { type: "error" }>;
/** The named errors of all contracts, OpenZeppelin's included. */
export type ErrorName = AnyError["name"];
export type ErrorArgs<Name extends ErrorName> = Named<Extract<AnyError, { name: Name }>["inputs"]>;

/** Every error that any contract declares, once each: an error may come up through another contract's call. */
export const errorAbi = uniqueErrors();

function uniqueErrors(): AnyError[] {
  const found = new Map<string, AnyError>();
  for (const abi of Object.values(abis)) {
    for (const item of abi) if (item.type === "error") found.set(JSON.stringify(item), item);
  }
  return [...found.values()];
}

/** The events that a contract declares. */
export function eventsOf(contract: ContractName): AbiEvent[] {
  return (abis[contract] as readonly { type: string }[]).filter(({ type }) => type === "event") as AbiEvent[];
}
