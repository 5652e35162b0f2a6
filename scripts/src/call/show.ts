import {
  type BallotCommand,
  type BatchOutcome,
  type PowerChainEvent,
  formatDuration,
  fromRawCommand,
  formatEnt,
  formatEur,
  formatKwh,
  formatLots,
  formatParameter,
  formatPrice,
  formatRate,
  parameterNames,
} from "@powerchain/sdk";
import { type Address, isAddress } from "viem";
import { demoAccount } from "../deploy/demoAccounts.ts";

/** How a figure is shown: a formatter, by the kind of quantity. */
export const formats = {
  ent: (value: bigint) => `${formatEnt(value)} ENT`,
  eur: (value: bigint) => `${formatEur(value)} EUR`,
  kwh: (value: bigint) => `${formatKwh(value)} kWh`,
  /** 0: not declared. */
  capacity: (value: bigint) => (value === 0n ? "not declared" : `${formatKwh(value)} kWh`),
  power: (value: bigint) => (value === 0n ? "not declared" : `${formatKwh(value)} kW`),
  rate: (value: bigint) => `${formatRate(value)} ENT/kWh`,
  lots: (value: bigint) => `${formatLots(value)} ENT`,
  price: (value: bigint) => `${formatPrice(value)} EUR/ENT`,
  time: (value: bigint) =>
    value === 0n ? "never" : new Date(Number(value) * 1000).toISOString().replace(".000Z", "Z"),
  duration: (value: bigint) => formatDuration(value),
  count: (value: bigint) => value.toString(),
  flag: (value: boolean) => (value ? "yes" : "no"),
  account: (value: Address | undefined) => (value === undefined ? "none" : nameOf(value)),
  outcome: (value: BatchOutcome[]) => value.map(showOutcome).join("; "),
  text: (value: unknown) => String(value),
} as const;
export type Format = keyof typeof formats;

function showOutcome({ accepted, skipped, rejected, stop, readings }: BatchOutcome): string {
  const reasons = readings.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
  const why = [...reasons, ...(stop === undefined ? [] : [`stopped: ${stop}`])].join(", ");
  return `${accepted} accepted, ${skipped} skipped, ${rejected} rejected${why === "" ? "" : ` (${why})`}`;
}

/** A figure as text. */
export function shown(format: Format, value: unknown): string {
  return (formats[format] as (item: unknown) => string)(value);
}

const DEMO_NAMES = [..."ABCDEFGH", "U1", "U2", "U3", "U4"];
const demoNames = new Map(DEMO_NAMES.map((name) => [demoAccount(name).address, name]));

/** An address, with the name of the demo account that it belongs to. */
export function nameOf(address: Address): string {
  const name = demoNames.get(address);
  return name === undefined ? address : `${address} (${name})`;
}

/** A ballot's command as it is typed. */
export function showCommand(command: BallotCommand): string {
  const { kind } = command;
  switch (kind) {
    case "addVoter":
    case "removeVoter":
      return `${kind} ${nameOf(command.voter)}`;
    case "registerStorageUnit": {
      const { unit, owner, capacityWh, powerW } = command;
      return `${kind} ${nameOf(unit)} ${nameOf(owner)} ${formatKwh(capacityWh)} ${formatKwh(powerW)}`;
    }
    case "removeStorageUnit":
      return `${kind} ${nameOf(command.unit)}`;
    case "changeBanker":
      return `${kind} ${formats.account(command.banker)}`;
    case "setParameter":
      return `${kind} ${command.name} ${formatParameter(command.name, command.value)}`;
  }
}

/** Which fields of events are which quantities; the rest are shown as they are. */
const EVENT_FIELDS: Record<string, Format> = {
  energyWh: "kwh",
  coveredWh: "kwh",
  previousWh: "kwh",
  capacityWh: "capacity",
  powerW: "power",
  lots: "lots",
  left: "lots",
  minted: "ent",
  burned: "ent",
  returned: "ent",
  toProducer: "ent",
  toProvider: "ent",
  ent: "ent",
  entAdded: "ent",
  owed: "ent",
  rate: "rate",
  endsAt: "time",
  intervalEnd: "time",
};

/** An event on one line: its contract, name and values. */
export function showEvent(event: PowerChainEvent): string {
  const { contract, name, args } = event;
  if (event.name === "BallotOpened") {
    const { ballot, opener, command, endsAt } = event.args;
    return `${contract}.${name}  ballot ${ballot}, opener ${nameOf(opener)}, command ${showCommand(fromRawCommand(command))}, endsAt ${shown("time", endsAt)}`;
  }
  if (event.name === "ParameterSet") {
    const parameter = parameterNames[event.args.name];
    if (parameter !== undefined)
      return `${contract}.${name}  ${parameter} ${formatParameter(parameter, event.args.value)}`;
  }
  const words = Object.entries(args as Record<string, unknown>).map(
    ([key, value]) => `${key} ${eventValue(contract, key, value)}`,
  );
  return `${contract}.${name}  ${words.join(", ")}`;
}

function eventValue(contract: string, key: string, value: unknown): string {
  if (typeof value === "string" && isAddress(value)) return nameOf(value);
  if (typeof value !== "bigint") return JSON.stringify(value, bigintText);
  if (key === "value" && contract === "energyToken") return shown("ent", value);
  if ((key === "value" && contract === "euroToken") || (key === "amount" && contract === "bank"))
    return shown("eur", value);
  if (key === "amount" && contract === "energyPool") return shown("ent", value);
  const format = EVENT_FIELDS[key];
  return format === undefined ? value.toString() : shown(format, value);
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
