/**
 * What a transaction's logs say of readings. A meter takes thousands of them a second, so words are read where the ABI says they
 * are, instead of through a general decoder; a test holds both against each other.
 */
import { abis, rejections, stops, unpackProduction } from "@powerchain/sdk";
import { toEventSelector, type Abi, type AbiEvent, type RpcLog } from "viem";
import type { HoldReason } from "../outbox/core.ts";
import type { Address, Hex, Kind } from "../reading/types.ts";
import type { FoundReading, UnitEvent } from "./chain.ts";

type Contract = "energyPool" | "meterGateway";

interface EventPlaces {
  topic: Hex;
  /** Position of each value that is not indexed, in words. */
  words: Map<string, number>;
}

function placesOf(contract: Contract, name: string): EventPlaces {
  const event = (abis[contract] as Abi).find((entry) => entry.type === "event" && entry.name === name) as AbiEvent;
  const plain = event.inputs.filter(({ indexed }) => indexed !== true);
  return { topic: toEventSelector(event), words: new Map(plain.map((input, i) => [input.name as string, i])) };
}

const PRODUCED = placesOf("energyPool", "EnergyProduced");
const CONSUMED = placesOf("energyPool", "EnergyConsumed");
const ACTUAL = placesOf("energyPool", "ActualEnergyReported");
const REJECTED = placesOf("energyPool", "ReadingRejected");
const STOPPED = placesOf("meterGateway", "BatchStopped");

/** Topics of all events that tell of a reading with a number. */
export const READING_TOPICS: readonly Hex[] = [PRODUCED, CONSUMED, ACTUAL, REJECTED].map(({ topic }) => topic);

const NOBODY: Address = `0x${"0".repeat(40)}`;

function word(log: RpcLog, places: EventPlaces, name: string): bigint {
  const at = 2 + 64 * (places.words.get(name) as number);
  return BigInt(`0x${log.data.slice(at, at + 64)}`);
}

const addressIn = (log: RpcLog, topic: number): Address => `0x${(log.topics[topic] as string).slice(26).toLowerCase()}`;

interface Booking {
  kind: Kind;
  resident: Address;
  wh: bigint;
  intervalEnd: number;
  sequence: number;
}

/** The reading that a booking's log tells of; number 0 is a plain command's. */
function bookingOf(log: RpcLog): Booking | undefined {
  const topic = log.topics[0];
  if (topic === PRODUCED.topic) {
    const { energyWh, intervalEnd, sequence } = unpackProduction(word(log, PRODUCED, "production"));
    return {
      kind: "produced",
      resident: addressIn(log, 2),
      wh: energyWh,
      intervalEnd: Number(intervalEnd),
      sequence: Number(sequence),
    };
  }
  if (topic === CONSUMED.topic) return { kind: "consumed", resident: addressIn(log, 2), ...plain(log, CONSUMED) };
  if (topic === ACTUAL.topic) return { kind: "actual", resident: NOBODY, ...plain(log, ACTUAL) };
  return undefined;
}

const plain = (log: RpcLog, places: EventPlaces) => ({
  wh: word(log, places, "energyWh"),
  intervalEnd: Number(word(log, places, "intervalEnd")),
  sequence: Number(word(log, places, "sequence")),
});

const rejectionOf = (log: RpcLog) => {
  const reason = Number(word(log, REJECTED, "reason"));
  return { sequence: Number(word(log, REJECTED, "sequence")), reason: rejections[reason] ?? String(reason) };
};

/** The readings that logs speak of; anything else is passed over. Addresses in small letters. */
export function unitEvents(
  logs: readonly RpcLog[],
  { pool, gateway }: { pool: Address; gateway: Address },
): UnitEvent[] {
  const [ofPool, ofGateway] = [pool.toLowerCase(), gateway.toLowerCase()];
  const events: UnitEvent[] = [];
  for (const log of logs) {
    const from = log.address.toLowerCase();
    const unit = (): Address => addressIn(log, 1);
    if (from === ofGateway && log.topics[0] === STOPPED.topic) {
      const reason = stops[Number(word(log, STOPPED, "reason"))] as HoldReason;
      events.push({ type: "stopped", unit: unit(), sequence: Number(word(log, STOPPED, "sequence")), reason });
    } else if (from === ofPool && log.topics[0] === REJECTED.topic)
      events.push({ type: "rejected", unit: unit(), ...rejectionOf(log) });
    else if (from === ofPool) {
      const sequence = bookingOf(log)?.sequence ?? 0;
      if (sequence > 0) events.push({ type: "booked", unit: unit(), sequence });
    }
  }
  return events;
}

/** A log of the pool as the reading that it tells of. */
export function foundReading(log: RpcLog): FoundReading | undefined {
  const place = { transaction: log.transactionHash as Hex, block: Number(log.blockNumber) };
  if (log.topics[0] === REJECTED.topic) {
    const { sequence, reason } = rejectionOf(log);
    return { kind: "actual", resident: NOBODY, wh: 0n, intervalEnd: 0, sequence, rejected: reason, ...place };
  }
  const booking = bookingOf(log);
  return booking && { ...booking, ...place };
}
