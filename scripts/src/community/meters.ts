import { type NumberedReading, type RoundReading, type SignedBatch, submitReportsData } from "@powerchain/smart-meter";
import { type LocalAccount, zeroAddress } from "viem";
import type { Cast } from "../fleet/cast.ts";
import type { Outgoing } from "../fleet/fleet.ts";
import type { MeterSide } from "./types.ts";

const GAS_A_READING = 120_000n;

/** The meters' side of a community: numbers, signs and sends what a round brought, and ends it with what each unit holds. */
export class Meters implements MeterSide {
  readonly #cast: Cast;
  readonly #sequences: number[];

  private constructor(cast: Cast, sequences: number[]) {
    this.#cast = cast;
    this.#sequences = sequences;
  }

  /** Goes on from the numbers that the chain knows. */
  static async open(cast: Cast): Promise<Meters> {
    const views = await Promise.all(cast.units.map(({ address }) => cast.chain.lens.storageUnit(address)));
    return new Meters(
      cast,
      views.map(({ lastSequence }) => Number(lastSequence) + 1),
    );
  }

  async report(
    readings: readonly RoundReading[],
    actualWh: readonly bigint[],
    ends: readonly number[],
  ): Promise<Outgoing[]> {
    const { fleet, relay, manifest } = this.#cast;
    const batches = actualWh.map((wh, unit) =>
      this.#batch(
        unit,
        readings.filter((reading) => reading.unit === unit),
        wh,
        ends,
      ),
    );
    const gas = 500_000n + GAS_A_READING * BigInt(readings.length + actualWh.length);
    return [await fleet.call(relay, manifest.contracts.meterGateway.address, submitReportsData(batches), gas)];
  }

  #batch(unit: number, own: RoundReading[], actualWh: bigint, ends: readonly number[]): SignedBatch {
    const key = this.#cast.units[unit] as Cast["units"][number];
    const first = this.#sequences[unit] as number;
    const readings = own.map(({ kind, home, wh, step }, i): NumberedReading => {
      const { address: resident } = this.#cast.homes[home] as LocalAccount;
      return { kind, resident, wh, intervalEnd: ends[step] as number, sequence: first + i };
    });
    const intervalEnd = ends.at(-1) as number;
    readings.push({ kind: "actual", resident: zeroAddress, wh: actualWh, intervalEnd, sequence: first + own.length });
    this.#sequences[unit] = first + readings.length;
    return { unit: key.address, readings, signature: key.sign(this.#cast.digest(key.address, readings)) };
  }
}
