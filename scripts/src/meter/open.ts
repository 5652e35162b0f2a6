import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Manifest, parseManifest } from "@powerchain/sdk";
import { type MeterConfig, type SenderKey, type UnitKey, readKeystore, senderKey } from "@powerchain/smart-meter";
import type { Address } from "viem";
import { CommandError } from "../lib/errors.ts";

export const outboxFile = (config: MeterConfig): string => path.join(config.data, "outbox.db");

/** The password of the keystores: from its file, or from POWERCHAIN_METER_PASSWORD. */
export function readPassword(file: string | undefined): string {
  const password = process.env["POWERCHAIN_METER_PASSWORD"];
  if (password !== undefined) return password;
  if (file !== undefined && existsSync(file)) return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  throw new CommandError("The password of the meter's keys is missing.", {
    hint: "Put it into the file that passwordFile names (readable by the meter only), or set POWERCHAIN_METER_PASSWORD.",
  });
}

export interface MeterKeys {
  units: UnitKey[];
  sender: SenderKey;
}

export async function openKeys(config: MeterConfig, chainId: number, gateway: Address): Promise<MeterKeys> {
  const password = readPassword(config.passwordFile);
  const units: UnitKey[] = [];
  for (const { key } of config.units) units.push((await readKeystore(key, password)).key);
  const known = new Set(units.map(({ address }) => address));
  const strangers = config.channels.filter(({ unit }) => !known.has(unit));
  if (strangers.length > 0) {
    throw new CommandError(
      `These channels belong to units whose key is not here: ${strangers.map(({ id, unit }) => `${id} (${unit})`).join(", ")}.`,
      { hint: `The keys here are of ${[...known].join(", ")}.` },
    );
  }
  const { secret } = await readKeystore(config.sender, password);
  return { units, sender: senderKey(secret, chainId, gateway) };
}

export function readMeterManifest(file: string): Manifest {
  if (!existsSync(file)) {
    throw new CommandError(`There is no deployment manifest at ${file}.`, {
      hint: "Ask the community for it, or deploy: ./powerchain deploy --network NAME writes deployments/NAME.json.",
    });
  }
  return parseManifest(JSON.parse(readFileSync(file, "utf8")));
}
