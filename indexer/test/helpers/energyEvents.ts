// The events of the roof's energy, with figures that a test changes where it needs others.
import { ANNA, BEGIN, BEN, ROOF, said } from "./chronicle.ts";

/** When the interval of the readings ends. */
export const END = BEGIN + 900;
export const produced = (more = {}) =>
  said("energyPool", "EnergyProduced", {
    unit: ROOF,
    producer: ANNA,
    energyWh: 1_000n,
    intervalEnd: BigInt(END),
    sequence: 1n,
    toProducer: 900_000_000n,
    toProvider: 40_000_000n,
    ...more,
  });
export const consumed = (more = {}) =>
  said("energyPool", "EnergyConsumed", {
    unit: ROOF,
    consumer: BEN,
    energyWh: 300n,
    intervalEnd: BigInt(END),
    sequence: 2n,
    coveredWh: 200n,
    burned: 210_000_000n,
    ...more,
  });
export const actual = (energyWh: bigint, previousWh: bigint, more = {}) =>
  said("energyPool", "ActualEnergyReported", {
    unit: ROOF,
    energyWh,
    previousWh,
    intervalEnd: BigInt(END),
    sequence: 3n,
    ...more,
  });
export const started = (more = {}) =>
  said("energyPool", "SessionStarted", {
    unit: ROOF,
    consumer: BEN,
    entAdded: 600_000_000n,
    ent: 600_000_000n,
    energyWh: 500n,
    rate: 1_050_000n,
    endsAt: BigInt(BEGIN + 3_600),
    ...more,
  });
export const removed = (energyWh: bigint) => said("energyPool", "StorageUnitRemoved", { unit: ROOF, energyWh });
export const debtPaid = (more = {}) =>
  said("energyPool", "DebtPaid", { resident: ANNA, payer: BEN, amount: 30_000_000n, owed: 20_000_000n, ...more });

/** The figures of a reading in which nothing moved. */
export const nothing = {
  energyWh: 0n,
  coveredWh: 0,
  lostWh: 0,
  unbookedWh: 0n,
  minted: 0n,
  provider: 0n,
  burned: 0n,
  cost: 0n,
};
