/** A SunSpec device over Modbus TCP, asked at an interval. */
import modbus from "modbus-serial";
import { InputError } from "../errors.ts";
import type { Sample } from "../reading/types.ts";
import { pause, keepConnected, type Source, type SourceContext } from "./source.ts";
import { BASES, END_MODEL, energyOf, isRead, MARK, type Model } from "./sunspec.ts";

export interface SunSpecConfig {
  name: string;
  host: string;
  port: number;
  modbusId: number;
  /** How often it is asked. */
  seconds: number;
  /** Energy that the device counts in (a battery: charged), out, and what it holds. */
  importChannel?: string;
  exportChannel?: string;
  storedChannel?: string;
}

type Modbus = InstanceType<typeof modbus.default>;

/** One Modbus request carries at most 125 registers. */
const MOST_REGISTERS = 125;
const TIMEOUT_MS = 5_000;

export function sunspecSource(config: SunSpecConfig): Source {
  return {
    name: config.name,
    run: (context) =>
      keepConnected(context, async () => {
        const client = new modbus.default();
        client.setTimeout(TIMEOUT_MS);
        try {
          await client.connectTCP(config.host, { port: config.port });
          client.setID(config.modbusId);
          await poll(client, config, context);
        } finally {
          client.close(() => undefined);
        }
      }),
  };
}

async function poll(client: Modbus, config: SunSpecConfig, context: SourceContext): Promise<void> {
  const places = await findModels(client, config.name);
  while (!context.signal.aborted) {
    const models: Model[] = [];
    for (const { id, address, length } of places)
      models.push({ id, registers: await readRegisters(client, address, length + 2) });
    context.connected(true);
    await context.take(samplesOf(models, config, context.now()));
    await pause(config.seconds * 1000, context.signal);
  }
}

function samplesOf(models: Model[], config: SunSpecConfig, at: number): Sample[] {
  const { serial, importMicroWh, exportMicroWh, rolloverAt, storedMicroWh } = energyOf(models);
  const samples: Sample[] = [];
  if (config.importChannel !== undefined && importMicroWh !== undefined)
    samples.push({ type: "register", channel: config.importChannel, at, microWh: importMicroWh, serial, rolloverAt });
  if (config.exportChannel !== undefined && exportMicroWh !== undefined)
    samples.push({ type: "register", channel: config.exportChannel, at, microWh: exportMicroWh, serial, rolloverAt });
  if (config.storedChannel !== undefined && storedMicroWh !== undefined)
    samples.push({ type: "level", channel: config.storedChannel, at, microWh: storedMicroWh });
  return samples;
}

/** Walks the chain of models from its mark to its end; keeps those that are read. */
async function findModels(client: Modbus, name: string): Promise<{ id: number; address: number; length: number }[]> {
  const base = await findBase(client, name);
  const found: { id: number; address: number; length: number }[] = [];
  for (let address = base + 2; ;) {
    const [id = END_MODEL, length = 0] = await readRegisters(client, address, 2);
    if (id === END_MODEL) break;
    if (isRead(id)) found.push({ id, address, length });
    address += length + 2;
    if (address > 0xffff) throw new InputError(name, "the chain of SunSpec models has no end");
  }
  return found;
}

async function findBase(client: Modbus, name: string): Promise<number> {
  for (const base of BASES) {
    const words = await readRegisters(client, base, 2).catch(() => []);
    if (words[0] === MARK[0] && words[1] === MARK[1]) return base;
  }
  throw new InputError(
    name,
    `answers, but not as SunSpec: no mark at ${BASES.join(", ")}`,
    "Check the device's Modbus ID.",
  );
}

async function readRegisters(client: Modbus, address: number, count: number): Promise<number[]> {
  const registers: number[] = [];
  for (let i = 0; i < count; i += MOST_REGISTERS)
    registers.push(...(await client.readHoldingRegisters(address + i, Math.min(MOST_REGISTERS, count - i))).data);
  return registers;
}
