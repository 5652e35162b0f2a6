/**
 * SunSpec information models in Modbus registers (SunSpec Alliance, model definitions 1, 201–204, 713, 714, 802): where energy
 * stands in them, and what it means. Pure; the connection is in sunspecSource.ts.
 */
import { InputError } from "../errors.ts";

/** "SunS" at one of these addresses begins the map. */
export const BASES = [40_000, 50_000, 0] as const;
export const MARK = [0x5375, 0x6e53] as const;
export const END_MODEL = 0xffff;

export interface Model {
  id: number;
  /** Registers, its id and length included. */
  registers: readonly number[];
}

/** What a device tells of energy; whatever it does not tell is undefined. */
export interface SunSpecEnergy {
  serial?: string;
  /** µWh since it was made. */
  importMicroWh?: bigint;
  exportMicroWh?: bigint;
  /** Where the counters begin at 0 again, µWh. */
  rolloverAt?: bigint;
  /** Stored now. */
  storedMicroWh?: bigint;
}

const NOT_IMPLEMENTED_16 = 0xffff;
const NOT_IMPLEMENTED_SF = 0x8000;

const at = ({ id, registers }: Model, offset: number): number => {
  const value = registers[offset];
  if (value === undefined)
    throw new InputError(`SunSpec model ${id}`, `has ${registers.length} registers, ${offset + 1} are needed`);
  return value;
};

const wide = (model: Model, offset: number, words: number): bigint => {
  let value = 0n;
  for (let i = 0; i < words; i++) value = (value << 16n) | BigInt(at(model, offset + i));
  return value;
};

/** value × 10^sf Wh in µWh. A scale factor is -10 … 10. */
function scaled(model: Model, value: bigint, scaleOffset: number): bigint | undefined {
  const raw = at(model, scaleOffset);
  const sf = raw === NOT_IMPLEMENTED_SF ? 0 : raw > 0x7fff ? raw - 0x10000 : raw;
  if (sf < -10 || sf > 10) throw new InputError(`SunSpec model ${model.id}`, `has the scale factor ${sf}`);
  const power = sf + 6;
  return power >= 0 ? value * 10n ** BigInt(power) : value / 10n ** BigInt(-power);
}

/** Counters of 0 are "not accumulated" in SunSpec; they stand for themselves here, a fresh device begins there. */
function meter(model: Model): SunSpecEnergy {
  return {
    exportMicroWh: scaled(model, wide(model, 38, 2), 54),
    importMicroWh: scaled(model, wide(model, 46, 2), 54),
    rolloverAt: scaled(model, 1n << 32n, 54),
  };
}

/** A battery behind its DC port: absorbed is charged, injected is discharged. */
function dcPort(model: Model): SunSpecEnergy {
  return { exportMicroWh: scaled(model, wide(model, 7, 4), 18), importMicroWh: scaled(model, wide(model, 11, 4), 18) };
}

function storage(model: Model): SunSpecEnergy {
  const available = at(model, 3);
  return available === NOT_IMPLEMENTED_16 ? {} : { storedMicroWh: scaled(model, BigInt(available), 7) };
}

/** Nameplate energy × state of charge. */
function batteryBank(model: Model): SunSpecEnergy {
  const [rated, charge] = [at(model, 3), at(model, 11)];
  if (rated === NOT_IMPLEMENTED_16 || charge === NOT_IMPLEMENTED_16) return {};
  const full = scaled(model, BigInt(rated), 53) ?? 0n;
  const percent = scaled(model, BigInt(charge), 56) ?? 0n; // in millionths of a percent
  return { storedMicroWh: (full * percent) / 100_000_000n };
}

function common(model: Model): SunSpecEnergy {
  const bytes = Buffer.alloc(32);
  for (let i = 0; i < 16; i++) bytes.writeUInt16BE(at(model, 50 + i), i * 2);
  const serial = bytes.toString("latin1").replace(/\0.*$/s, "").trim();
  return serial === "" ? {} : { serial };
}

const READERS: Record<number, (model: Model) => SunSpecEnergy> = {
  1: common,
  201: meter,
  202: meter,
  203: meter,
  204: meter,
  713: storage,
  714: dcPort,
  802: batteryBank,
};

/** Whether this program reads anything from a model. */
export const isRead = (id: number): boolean => id in READERS;

/** Everything that a device's models tell; an AC meter's counters come before those of a DC port. */
export function energyOf(models: readonly Model[]): SunSpecEnergy {
  const order = (id: number) => (id >= 201 && id <= 204 ? 1 : 0);
  const sorted = [...models].sort((a, b) => order(a.id) - order(b.id));
  return Object.assign({}, ...sorted.map((model) => READERS[model.id]?.(model) ?? {})) as SunSpecEnergy;
}
