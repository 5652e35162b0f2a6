import { expect } from "chai";
import { abis, rejections, stops } from "@powerchain/sdk";
import { type AbiEvent, type Hex, type RpcLog, encodeAbiParameters, encodeEventTopics } from "viem";
import { foundReading, unitEvents } from "../src/chain/logs.ts";
import type { Address } from "../src/reading/types.ts";

const place: Record<"pool" | "gateway", Address> = { pool: `0x${"aa".repeat(20)}`, gateway: `0x${"bb".repeat(20)}` };
const unit: Address = `0x${"c1".repeat(20)}`;
const resident: Address = `0x${"d2".repeat(20)}`;

/** A log as the chain writes it, by the contracts' own ABI. */
function logOf(contract: "energyPool" | "meterGateway", name: string, args: Record<string, unknown>): RpcLog {
  const event = (abis[contract] as readonly AbiEvent[]).find(
    (entry) => entry.type === "event" && entry.name === name,
  ) as AbiEvent;
  const plain = event.inputs.filter(({ indexed }) => indexed !== true);
  return {
    address: contract === "energyPool" ? place.pool : place.gateway,
    topics: encodeEventTopics({ abi: [event], args } as never) as [Hex],
    data: encodeAbiParameters(
      plain,
      plain.map((input) => args[input.name as string]),
    ),
    transactionHash: `0x${"ee".repeat(32)}`,
    blockNumber: "0x10",
  } as unknown as RpcLog;
}

const production = (wh: bigint, end: bigint, sequence: bigint) =>
  wh | (end << 48n) | (sequence << 88n) | (777n << 128n) | (888n << 192n);
const sums = { coveredWh: 1n, burned: 2n, previousWh: 9n };

describe("unitEvents", () => {
  it("reads each kind of booking, rejections and stops", () => {
    const logs = [
      logOf("energyPool", "EnergyProduced", { unit, producer: resident, production: production(123n, 1_900n, 5n) }),
      logOf("energyPool", "EnergyConsumed", {
        unit,
        consumer: resident,
        energyWh: 7n,
        intervalEnd: 1_900n,
        sequence: 6n,
        ...sums,
      }),
      logOf("energyPool", "ActualEnergyReported", { unit, energyWh: 50n, intervalEnd: 1_900n, sequence: 7n, ...sums }),
      logOf("energyPool", "ReadingRejected", { unit, sequence: 8n, reason: 1 }),
      logOf("meterGateway", "BatchStopped", { unit, sequence: 9n, reason: 1 }),
    ];
    expect(unitEvents(logs, place)).to.deep.equal([
      { type: "booked", unit, sequence: 5 },
      { type: "booked", unit, sequence: 6 },
      { type: "booked", unit, sequence: 7 },
      { type: "rejected", unit, sequence: 8, reason: rejections[1] },
      { type: "stopped", unit, sequence: 9, reason: stops[1] },
    ]);
  });
  it("passes over plain commands, other contracts and other events", () => {
    const plain = logOf("energyPool", "EnergyProduced", {
      unit,
      producer: resident,
      production: production(1n, 2n, 0n),
    });
    const foreign = { ...logOf("energyPool", "ReadingRejected", { unit, sequence: 8n, reason: 1 }), address: resident };
    const other = logOf("energyPool", "RateChanged", { rate: 5n });
    expect(unitEvents([plain, foreign, other], place)).to.deep.equal([]);
  });
});

describe("foundReading", () => {
  const at = { transaction: `0x${"ee".repeat(32)}`, block: 16 };
  it("gives back what was signed", () => {
    const produced = { unit, producer: resident, production: production(123n, 1_900n, 5n) };
    expect(foundReading(logOf("energyPool", "EnergyProduced", produced))).to.deep.equal({
      kind: "produced",
      resident,
      wh: 123n,
      intervalEnd: 1_900,
      sequence: 5,
      ...at,
    });
    const actual = { unit, energyWh: 50n, intervalEnd: 1_900n, sequence: 7n, ...sums };
    expect(foundReading(logOf("energyPool", "ActualEnergyReported", actual))).to.include({
      kind: "actual",
      wh: 50n,
      sequence: 7,
    });
  });
});
